package dev.tributary.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Days;
import dev.tributary.engine.Streams;
import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Priority;
import dev.tributary.store.SliceDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-10");
  private static final StreamDescriptor VISITS = Streams.day("visits");
  private static final Account SHOP =
      new Account("1", "Shop", ZoneId.of("Europe/Warsaw"), Optional.of("EUR"), Map.of());

  private final Map<LocalDate, LedgerDay> before = new HashMap<>();
  private final Map<LocalDate, Long> history = new HashMap<>();

  @Test
  void fewer_rows_than_promised_are_refused() {
    Answer answer = new Answer(range(0, 0)).rows(DAY, 3, 30);
    answer.promised = OptionalLong.of(4);
    assertThat(refusal(answer)).isEqualTo("visits sent 3 of 4 promised rows for 2026-11-10.");
  }

  @Test
  void rejected_rows_count_as_received_and_keep_their_day_as_it_was() {
    Answer answer = new Answer(range(1, 0)).rows(DAY, 3, 30).rows(DAY.minusDays(1), 1, 10);
    answer.rejects.add(new Batch.Reject(Optional.of(DAY), "NaN is no number", "[NaN]"));
    answer.promised = OptionalLong.of(5);
    Finding.Judged judged = judged(answer);
    assertThat(judged.apply()).containsOnlyKeys(DAY.minusDays(1));
    assertThat(judged.unreadable()).containsExactly(Map.entry(DAY, "NaN is no number"));
  }

  @Test
  void a_row_without_a_readable_day_spoils_the_whole_answer() {
    Answer answer = new Answer(range(1, 0)).rows(DAY, 3, 30);
    answer.rejects.add(new Batch.Reject(Optional.empty(), "(other) is no day", "(other),3"));
    assertThat(refusal(answer)).contains("without a readable day").contains("(other) is no day");
  }

  @Test
  void a_row_of_a_day_that_was_not_asked_for_is_refused() {
    assertThat(refusal(new Answer(range(0, 0)).rows(DAY.minusDays(3), 1, 5)))
        .contains("a row of 2026-11-07 although 2026-11-10 was asked");
  }

  @Test
  void the_same_key_twice_is_refused() {
    Answer answer = new Answer(range(0, 0)).rows(DAY, 2, 10).rows(DAY, 1, 10);
    assertThat(refusal(answer)).contains("the same key twice");
  }

  @Test
  void an_answer_for_other_days_is_refused() {
    Answer answer = new Answer(range(3, 0));
    answer.covered = new DayRange(DAY.minusDays(9), DAY.minusDays(4));
    assertThat(refusal(answer)).contains("although 2026-11-07 to 2026-11-10 was asked");
  }

  @Test
  void days_that_the_provider_keeps_no_longer_are_gone_even_if_all_are() {
    Answer answer = new Answer(range(1, 0));
    answer.covered = DayRange.of(DAY.plusDays(1));
    Finding.Judged judged = judged(answer);
    assertThat(judged.apply()).isEmpty();
    assertThat(judged.gone()).containsExactly(DAY.minusDays(1), DAY);
  }

  @Test
  void only_the_whole_days_that_an_answer_covers_are_applied() {
    Answer answer =
        new Answer(range(3, 0)).rows(DAY.minusDays(1), 2, 9).rows(DAY.minusDays(2), 1, 4);
    answer.covered = range(2, 1);
    Finding.Judged judged = judged(answer);
    assertThat(judged.apply()).containsOnlyKeys(DAY.minusDays(2), DAY.minusDays(1));
    assertThat(judged.gone()).containsExactly(DAY.minusDays(3));
    assertThat(judged.late()).containsExactly(DAY);
  }

  @Test
  void another_zone_or_currency_stops_everything() {
    Answer zone = new Answer(range(0, 0)).rows(DAY, 1, 1);
    zone.zone = Optional.of(ZoneId.of("UTC"));
    assertThat(check(zone))
        .isInstanceOfSatisfying(
            Finding.AccountChanged.class,
            changed -> {
              assertThat(changed.change()).isEqualTo(HealthStatus.Change.ZONE);
              assertThat(changed.message()).contains("Europe/Warsaw to UTC");
            });
    Answer currency = new Answer(range(0, 0)).rows(DAY, 1, 1);
    currency.currency = Optional.of("PLN");
    assertThat(check(currency))
        .isInstanceOfSatisfying(
            Finding.AccountChanged.class,
            changed -> assertThat(changed.change()).isEqualTo(HealthStatus.Change.CURRENCY));
  }

  @Test
  void a_provider_that_does_not_tell_zone_and_currency_is_believed() {
    Answer answer = new Answer(range(0, 0)).rows(DAY, 1, 1);
    answer.zone = Optional.empty();
    answer.currency = Optional.empty();
    assertThat(judged(answer).apply()).containsOnlyKeys(DAY);
  }

  @Test
  void a_whole_day_that_is_suddenly_empty_is_held() {
    before.put(DAY, Days.stored("visits", DAY, DayState.SETTLING, 20, 900, Instant.EPOCH));
    Finding.Judged judged = judged(new Answer(range(0, 0)));
    assertThat(judged.apply()).isEmpty();
    assertThat(judged.held())
        .containsExactly(
            new Finding.Hold(
                DAY, "visits had 20 rows on 2026-11-10 and now has none.", Duration.ofHours(1)));
  }

  @Test
  void a_whole_day_whose_main_total_fell_by_half_is_held_and_a_smaller_fall_is_not() {
    before.put(DAY, Days.stored("visits", DAY, DayState.FINAL, 25, 1_000, Instant.EPOCH));
    assertThat(judged(new Answer(range(0, 0)).rows(DAY, 25, 500)).held()).hasSize(1);
    assertThat(judged(new Answer(range(0, 0)).rows(DAY, 25, 501)).apply()).containsOnlyKeys(DAY);
  }

  @Test
  void small_and_partial_days_may_fall() {
    before.put(DAY, Days.stored("visits", DAY, DayState.FINAL, 19, 1_000, Instant.EPOCH));
    assertThat(judged(new Answer(range(0, 0))).apply()).containsOnlyKeys(DAY);
    before.put(DAY, Days.stored("visits", DAY, DayState.OPEN, 50, 1_000, Instant.EPOCH));
    assertThat(judged(new Answer(range(0, 0))).apply()).containsOnlyKeys(DAY);
  }

  @Test
  void the_same_answer_is_accepted_after_1_6_and_24_hours() {
    LedgerDay stored = Days.stored("visits", DAY, DayState.FINAL, 25, 1_000, Instant.EPOCH);
    Answer answer = new Answer(range(0, 0)).rows(DAY, 25, 400);
    List<Duration> waits = new ArrayList<>();
    for (int times = 0; times < 3; times++) {
      before.put(
          DAY, times == 0 ? stored : Days.held(stored, answer.digest().day(DAY).hash(), times));
      waits.add(judged(answer).held().getFirst().readAgainIn());
    }
    assertThat(waits)
        .as("1 hour, then 5 more, then 18 more")
        .containsExactly(Duration.ofHours(1), Duration.ofHours(5), Duration.ofHours(18));
    before.put(DAY, Days.held(stored, answer.digest().day(DAY).hash(), 3));
    assertThat(judged(answer).apply()).containsOnlyKeys(DAY);
    assertThat(judged(answer).accepted()).containsExactly(DAY);
  }

  @Test
  void another_contradiction_starts_over() {
    LedgerDay stored = Days.stored("visits", DAY, DayState.FINAL, 25, 1_000, Instant.EPOCH);
    Answer other = new Answer(range(0, 0)).rows(DAY, 25, 300);
    before.put(DAY, Days.held(stored, other.digest().day(DAY).hash(), 3));
    assertThat(judged(new Answer(range(0, 0)).rows(DAY, 25, 400)).held().getFirst().readAgainIn())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_waiver_accepts_what_would_be_held() {
    before.put(DAY, Days.stored("visits", DAY, DayState.FINAL, 25, 1_000, Instant.EPOCH));
    Answer answer = new Answer(range(0, 0));
    answer.waiver = true;
    assertThat(judged(answer).apply()).containsOnlyKeys(DAY);
    assertThat(judged(answer).accepted()).containsExactly(DAY);
  }

  @Test
  void an_empty_first_read_is_believed_only_when_the_account_is_empty_too() {
    Answer answer = new Answer(range(1, 0)).rows(DAY.minusDays(1), 1, 5);
    assertThat(verification().needsTotals(answer.slice(), wholeOf(answer))).isTrue();
    assertThat(verification().needsTotals(answer.slice(), Set.of()))
        .as("a partial day may be empty")
        .isFalse();
    answer.totals = Optional.of(totals(Map.of(DAY, 7L)));
    assertThat(judged(answer).held())
        .extracting(Finding.Hold::reason)
        .containsExactly("visits is empty on 2026-11-10, but the account's own total is not.");
    answer.totals = Optional.of(totals(Map.of()));
    assertThat(judged(answer).apply()).containsOnlyKeys(DAY.minusDays(1), DAY);
  }

  @Test
  void a_first_read_held_before_is_still_a_first_read() {
    LedgerDay tried = Days.held(Days.failed("visits", DAY, 0), Days.EMPTY, 1);
    before.put(DAY, tried);
    Answer answer = new Answer(range(0, 0));
    assertThat(verification().needsTotals(answer.slice(), wholeOf(answer))).isTrue();
    answer.totals = Optional.of(totals(Map.of(DAY, 7L)));
    assertThat(judged(answer).held().getFirst().readAgainIn()).isEqualTo(Duration.ofHours(5));
  }

  @Test
  void a_day_that_is_stored_needs_no_totals_and_a_period_has_none() {
    before.put(DAY, Days.stored("visits", DAY, DayState.SETTLING, 0, 0, Instant.EPOCH));
    Answer answer = new Answer(range(0, 0));
    assertThat(verification().needsTotals(answer.slice(), wholeOf(answer))).isFalse();
    StreamDescriptor users = Streams.period("users");
    ReadSlice period = new Answer(range(0, 0), users).slice();
    assertThat(verification().needsTotals(period, Set.of(DAY))).isFalse();
    assertThat(verification().check(period, Set.of(DAY))).isInstanceOf(Finding.Judged.class);
  }

  @Test
  void a_snapshot_may_shrink_to_nothing() {
    StreamDescriptor campaigns = Streams.snapshot("campaigns");
    before.put(DAY, Days.stored("campaigns", DAY, DayState.FINAL, 80, 0, Instant.EPOCH));
    ReadSlice slice = new Answer(range(0, 0), campaigns).slice();
    assertThat(verification().check(slice, Set.of(DAY)))
        .isInstanceOfSatisfying(
            Finding.Judged.class,
            judged -> {
              assertThat(judged.apply()).containsOnlyKeys(DAY);
              assertThat(judged.apply().get(DAY).partial()).isFalse();
            });
  }

  @Test
  void an_entity_that_comes_twice_is_refused_whatever_its_day() {
    StreamDescriptor campaigns = Streams.snapshot("campaigns");
    Answer answer = new Answer(range(0, 0), campaigns);
    answer.rows.row(DAY).text(0, "c1").text(1, "one");
    answer.rows.row(DAY.minusDays(1)).text(0, "c1").text(1, "two");
    assertThat(verification().check(answer.slice(), Set.of())).isInstanceOf(Finding.Refused.class);
  }

  @Test
  void what_the_provider_admits_is_flagged_and_never_withheld() {
    Answer answer = new Answer(range(0, 0)).rows(DAY, 3, 30);
    answer.quality = new Batch.Quality(true, true, true);
    assertThat(judged(answer).apply())
        .containsExactly(Map.entry(DAY, new DayFlags(true, true, true, false, false, false)));
    assertThat(judgedPartial(answer).apply())
        .containsExactly(Map.entry(DAY, new DayFlags(true, true, true, true, false, false)));
  }

  @Test
  void a_day_far_from_its_weekday_is_unusual() {
    for (int week = 1; week <= 4; week++) {
      history.put(DAY.minusWeeks(week), 100L);
    }
    assertThat(flags(350).unusual()).isTrue();
    assertThat(flags(300).unusual()).isFalse();
    assertThat(flags(34).unusual()).isFalse();
    assertThat(flags(33).unusual()).isTrue();
    history.remove(DAY.minusWeeks(1));
    history.remove(DAY.minusWeeks(2));
    assertThat(flags(350).unusual()).as("two weeks prove nothing").isFalse();
  }

  @Test
  void nothing_after_days_with_something_is_a_sudden_zero() {
    for (int back = 1; back <= 7; back++) {
      history.put(DAY.minusDays(back), 10L);
    }
    assertThat(flags(0).suddenZero()).isTrue();
    assertThat(flags(1).suddenZero()).isFalse();
    history.put(DAY.minusDays(3), 0L);
    assertThat(flags(0).suddenZero()).isFalse();
  }

  @Test
  void many_rows_without_a_repeated_key_pass() {
    Answer answer = new Answer(range(9, 0));
    for (int back = 0; back < 10; back++) {
      answer.rows(DAY.minusDays(back), 300, 3_000);
    }
    assertThat(judged(answer).apply()).hasSize(10);
  }

  private DayFlags flags(long total) {
    return judged(new Answer(range(0, 0)).rows(DAY, 1, total)).apply().get(DAY);
  }

  private Verification verification() {
    return new Verification(SHOP, before, new Usual(history));
  }

  private Finding check(Answer answer) {
    return verification().check(answer.slice(), wholeOf(answer));
  }

  private Finding.Judged judged(Answer answer) {
    return (Finding.Judged) check(answer);
  }

  private Finding.Judged judgedPartial(Answer answer) {
    return (Finding.Judged) verification().check(answer.slice(), Set.of());
  }

  private String refusal(Answer answer) {
    return ((Finding.Refused) check(answer)).failure().message();
  }

  private static Set<LocalDate> wholeOf(Answer answer) {
    return answer.asked.days().collect(Collectors.toSet());
  }

  private static DayRange range(int from, int to) {
    return new DayRange(DAY.minusDays(from), DAY.minusDays(to));
  }

  private static SliceDigest totals(Map<LocalDate, Long> byDay) {
    Rows.Builder rows = Rows.builder(VISITS);
    byDay.forEach((day, total) -> rows.row(day).number(0, total));
    return SliceDigest.of(VISITS, rows.build());
  }

  /** An answer under construction. */
  private static final class Answer {
    final DayRange asked;
    final StreamDescriptor stream;
    final Rows.Builder rows;
    final List<Batch.Reject> rejects = new ArrayList<>();
    OptionalLong promised = OptionalLong.empty();
    DayRange covered;
    Optional<ZoneId> zone = Optional.of(ZoneId.of("Europe/Warsaw"));
    Optional<String> currency = Optional.of("EUR");
    Batch.Quality quality = Batch.Quality.FULL;
    Optional<SliceDigest> totals = Optional.empty();
    boolean waiver;
    private Optional<Rows> built = Optional.empty();

    Answer(DayRange asked) {
      this(asked, VISITS);
    }

    Answer(DayRange asked, StreamDescriptor stream) {
      this.asked = asked;
      this.covered = asked;
      this.stream = stream;
      this.rows = Rows.builder(stream);
    }

    /** So many rows that add up to the total. */
    Answer rows(LocalDate day, int count, long total) {
      for (int n = 0; n < count; n++) {
        rows.row(day).text(0, "channel-" + n).number(0, n == 0 ? total - (count - 1) : 1);
      }
      return this;
    }

    Rows built() {
      if (built.isEmpty()) {
        built = Optional.of(rows.build());
      }
      return built.get();
    }

    SliceDigest digest() {
      return SliceDigest.of(stream, built());
    }

    ReadSlice slice() {
      ReadSlice slice =
          new ReadSlice(
              new PlannedSlice(stream, asked, Priority.LIVE, waiver),
              built(),
              digest(),
              rejects,
              new Batch.Answer(promised, covered, zone, currency, quality),
              Instant.parse("2026-11-22T12:00:00Z"),
              Optional.empty());
      return totals.map(slice::withTotals).orElse(slice);
    }
  }
}
