package dev.tributary.engine.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.kpi.KpiAnswer.Cell;
import dev.tributary.engine.kpi.KpiAnswer.Change;
import dev.tributary.engine.kpi.KpiAnswer.Kind;
import dev.tributary.engine.kpi.KpiAnswer.Row;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiFilter;
import dev.tributary.store.KpiNames;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KpiQueriesTest {
  private final KpiWorld world = new KpiWorld();

  // ---- what cannot be asked ----

  @Test
  void an_unknown_kpi_is_answered_with_near_ones() {
    refused(world.ask("2026-11-01", "2026-11-02", "sesions"), "unknown_kpi")
        .hasMessage("There is no KPI sesions. Perhaps you mean google_analytics.sessions.");
    refused(world.ask("2026-11-01", "2026-11-02", "xyzzy"), "unknown_kpi")
        .hasMessage("There is no KPI xyzzy. The catalogue lists all of them.");
  }

  @Test
  void a_dimension_that_the_kpi_lacks_is_answered_with_those_it_has() {
    refused(
            world.ask("2026-11-01", "2026-11-02", "engagement_rate").brokenDownBy("country"),
            "unknown_dimension")
        .hasMessage(
            "google_analytics.engagement_rate cannot be told by country. It can be told by channel,"
                + " integration.");
    refused(
        world
            .ask("2026-11-01", "2026-11-02", "sessions")
            .where(new KpiFilter.Equals("planet", "Earth")),
        "unknown_dimension");
    refused(
        world
            .ask("2026-11-01", "2026-11-02", "sessions")
            .where(new KpiFilter.Equals("integration", "x")),
        "unknown_dimension");
    refused(
        world.ask("2026-11-01", "2026-11-02", "total_users").brokenDownBy("source"),
        "unknown_dimension");
    refused(
        world
            .ask("2026-11-01", "2026-11-01", "total_users")
            .where(new KpiFilter.Contains("channel", "Dir")),
        "unknown_dimension");
    refused(
        world.ask("2026-11-01", "2026-11-02", "mer").brokenDownBy("channel"), "unknown_dimension");
    refused(
        world.ask("2026-11-01", "2026-11-02", "sessions").brokenDownBy("attributed.channel"),
        "unknown_dimension");
  }

  @Test
  void a_range_must_not_run_backwards_or_be_too_long() {
    refused(world.ask("2026-11-02", "2026-11-01", "sessions"), "reversed_range")
        .hasMessage("The range ends before it starts: 2026-11-02 to 2026-11-01.");
    refused(world.ask("2016-11-01", "2026-11-22", "sessions"), "range_too_long");
    refused(world.ask("2023-01-01", "2026-11-22", "sessions").by(Grain.DAY), "range_too_long")
        .hasMessageContaining("ask by week or month");
  }

  @Test
  void filters_sorts_and_tops_are_checked_at_the_door() {
    KpiQuery query = world.ask("2026-11-01", "2026-11-02", "sessions");
    refused(query.top(5), "sort");
    refused(query.brokenDownBy("channel").top(0), "top");
    refused(query.brokenDownBy("channel").top(10_001), "top");
    refused(query.brokenDownBy("channel").sortedBy("bounce_rate", true), "sort");
    refused(query.where(new KpiFilter.In("channel", List.of())), "filter");
    refused(
        query.where(
            new KpiFilter.Not(new KpiFilter.Not(new KpiFilter.Equals("channel", "Direct")))),
        "filter");
    refused(KpiQuery.of(world.workspace, KpiWorld.TODAY, KpiWorld.TODAY), "kpis");
    refused(query.integrations(new UUID(0, 0)), "unknown_integration");
    refused(
        world
            .ask("2026-11-01", "2026-11-02", "attributed_roas")
            .brokenDownBy("campaign")
            .by(Grain.DAY),
        "campaign_join");
    refused(
            world
                .ask("2026-11-01", "2026-11-02", "attributed_roas", "sessions")
                .brokenDownBy("campaign"),
            "campaign_join")
        .hasMessageContaining("a question of their own");
    refused(
        query.where(
            java.util.Collections.nCopies(21, new KpiFilter.Equals("channel", "Direct"))
                .toArray(KpiFilter[]::new)),
        "filter");
  }

  @Test
  void an_integration_of_another_workspace_is_unknown() {
    UUID foreign =
        world.account(
            world.workspace(DayOfWeek.MONDAY), "google_analytics", "Theirs", "UTC", "EUR");
    refused(
        world.ask("2026-11-01", "2026-11-02", "sessions").integrations(foreign),
        "unknown_integration");
  }

  // ---- what is answered with a reason ----

  @Test
  void without_an_integration_the_answer_is_the_reason() {
    world.account("google_analytics", "Shop", "UTC", "EUR");
    KpiAnswer answer =
        world.answer(
            world.ask("2026-11-01", "2026-11-02", "spend", "mer", "email_revenue_per_1000"));

    assertThat(answer.columns().get(0).refused().orElseThrow().reason())
        .isEqualTo("No integration of Ads is among those asked for.");
    assertThat(answer.columns().get(1).refused().orElseThrow().code()).isEqualTo("no_integration");
    assertThat(answer.columns().get(2).refused().orElseThrow().reason())
        .isEqualTo(
            "E-mail revenue per 1,000 delivered has no data yet: no installed provider offers"
                + " resend.delivered.");
    assertThat(answer.totals()).isEmpty();
  }

  @Test
  void users_are_never_summed() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "users", "2026-11-01", "2026-11-20");
    for (int day = 1; day <= 20; day++) {
      world.row(shop, "google_analytics_users", "2026-11-%02d".formatted(day), "day", day);
    }
    world.row(shop, "google_analytics_users", "2026-11-08", "week", 30);
    world.row(shop, "google_analytics_users", "2026-11-08", "trailing_7", 30);
    world.row(shop, "google_analytics_users", "2026-11-14", "trailing_7", 44);

    KpiAnswer tenDays = world.answer(world.ask("2026-11-01", "2026-11-10", "total_users"));
    assertThat(tenDays.columns().getFirst().refused().orElseThrow())
        .isEqualTo(
            new Refused(
                "not_additive",
                "total users of several periods are never added up, and none was fetched for just"
                    + " this range.",
                "Ask for single days, any 7 days, any 28 days, weeks from Monday to Sunday,"
                    + " calendar months."));
    assertThat(
            world
                .answer(world.ask("2026-07-01", "2026-09-30", "total_users").by(Grain.QUARTER))
                .columns()
                .getFirst()
                .refused())
        .isPresent();

    assertThat(value(world.answer(world.ask("2026-11-08", "2026-11-14", "total_users"))))
        .isEqualByComparingTo("44");
    KpiAnswer byDay =
        world.answer(world.ask("2026-11-01", "2026-11-03", "total_users").by(Grain.DAY));
    assertThat(byDay.totals())
        .extracting(row -> row.cells().getFirst().value().orElseThrow().intValue())
        .containsExactly(1, 2, 3);
    KpiAnswer byWeek =
        world.answer(world.ask("2026-11-02", "2026-11-17", "total_users").by(Grain.WEEK));
    assertThat(byWeek.totals()).hasSize(3);
    assertThat(cell(byWeek, 0).value()).contains(new BigDecimal("30"));
    assertThat(cell(byWeek, 1).refused().orElseThrow().code()).isEqualTo("not_stored");
    assertThat(cell(byWeek, 2).refused().orElseThrow().code()).isEqualTo("not_additive");
    assertThat(byWeek.totals().get(2).wholeBucket()).isFalse();
    // A week from Sunday on is a period that was fetched too: any seven days.
    KpiAnswer fromSunday =
        world.answer(
            world
                .ask("2026-11-08", "2026-11-14", "total_users")
                .by(Grain.WEEK)
                .weeksFrom(DayOfWeek.SUNDAY));
    assertThat(value(fromSunday)).isEqualByComparingTo("44");
  }

  @Test
  void users_of_two_accounts_are_told_apart_or_not_at_all() {
    UUID one = world.account("google_analytics", "One", "UTC", "EUR");
    UUID two = world.account("google_analytics", "Two", "UTC", "EUR");
    for (UUID shop : List.of(one, two)) {
      world.stored(shop, "users", "2026-11-10", "2026-11-10");
      world.row(shop, "google_analytics_users", "2026-11-10", "day", shop.equals(one) ? 7 : 9);
    }
    KpiQuery query = world.ask("2026-11-10", "2026-11-10", "total_users");

    assertThat(world.answer(query).columns().getFirst().refused().orElseThrow().code())
        .isEqualTo("several_accounts");
    KpiAnswer apart = world.answer(query.brokenDownBy("integration"));
    assertThat(apart.breakdown())
        .extracting(row -> row.label().orElseThrow())
        .containsExactly("Two", "One");
    assertThat(cell(apart, 0).refused().orElseThrow().code()).isEqualTo("several_accounts");
    assertThat(apart.breakdown()).allMatch(row -> row.kind() == Kind.VALUE);
    assertThat(value(world.answer(query.integrations(two)))).isEqualByComparingTo("9");
  }

  @Test
  void a_distinct_number_is_told_where_a_currency_has_one_account() {
    UUID one = world.account("google_analytics", "One", "UTC", "EUR");
    UUID two = world.account("google_analytics", "Two", "UTC", "EUR");
    UUID dollars = world.account("google_analytics", "Dollars", "UTC", "USD");
    for (UUID shop : List.of(one, two, dollars)) {
      world.stored(shop, "users", "2026-11-10", "2026-11-10");
      world.stored(shop, "overview", "2026-11-10", "2026-11-10");
      world.row(shop, "google_analytics_users", "2026-11-10", "day", 7);
    }
    KpiAnswer answer =
        world.answer(world.ask("2026-11-10", "2026-11-10", "total_users", "total_revenue"));

    assertThat(answer.columns().getFirst().refused()).isEmpty();
    assertThat(cell(answer, 0).refused().orElseThrow().code()).isEqualTo("several_accounts");
    assertThat(cell(answer, 1).value()).contains(new BigDecimal("7"));
  }

  @Test
  void a_kpi_that_is_asked_for_twice_is_answered_twice() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    channels(shop);
    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-01", "2026-11-02", "sessions", "google_analytics.sessions")
                .brokenDownBy("channel")
                .top(1));
    assertThat(answer.columns()).hasSize(2);
    assertThat(answer.breakdown())
        .allSatisfy(row -> assertThat(row.cells().get(0)).isEqualTo(row.cells().get(1)));
  }

  @Test
  void users_by_channel_have_no_rest_and_nothing_left_over() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "users", "2026-11-10", "2026-11-10");
    world.stored(shop, "users_by_channel", "2026-11-10", "2026-11-10");
    world.row(shop, "google_analytics_users", "2026-11-10", "day", 50);
    world.row(shop, "google_analytics_users_by_channel", "2026-11-10", "day", "Direct", 20);
    world.row(shop, "google_analytics_users_by_channel", "2026-11-10", "day", "Email", 40);
    world.row(shop, "google_analytics_users_by_channel", "2026-11-10", "day", "Paid", 10);
    KpiQuery query = world.ask("2026-11-10", "2026-11-10", "total_users");

    KpiAnswer answer = world.answer(query.brokenDownBy("channel").top(2));

    assertThat(answer.breakdown())
        .extracting(
            row -> row.value().orElseThrow() + " " + row.cells().getFirst().value().orElseThrow())
        .containsExactly("Email 40", "Direct 20");
    assertThat(value(answer)).isEqualByComparingTo("50");
    assertThat(value(world.answer(query.where(new KpiFilter.Equals("channel", "Paid")))))
        .isEqualByComparingTo("10");
  }

  @Test
  void a_quotient_of_a_distinct_number_is_of_one_period() {
    UUID ads = world.account("meta_ads", "Ads", "UTC", "EUR");
    world.stored(ads, "reach", "2026-11-14", "2026-11-14");
    world.row(ads, "meta_ads_reach", "2026-11-14", "trailing_7", 900, 600);

    assertThat(value(world.answer(world.ask("2026-11-08", "2026-11-14", "frequency"))))
        .isEqualByComparingTo("1.5");
    assertThat(
            world
                .answer(world.ask("2026-11-08", "2026-11-15", "frequency"))
                .columns()
                .getFirst()
                .refused())
        .isPresent();
  }

  @Test
  void a_cost_per_thousand_is_a_quotient_of_sums_and_then_multiplied() {
    UUID ads = world.account("meta_ads", "Ads", "UTC", "EUR");
    world.stored(ads, "account", "2026-11-13", "2026-11-14");
    world.row(ads, "meta_ads_account", "2026-11-13", 3, 100);
    world.row(ads, "meta_ads_account", "2026-11-14", 1, 700);

    assertThat(value(world.answer(world.ask("2026-11-13", "2026-11-14", "cost_of_a_thousand"))))
        .isEqualByComparingTo("5");
  }

  @Test
  void a_day_that_was_never_stored_is_not_zero() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-10", "2026-11-10");

    KpiAnswer answer =
        world.answer(
            world.ask("2026-11-10", "2026-11-11", "sessions", "engagement_rate").by(Grain.DAY));

    assertThat(cell(answer, 0).value()).contains(BigDecimal.ZERO);
    assertThat(cell(answer, 1).value()).isEmpty();
    assertThat(cell(answer, 1).refused().orElseThrow()).isEqualTo(Refused.NOT_STORED);
    assertThat(answer.totals().getFirst().cells().get(1).refused().orElseThrow())
        .isEqualTo(Refused.DIVISION_BY_ZERO);
    assertThat(cell(answer, 1).standing().missing()).isEqualTo(1);
  }

  @Test
  void failed_held_missing_and_skipped_days_are_told() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-05");
    world.mark(
        shop,
        "overview",
        "2026-11-02",
        "problem = 'failed', problem_count = 1, problem_code = 'x', reason = 'x'");
    world.mark(
        shop,
        "overview",
        "2026-11-03",
        "problem = 'held', problem_count = 1, problem_code = 'x', reason = 'x', held_hash = content_hash");
    world.mark(
        shop, "overview", "2026-11-04", "sampled = true, thresholded = true, state = 'settling'");
    world.mark(
        shop,
        "overview",
        "2026-11-05",
        "state = 'skipped', content_hash = null, fetched_at = null, changed_at = null, version = 0, problem_code = 'x', reason = 'x'");

    Cell cell = cell(world.answer(world.ask("2026-11-01", "2026-11-07", "sessions")), 0);

    assertThat(cell.standing().stored()).isEqualTo(4);
    assertThat(cell.standing().failed()).isEqualTo(1);
    assertThat(cell.standing().held()).isEqualTo(1);
    assertThat(cell.standing().skipped()).isEqualTo(1);
    assertThat(cell.standing().missing()).isEqualTo(2);
    assertThat(cell.standing().mayChange()).isTrue();
    assertThat(cell.standing().partial()).isFalse();
    assertThat(cell.standing().oldestRead()).contains(Instant.parse("2026-11-03T00:00:00Z"));
    assertThat(KpiExports.flags(cell.standing()))
        .containsExactly("sampled", "thresholded", "failed_days", "held_days", "skipped_days");
  }

  // ---- sums ----

  @Test
  void a_rate_comes_from_sums_and_not_from_rates() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-02");
    world.row(shop, "google_analytics_overview", "2026-11-01", 100, 10, 0);
    world.row(shop, "google_analytics_overview", "2026-11-02", 900, 810, 0);

    KpiAnswer answer =
        world.answer(world.ask("2026-11-01", "2026-11-02", "engagement_rate", "bounce_rate"));

    // (10 + 810) / 1000, not the mean of 10 % and 90 %.
    assertThat(value(answer)).isEqualByComparingTo("0.82");
    assertThat(answer.totals().getFirst().cells().get(1).value().orElseThrow())
        .isEqualByComparingTo("0.18");
    assertThat(cell(answer, 0).over()).contains(new BigDecimal("820"));
  }

  @Test
  void currencies_are_never_added() {
    UUID euros = world.account("google_analytics", "Euros", "UTC", "EUR");
    UUID more = world.account("google_analytics", "More", "UTC", "EUR");
    UUID dollars = world.account("google_analytics", "Dollars", "UTC", "USD");
    for (UUID shop : List.of(euros, more, dollars)) {
      world.stored(shop, "overview", "2026-11-01", "2026-11-01");
      world.row(shop, "google_analytics_overview", "2026-11-01", 10, 5, 12.5);
    }

    KpiAnswer money =
        world.answer(world.ask("2026-11-01", "2026-11-01", "total_revenue", "sessions"));
    assertThat(money.totals())
        .extracting(row ->
            row.currency().orElseThrow()
                + " "
                + row.cells().getFirst().value().orElseThrow().stripTrailingZeros().toPlainString()
                + " "
                + row.cells().get(1).value().orElseThrow())
        .containsExactly("EUR 25 20", "USD 12.5 10");
    assertThat(money.totals().getFirst().cells().getFirst().currency()).contains("EUR");
    assertThat(money.totals().getFirst().cells().get(1).currency()).isEmpty();

    KpiAnswer counts = world.answer(world.ask("2026-11-01", "2026-11-01", "sessions"));
    assertThat(value(counts)).isEqualByComparingTo("30");
    assertThat(counts.totals()).hasSize(1);
  }

  @Test
  void weeks_run_on_over_the_end_of_the_year() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2025-12-25", "2026-01-10");
    for (LocalDate day = LocalDate.of(2025, 12, 25);
        day.isBefore(LocalDate.of(2026, 1, 11));
        day = day.plusDays(1)) {
      world.row(shop, "google_analytics_overview", day.toString(), day.getDayOfMonth(), 0, 0);
    }

    KpiAnswer answer =
        world.answer(world.ask("2025-12-25", "2026-01-10", "sessions").by(Grain.WEEK));

    // Thursday 25 to Sunday 28; Monday 29 to Sunday 4; Monday 5 to Saturday 10.
    assertThat(answer.totals())
        .extracting(row -> row.bucket().toString())
        .containsExactly(
            "2025-12-25 to 2025-12-28", "2025-12-29 to 2026-01-04", "2026-01-05 to 2026-01-10");
    assertThat(answer.totals()).extracting(Row::wholeBucket).containsExactly(false, true, false);
    assertThat(numbers(answer)).containsExactly(106, 29 + 30 + 31 + 1 + 2 + 3 + 4, 45);

    KpiAnswer sundays =
        world.answer(
            world
                .ask("2025-12-28", "2026-01-03", "sessions")
                .by(Grain.WEEK)
                .weeksFrom(DayOfWeek.SUNDAY));
    assertThat(numbers(sundays)).containsExactly(28 + 29 + 30 + 31 + 1 + 2 + 3);
    assertThat(
            numbers(
                world.answer(world.ask("2025-12-25", "2026-01-10", "sessions").by(Grain.MONTH))))
        .containsExactly(196, 55);
    assertThat(
            numbers(
                world.answer(world.ask("2025-12-25", "2026-01-10", "sessions").by(Grain.QUARTER))))
        .containsExactly(196, 55);
  }

  @Test
  void the_workspace_says_when_its_weeks_begin() {
    UUID sundays = world.workspace(DayOfWeek.SUNDAY);
    UUID shop = world.account(sundays, "google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-14");
    KpiAnswer answer =
        world.answer(
            KpiQuery.of(sundays, LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 14), "sessions")
                .by(Grain.WEEK));
    assertThat(answer.totals())
        .extracting(row -> row.bucket().first().getDayOfWeek())
        .containsExactly(DayOfWeek.SUNDAY, DayOfWeek.SUNDAY);
  }

  @Test
  void today_is_partial_where_it_is_today() {
    // 12:00 UTC on the 22nd is already the 23rd in Auckland and still the 22nd in New York.
    UUID auckland = world.account("google_analytics", "Auckland", "Pacific/Auckland", "NZD");
    UUID newYork = world.account("google_analytics", "New York", "America/New_York", "USD");
    for (UUID shop : List.of(auckland, newYork)) {
      world.stored(shop, "overview", "2026-11-20", "2026-11-21");
    }
    KpiQuery query = world.ask("2026-11-20", "2026-11-22", "sessions");

    Cell east = cell(world.answer(query.integrations(auckland)), 0);
    Cell west = cell(world.answer(query.integrations(newYork)), 0);

    assertThat(east.standing().missing()).isEqualTo(1);
    assertThat(east.standing().partial()).isFalse();
    assertThat(west.standing().missing()).isZero();
    assertThat(west.standing().partial()).isTrue();
    KpiAnswer both = world.answer(query);
    assertThat(both.zonesDiffer()).isTrue();
    assertThat(cell(both, 0).standing().missing()).isEqualTo(1);
    assertThat(both.sources())
        .extracting(source -> source.dataThrough().orElseThrow())
        .containsOnly(LocalDate.of(2026, 11, 21));
  }

  @Test
  void the_days_of_a_clock_change_are_days_like_others() {
    UUID shop = world.account("google_analytics", "Shop", "Europe/Berlin", "EUR");
    world.stored(shop, "overview", "2026-10-24", "2026-10-26");
    world.row(shop, "google_analytics_overview", "2026-10-24", 1, 0, 0);
    world.row(shop, "google_analytics_overview", "2026-10-25", 25, 0, 0);
    world.row(shop, "google_analytics_overview", "2026-10-26", 2, 0, 0);
    assertThat(
            numbers(world.answer(world.ask("2026-10-24", "2026-10-26", "sessions").by(Grain.DAY))))
        .containsExactly(1, 25, 2);
  }

  // ---- breakdowns ----

  @Test
  void top_rest_and_what_is_not_in_the_breakdown_add_up_to_the_total() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    channels(shop);

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-01", "2026-11-02", "sessions", "engagement_rate")
                .brokenDownBy("channel")
                .top(2));

    assertThat(answer.breakdown())
        .extracting(row ->
            row.kind()
                + " "
                + row.value().orElse("-")
                + " "
                + row.values()
                + " "
                + row.cells().getFirst().value().orElseThrow())
        .containsExactly(
            "VALUE Direct 1 70", "VALUE Email 1 40", "REST - 2 30", "NOT_IN_BREAKDOWN - 0 10");
    assertThat(value(answer)).isEqualByComparingTo("150");
    assertThat(answer.breakdown().get(0).cells().get(1).value().orElseThrow())
        .isEqualByComparingTo("0.5");
    // (1 + 2) / (10 + 20)
    assertThat(answer.breakdown().get(2).cells().get(1).value().orElseThrow())
        .isEqualByComparingTo("0.1");
    Cell leftOver = answer.breakdown().get(3).cells().get(1);
    assertThat(leftOver.value()).isEmpty();
    assertThat(leftOver.under()).contains(new BigDecimal("10"));
    assertThat(answer.columns().getFirst().streams()).containsExactly("overview");
    assertThat(answer.columns().getFirst().breakdownStream()).contains("channels");
  }

  @Test
  void a_breakdown_by_day_keeps_the_values_of_the_whole_range() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    channels(shop);

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-01", "2026-11-02", "sessions")
                .brokenDownBy("channel")
                .top(1)
                .by(Grain.DAY));

    assertThat(answer.breakdown())
        .extracting(row ->
            row.bucket() + " " + row.kind() + " " + row.cells().getFirst().value().orElseThrow())
        .containsExactly(
            "2026-11-01 VALUE 70",
            "2026-11-01 REST 30",
            "2026-11-01 NOT_IN_BREAKDOWN 0",
            "2026-11-02 VALUE 0",
            "2026-11-02 REST 40",
            "2026-11-02 NOT_IN_BREAKDOWN 10");
  }

  @Test
  void a_breakdown_is_complete_or_refused() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-01");
    world.stored(shop, "channels", "2026-11-01", "2026-11-01");
    world.execute(
        "insert into kpi.google_analytics_channels select '%s', '%s', '2026-11-01', 'c' || n, 1, 0, 0 from generate_series(1, 10001) n"
            .formatted(world.workspace, shop));
    // As after a first load; without statistics the planner takes ten thousand rows for one.
    world.execute("analyze kpi.google_analytics_channels");
    KpiQuery query = world.ask("2026-11-01", "2026-11-01", "sessions").brokenDownBy("channel");

    refused(query, "too_many_values").hasMessageContaining("more than 10,000 values");
    assertThat(world.answer(query.top(10_000)).breakdown())
        .filteredOn(row -> row.kind() == Kind.REST)
        .extracting(row -> row.cells().getFirst().value().orElseThrow().intValue())
        .containsExactly(1);
    refused(query.by(Grain.DAY).top(10_001), "top");
  }

  @Test
  void values_are_sorted_as_asked() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    channels(shop);
    KpiQuery query =
        world
            .ask("2026-11-01", "2026-11-02", "sessions", "engagement_rate", "bounce_rate")
            .brokenDownBy("channel");

    assertThat(order(query.sortedBy("channel", false)))
        .containsExactly("Direct", "Email", "Paid", "Social");
    assertThat(order(query.sortedBy("channel", true)))
        .containsExactly("Social", "Paid", "Email", "Direct");
    assertThat(order(query.sortedBy("sessions", false)))
        .containsExactly("Paid", "Social", "Email", "Direct");
    // Direct 0.5, Email 0.25, Paid 0.1, Social 0.1
    assertThat(order(query.sortedBy("engagement_rate", true)))
        .containsExactly("Direct", "Email", "Paid", "Social");
    assertThat(order(query.sortedBy("bounce_rate", true)))
        .containsExactly("Paid", "Social", "Email", "Direct");
  }

  @Test
  void filters_take_the_smallest_stream_that_knows_them() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    channels(shop);
    KpiQuery query = world.ask("2026-11-01", "2026-11-02", "sessions");

    KpiAnswer direct = world.answer(query.where(new KpiFilter.Equals("channel", "Direct")));
    assertThat(value(direct)).isEqualByComparingTo("70");
    assertThat(direct.columns().getFirst().streams()).containsExactly("channels");
    assertThat(
            value(
                world.answer(
                    query.where(new KpiFilter.In("channel", List.of("Direct", "Paid", "None"))))))
        .isEqualByComparingTo("80");
    assertThat(value(world.answer(query.where(new KpiFilter.Contains("channel", "i")))))
        .isEqualByComparingTo("140");
    assertThat(
            value(
                world.answer(
                    query.where(new KpiFilter.Not(new KpiFilter.Contains("channel", "i"))))))
        .isEqualByComparingTo("0");
    KpiAnswer both =
        world.answer(
            query
                .where(new KpiFilter.Not(new KpiFilter.Equals("channel", "Direct")))
                .brokenDownBy("channel"));
    assertThat(both.breakdown())
        .extracting(row -> row.kind() + " " + row.cells().getFirst().value().orElseThrow())
        .containsExactly("VALUE 40", "VALUE 20", "VALUE 10", "NOT_IN_BREAKDOWN 0");
  }

  @Test
  void a_stream_may_be_named_before_its_dimension() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-01");
    world.stored(shop, "attributed", "2026-11-01", "2026-11-01");
    world.row(shop, "google_analytics_overview", "2026-11-01", 0, 0, 100);
    world.row(shop, "google_analytics_attributed", "2026-11-01", "Paid", "purchase", 60);
    world.row(shop, "google_analytics_attributed", "2026-11-01", "Paid", "lead", 30);

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-01", "2026-11-01", "total_revenue")
                .brokenDownBy("attributed.channel"));

    assertThat(answer.columns().getFirst().breakdownStream()).contains("attributed");
    assertThat(answer.breakdown())
        .extracting(row -> row.cells().getFirst().value().orElseThrow().intValue())
        .containsExactly(90, 10);
  }

  @Test
  void accounts_are_a_breakdown_too() {
    UUID one = world.account("google_analytics", "One", "UTC", "EUR");
    UUID two = world.account("google_analytics", "Two", "UTC", "EUR");
    for (UUID shop : List.of(one, two)) {
      world.stored(shop, "overview", "2026-11-01", "2026-11-01");
      world.row(shop, "google_analytics_overview", "2026-11-01", shop.equals(one) ? 3 : 4, 0, 0);
    }
    KpiAnswer answer =
        world.answer(world.ask("2026-11-01", "2026-11-01", "sessions").brokenDownBy("integration"));
    assertThat(answer.breakdown())
        .extracting(
            row -> row.label().orElse("-") + " " + row.cells().getFirst().value().orElseThrow())
        .containsExactly("Two 4", "One 3", "- 0");
  }

  @Test
  void a_disconnected_account_counts_only_when_it_is_asked_for() {
    UUID gone = world.account("google_analytics", "Gone", "UTC", "EUR");
    world.account("google_analytics", "Here", "UTC", "EUR");
    world.stored(gone, "overview", "2026-11-01", "2026-11-01");
    world.row(gone, "google_analytics_overview", "2026-11-01", 5, 0, 0);
    world.execute(
        "update tributary.integration set state = 'disconnected' where id = '" + gone + "'");
    KpiQuery query = world.ask("2026-11-01", "2026-11-01", "sessions");
    assertThat(cell(world.answer(query), 0).value()).isEmpty();
    assertThat(value(world.answer(query.integrations(gone)))).isEqualByComparingTo("5");
  }

  // ---- comparisons ----

  @Test
  void a_comparison_leaves_out_the_day_that_is_not_over_on_both_sides() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-09", "2026-11-22");
    world.mark(shop, "overview", "2026-11-22", "state = 'open', partial = true");
    for (int day = 9; day <= 22; day++) {
      world.row(
          shop,
          "google_analytics_overview",
          "2026-11-%02d".formatted(day),
          day < 16 ? 100 : day == 22 ? 40 : 110,
          50,
          0);
    }

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-16", "2026-11-22", "sessions", "engagement_rate")
                .comparedWith(Comparison.PREVIOUS_PERIOD));

    assertThat(answer.compared().orElseThrow().days().toString())
        .isEqualTo("2026-11-09 to 2026-11-15");
    assertThat(answer.compared().orElseThrow().leftOut()).containsExactly(KpiWorld.TODAY);
    assertThat(value(answer)).isEqualByComparingTo("700");
    Change change = cell(answer, 0).change().orElseThrow();
    assertThat(change.now()).contains(new BigDecimal("660"));
    assertThat(change.before()).contains(new BigDecimal("600"));
    assertThat(change.difference()).contains(new BigDecimal("60"));
    assertThat(change.share().orElseThrow()).isEqualByComparingTo("0.1");
    Change rate = answer.totals().getFirst().cells().get(1).change().orElseThrow();
    // 300 / 660 against 300 / 600
    assertThat(rate.before().orElseThrow()).isEqualByComparingTo("0.5");
    assertThat(rate.now().orElseThrow()).isEqualByComparingTo("0.4545454545454545");
  }

  @Test
  void the_previous_period_meets_its_own_weekdays() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-10-01", "2026-11-20");
    KpiAnswer tenDays =
        world.answer(
            world
                .ask("2026-11-11", "2026-11-20", "sessions")
                .comparedWith(Comparison.PREVIOUS_PERIOD));
    assertThat(tenDays.compared().orElseThrow().days().toString())
        .isEqualTo("2026-10-28 to 2026-11-06");
    assertThat(cell(tenDays, 0).change().orElseThrow().share()).isEmpty();
  }

  @Test
  void a_leap_day_has_no_counterpart_and_takes_no_part() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2023-02-27", "2023-03-01");
    world.stored(shop, "overview", "2024-02-27", "2024-03-01");
    for (String day :
        List.of(
            "2023-02-27",
            "2023-02-28",
            "2023-03-01",
            "2024-02-27",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01")) {
      world.row(shop, "google_analytics_overview", day, day.startsWith("2023") ? 10 : 20, 0, 0);
    }
    KpiAnswer answer =
        world.answer(
            world
                .ask("2024-02-27", "2024-03-01", "sessions")
                .comparedWith(Comparison.LAST_YEAR)
                .by(Grain.MONTH));
    assertThat(answer.compared().orElseThrow().leftOut())
        .containsExactly(LocalDate.of(2024, 2, 29));
    assertThat(numbers(answer)).containsExactly(60, 20);
    assertThat(cell(answer, 0).change().orElseThrow().now()).contains(new BigDecimal("40"));
    assertThat(cell(answer, 0).change().orElseThrow().before()).contains(new BigDecimal("20"));
    assertThat(cell(answer, 1).change().orElseThrow().before()).contains(new BigDecimal("10"));
    assertThat(cell(answer, 0).change().orElseThrow().standing().missing()).isZero();

    KpiAnswer after =
        world.answer(
            world.ask("2024-02-29", "2024-02-29", "sessions").comparedWith(Comparison.LAST_YEAR));
    assertThat(cell(after, 0).change().orElseThrow().difference()).isEmpty();
  }

  @Test
  void before_the_first_stored_day_there_is_nothing_to_compare_with() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-14", "2026-11-20");
    Change change =
        cell(
                world.answer(
                    world
                        .ask("2026-11-14", "2026-11-20", "sessions")
                        .comparedWith(Comparison.PREVIOUS_PERIOD)),
                0)
            .change()
            .orElseThrow();
    assertThat(change.before()).isEmpty();
    assertThat(change.difference()).isEmpty();
    assertThat(change.standing().missing()).isEqualTo(7);
  }

  @Test
  void each_value_of_a_breakdown_is_compared() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-02", "2026-11-09");
    world.stored(shop, "channels", "2026-11-02", "2026-11-09");
    world.row(shop, "google_analytics_overview", "2026-11-02", 10, 0, 0);
    world.row(shop, "google_analytics_overview", "2026-11-09", 20, 0, 0);
    world.row(shop, "google_analytics_channels", "2026-11-02", "Direct", 4, 0, 0);
    world.row(shop, "google_analytics_channels", "2026-11-02", "Email", 5, 0, 0);
    world.row(shop, "google_analytics_channels", "2026-11-09", "Direct", 18, 0, 0);

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-09", "2026-11-09", "sessions")
                .brokenDownBy("channel")
                .top(1)
                .comparedWith(Comparison.PREVIOUS_PERIOD));

    assertThat(answer.breakdown())
        .extracting(row ->
            row.kind()
                + " "
                + row.cells().getFirst().value().orElseThrow()
                + " "
                + row.cells().getFirst().change().orElseThrow().before().orElseThrow())
        .containsExactly("VALUE 18 4", "NOT_IN_BREAKDOWN 2 1");
  }

  @Test
  void users_are_compared_with_a_period_that_was_fetched() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "users", "2026-11-01", "2026-11-14");
    world.row(shop, "google_analytics_users", "2026-11-07", "trailing_7", 40);
    world.row(shop, "google_analytics_users", "2026-11-14", "trailing_7", 44);
    Change change =
        cell(
                world.answer(
                    world
                        .ask("2026-11-08", "2026-11-14", "total_users")
                        .comparedWith(Comparison.PREVIOUS_PERIOD)),
                0)
            .change()
            .orElseThrow();
    assertThat(change.difference()).contains(new BigDecimal("4"));
    assertThat(change.share().orElseThrow()).isEqualByComparingTo("0.1");
  }

  // ---- several providers ----

  @Test
  void revenue_meets_spend_in_one_currency_alone() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    UUID ads = world.account("meta_ads", "Ads", "Europe/Berlin", "EUR");
    UUID dollars = world.account("meta_ads", "Dollars", "UTC", "USD");
    world.stored(shop, "overview", "2026-11-01", "2026-11-01");
    world.stored(ads, "account", "2026-11-01", "2026-11-01");
    world.stored(dollars, "account", "2026-11-01", "2026-11-01");
    world.row(shop, "google_analytics_overview", "2026-11-01", 10, 5, 300);
    world.row(ads, "meta_ads_account", "2026-11-01", 100, 7);
    world.row(dollars, "meta_ads_account", "2026-11-01", 900, 7);

    KpiAnswer answer = world.answer(world.ask("2026-11-01", "2026-11-01", "blended.mer"));

    assertThat(answer.zonesDiffer()).isTrue();
    assertThat(answer.totals())
        .extracting(row -> row.currency().orElseThrow())
        .containsExactly("EUR", "USD");
    assertThat(value(answer)).isEqualByComparingTo("3");
    assertThat(cell(answer, 1).refused().orElseThrow().reason())
        .isEqualTo("No integration of Analytics in USD is among those asked for.");
  }

  @Test
  void campaigns_are_joined_by_id_then_by_name_then_by_word() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    UUID ads = world.account("meta_ads", "Ads", "UTC", "EUR");
    for (String stream : List.of("overview", "campaigns")) {
      world.stored(shop, stream, "2026-11-01", "2026-11-01");
    }
    for (String stream : List.of("account", "campaigns")) {
      world.stored(ads, stream, "2026-11-01", "2026-11-01");
    }
    world.row(ads, "meta_ads_account", "2026-11-01", 210, 0);
    for (Object[] campaign :
        List.<Object[]>of(
            new Object[] {"c1", 10},
            new Object[] {"c2", 20},
            new Object[] {"c3", 30},
            new Object[] {"c4", 40},
            new Object[] {"c5", 50},
            new Object[] {"c6", 50})) {
      world.row(ads, "meta_ads_campaigns", "2026-11-01", campaign[0], campaign[1], 0);
    }
    for (String[] name :
        List.of(
            new String[] {"c1", "Autumn"},
            new String[] {"c2", "Winter"},
            new String[] {"c3", "Spring"},
            new String[] {"c5", "Twin"},
            new String[] {"c6", "Twin"})) {
      world.execute(
          "insert into kpi.meta_ads_campaign_names values ('%s', '%s', '%s', '%s', now(), now(), null)"
              .formatted(world.workspace, ads, name[0], name[1]));
    }
    new KpiNames(world.database).map(world.workspace, "meta_ads", "old-name", "c3");
    traffic(shop, "facebook", "whatever", "c1", 100);
    traffic(shop, "ig", "Winter", "", 80);
    traffic(shop, "fb", "old-name", "", 60);
    traffic(shop, "facebook", "Twin", "", 7);
    traffic(shop, "facebook", "Nobody", "", 5);
    traffic(shop, "newsletter", "Autumn", "c1", 1_000);

    KpiAnswer answer =
        world.answer(
            world
                .ask("2026-11-01", "2026-11-01", "attributed_roas")
                .brokenDownBy("campaign")
                .top(2));

    assertThat(answer.breakdown())
        .extracting(KpiQueriesTest::told)
        .containsExactly(
            "VALUE Autumn 10 = 100 / 10",
            "VALUE Winter 4 = 80 / 20",
            "REST - 2 = 60 / 30",
            "UNMATCHED only in Ads - = 0 / 140",
            "UNMATCHED only in Analytics - = 12 / 0",
            "NOT_IN_BREAKDOWN - - = 0 / 10");
    assertThat(told(answer.totals().getFirst())).isEqualTo("TOTAL - 1.2 = 252 / 210");
    assertThat(
            world
                .answer(
                    world
                        .ask("2026-11-01", "2026-11-01", "attributed_roas")
                        .brokenDownBy("campaign")
                        .sortedBy("campaign", true))
                .breakdown())
        .extracting(row -> row.label().orElse("-"))
        .startsWith("Winter", "Spring", "Autumn");
  }

  private void traffic(UUID shop, String source, String campaign, String id, int revenue) {
    world.row(
        shop, "google_analytics_campaigns", "2026-11-01", source, "cpc", campaign, id, 1, revenue);
  }

  private static String told(Row row) {
    Cell cell = row.cells().getFirst();
    return "%s %s %s = %s / %s"
        .formatted(
            row.kind(),
            row.label().orElse("-"),
            cell.value().map(KpiQueriesTest::plain).orElse("-"),
            plain(cell.over().orElseThrow()),
            plain(cell.under().orElseThrow()));
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** Direct 70, Email 40, Social 20 and Paid 10 of 150 sessions. */
  private void channels(UUID shop) {
    world.stored(shop, "overview", "2026-11-01", "2026-11-02");
    world.stored(shop, "channels", "2026-11-01", "2026-11-02");
    world.row(shop, "google_analytics_overview", "2026-11-01", 100, 43, 0);
    world.row(shop, "google_analytics_overview", "2026-11-02", 50, 5, 0);
    world.row(shop, "google_analytics_channels", "2026-11-01", "Direct", 70, 35, 0);
    world.row(shop, "google_analytics_channels", "2026-11-01", "Social", 20, 2, 0);
    world.row(shop, "google_analytics_channels", "2026-11-01", "Paid", 10, 1, 0);
    world.row(shop, "google_analytics_channels", "2026-11-02", "Email", 40, 10, 0);
  }

  private List<String> order(KpiQuery query) {
    return world.answer(query).breakdown().stream().flatMap(row -> row.value().stream()).toList();
  }

  private static List<Integer> numbers(KpiAnswer answer) {
    return answer.totals().stream()
        .map(row -> row.cells().getFirst().value().orElseThrow().intValueExact())
        .toList();
  }

  private static Cell cell(KpiAnswer answer, int row) {
    return answer.totals().get(row).cells().getFirst();
  }

  private static BigDecimal value(KpiAnswer answer) {
    return cell(answer, 0).value().orElseThrow();
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      KpiQuery query, String code) {
    return assertThatThrownBy(() -> world.answer(query))
        .isInstanceOfSatisfying(
            KpiQueryException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
