package dev.tributary.engine.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tributary.engine.kpi.KpiAnswer.Cell;
import dev.tributary.engine.kpi.KpiAnswer.Kind;
import dev.tributary.engine.kpi.KpiAnswer.Row;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Buckets;
import dev.tributary.store.Grain;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random rows and random questions, answered by the database and by a loop over a list. */
class KpiModelTest {
  private static final LocalDate FIRST = LocalDate.of(2025, 12, 1);
  private static final int DAYS = 75;
  private static final List<String> CHANNELS =
      List.of("Direct", "Email", "Paid", "Social", "", "Ä");

  private record Fact(
      UUID account, LocalDate day, String channel, long sessions, long engaged, long home) {}

  private final KpiWorld world = new KpiWorld();
  private final List<UUID> accounts = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  @Test
  void answers_are_those_of_a_naive_model() {
    for (long seed = 1; seed <= 3; seed++) {
      facts.clear();
      fill(new Random(seed));
      Random questions = new Random(1_000 + seed);
      for (int question = 0; question < 60; question++) {
        ask(questions, "seed %d, question %d".formatted(seed, question));
      }
      accounts.forEach(account ->
          world.execute(
              "update tributary.integration set state = 'disconnected' where id = '%s'"
                  .formatted(account)));
      accounts.clear();
    }
  }

  private void fill(Random random) {
    for (int at = 0; at < 3; at++) {
      UUID account = world.account("google_analytics", "Shop " + at, "UTC", "EUR");
      accounts.add(account);
      world.stored(account, "overview", FIRST.toString(), FIRST.plusDays(DAYS).toString());
      world.stored(account, "channels", FIRST.toString(), FIRST.plusDays(DAYS).toString());
      StringBuilder overview = new StringBuilder();
      StringBuilder channels = new StringBuilder();
      for (int day = 0; day < DAYS; day++) {
        LocalDate date = FIRST.plusDays(day);
        long home = random.nextInt(20);
        overview.append(",('%s','%s','%s',%d,0,0)".formatted(world.workspace, account, date, home));
        facts.add(new Fact(account, date, "-", 0, 0, home));
        for (String channel : CHANNELS) {
          if (random.nextInt(4) > 0) {
            long sessions = random.nextInt(50);
            long engaged = random.nextLong(sessions + 1);
            channels.append(
                ",('%s','%s','%s','%s',%d,%d,0)"
                    .formatted(world.workspace, account, date, channel, sessions, engaged));
            facts.add(new Fact(account, date, channel, sessions, engaged, 0));
          }
        }
      }
      world.execute("insert into kpi.google_analytics_overview values " + overview.substring(1));
      world.execute("insert into kpi.google_analytics_channels values " + channels.substring(1));
    }
  }

  private void ask(Random random, String question) {
    LocalDate first = FIRST.plusDays(random.nextInt(DAYS));
    LocalDate last =
        first.plusDays(random.nextInt(DAYS - (int) FIRST.until(first, ChronoUnit.DAYS)));
    Grain grain = Grain.values()[random.nextInt(Grain.values().length)];
    DayOfWeek weekStart = DayOfWeek.of(1 + random.nextInt(7));
    int top = 1 + random.nextInt(CHANNELS.size());
    List<UUID> chosen = accounts.subList(0, 1 + random.nextInt(accounts.size()));
    Buckets buckets = new Buckets(grain, weekStart, new DayRange(first, last));

    KpiAnswer answer =
        world.answer(
            world
                .ask(first.toString(), last.toString(), "sessions", "engagement_rate")
                .integrations(chosen.toArray(UUID[]::new))
                .by(grain)
                .weeksFrom(weekStart)
                .brokenDownBy("channel")
                .top(top));

    List<Fact> asked =
        facts.stream()
            .filter(fact -> chosen.contains(fact.account()))
            .filter(fact -> !fact.day().isBefore(first) && !fact.day().isAfter(last))
            .toList();
    List<String> leaders = leaders(asked, top);
    for (Row row : answer.totals()) {
      long total = asked.stream().filter(in(row)).mapToLong(Fact::home).sum();
      assertThat(number(row)).as(question).isEqualByComparingTo(BigDecimal.valueOf(total));
      assertThat(buckets.within(buckets.of(row.bucket().first())))
          .as(question)
          .isEqualTo(row.bucket());
      BigDecimal parts =
          answer.breakdown().stream()
              .filter(part -> part.bucket().equals(row.bucket()))
              .map(KpiModelTest::number)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(parts).as("parts and total, " + question).isEqualByComparingTo(number(row));
    }
    assertThat(
            answer.breakdown().stream()
                .filter(row -> row.kind() == Kind.VALUE)
                .filter(row -> row.bucket().contains(first))
                .map(row -> row.value().orElseThrow()))
        .as(question)
        .containsExactlyElementsOf(leaders);
    for (Row row : answer.breakdown()) {
      if (row.kind() == Kind.VALUE || row.kind() == Kind.REST) {
        Predicate<Fact> of =
            row.kind() == Kind.VALUE
                ? fact -> fact.channel().equals(row.value().orElseThrow())
                : fact -> !leaders.contains(fact.channel());
        List<Fact> within = asked.stream().filter(in(row)).filter(of).toList();
        long sessions = within.stream().mapToLong(Fact::sessions).sum();
        long engaged = within.stream().mapToLong(Fact::engaged).sum();
        assertThat(number(row)).as(question).isEqualByComparingTo(BigDecimal.valueOf(sessions));
        Cell rate = row.cells().get(1);
        if (sessions == 0) {
          assertThat(rate.value()).as(question).isEmpty();
        } else {
          assertThat(rate.value().orElseThrow().doubleValue())
              .as(question)
              .isCloseTo((double) engaged / sessions, offset(1e-12));
        }
      }
    }
  }

  private static List<String> leaders(List<Fact> asked, int top) {
    Map<String, Long> sums =
        asked.stream()
            .filter(fact -> !fact.channel().equals("-"))
            .collect(Collectors.groupingBy(Fact::channel, Collectors.summingLong(Fact::sessions)));
    return sums.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(top)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Predicate<Fact> in(Row row) {
    return fact -> row.bucket().contains(fact.day());
  }

  private static BigDecimal number(Row row) {
    return row.cells().getFirst().value().orElseThrow();
  }
}
