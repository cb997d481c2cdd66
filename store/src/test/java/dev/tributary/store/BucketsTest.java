package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final DayRange TURN_OF_YEAR =
      new DayRange(LocalDate.of(2025, 12, 25), LocalDate.of(2026, 2, 3));

  @Test
  void a_shift_goes_back_by_days_or_by_years() {
    assertThatThrownBy(() -> new DayShift(7, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DayShift(-7, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new DayShift(0, 1).counterpart(LocalDate.of(2024, 2, 29))).isEmpty();
    assertThat(new DayShift(0, 1).counterpart(LocalDate.of(2024, 3, 1)))
        .contains(LocalDate.of(2023, 3, 1));
    assertThat(new DayShift(7, 0).back(TURN_OF_YEAR).first()).isEqualTo(LocalDate.of(2025, 12, 18));
  }

  @Test
  void buckets_are_those_of_the_calendar_cut_to_the_range() {
    Buckets weeks = new Buckets(Grain.WEEK, DayOfWeek.SATURDAY, TURN_OF_YEAR);
    assertThat(weeks.all()).hasSize(7);
    assertThat(weeks.all().getFirst()).isEqualTo(LocalDate.of(2025, 12, 20));
    assertThat(weeks.within(weeks.all().getFirst()).toString())
        .isEqualTo("2025-12-25 to 2025-12-26");
    assertThat(weeks.whole(weeks.all().getFirst())).isFalse();
    assertThat(weeks.whole(weeks.all().get(1))).isTrue();

    Buckets quarters = new Buckets(Grain.QUARTER, DayOfWeek.MONDAY, TURN_OF_YEAR);
    assertThat(quarters.all()).containsExactly(LocalDate.of(2025, 10, 1), LocalDate.of(2026, 1, 1));
    Buckets months = new Buckets(Grain.MONTH, DayOfWeek.MONDAY, TURN_OF_YEAR);
    assertThat(months.all()).hasSize(3);
    assertThat(months.whole(LocalDate.of(2026, 1, 1))).isTrue();
    assertThat(new Buckets(Grain.TOTAL, DayOfWeek.MONDAY, TURN_OF_YEAR).whole(TURN_OF_YEAR.first()))
        .isTrue();
    assertThat(new Buckets(Grain.DAY, DayOfWeek.MONDAY, TURN_OF_YEAR).all()).hasSize(41);
  }

  @Test
  void the_database_puts_days_into_the_same_buckets() {
    try (Database database = TestServer.database()) {
      for (Grain grain : Grain.values()) {
        for (DayOfWeek weekStart : DayOfWeek.values()) {
          Buckets buckets = new Buckets(grain, weekStart, TURN_OF_YEAR);
          database.inSystem(session ->
              session
                  .sql()
                  .sql(
                      "select d.day::date as day, %s as bucket from generate_series(cast(:first as date), cast(:last as date), interval '1 day') d (day)"
                          .formatted(buckets.sql("d.day::date")))
                  .param("first", TURN_OF_YEAR.first())
                  .param("last", TURN_OF_YEAR.last())
                  .param("bucketFirst", TURN_OF_YEAR.first())
                  .query((row, index) -> {
                    assertThat(Columns.day(row, "bucket"))
                        .isEqualTo(buckets.of(Columns.day(row, "day")));
                    return row;
                  })
                  .list());
        }
      }
    }
  }
}
