package dev.tributary.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronPatternTest {
  private static final LocalDateTime SUNDAY_NOON = LocalDateTime.parse("2026-11-22T12:00:30");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hourly",
        "* * * *",
        "0 0 6 * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "1,,2 * * * *",
        "1/2/3 * * * *",
        "1-2-3 * * * *",
        "-1 * * * *",
        "a * * * *",
        "0 0 L * *",
        "0 0 ? * *",
        "0 0 * foo *",
        "0 0 31 2 *",
        "0 0 30 feb *",
        "@fortnightly",
        "999999999999 * * * *"
      })
  void what_cannot_be_read_is_said_in_a_sentence(String expression) {
    assertThatThrownBy(() -> CronPattern.parse(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(".")
        .message()
        .contains("schedule");
  }

  @ParameterizedTest
  @CsvSource({
    "0 6 * * *, 2026-11-23T06:00",
    "@daily, 2026-11-23T00:00",
    "@hourly, 2026-11-22T13:00",
    "@monthly, 2026-12-01T00:00",
    "@Yearly, 2027-01-01T00:00",
    "*/15 * * * *, 2026-11-22T12:15",
    "5/20 * * * *, 2026-11-22T12:05",
    "1 12 * * *, 2026-11-22T12:01",
    "0 12 * * *, 2026-11-23T12:00",
    "30 9-17/4 * * mon-fri, 2026-11-23T09:30",
    "30 11 * * *, 2026-11-23T11:30",
    "59 23 * * 7, 2026-11-22T23:59",
    "0 0 * * sat-sun, 2026-11-28T00:00",
    "0 0 29 2 *, 2028-02-29T00:00",
    "'0 0 1,15 * 3', 2026-11-25T00:00",
    "'0 0 1,15 */1 *', 2026-12-01T00:00",
    "0 0 */2 * 1, 2026-11-23T00:00"
  })
  void the_next_time_is_found(String expression, LocalDateTime next) {
    assertThat(CronPattern.parse(expression).after(SUNDAY_NOON)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({
    "* * * * *, PT1M",
    "'0,4 * * * *', PT4M",
    "'58 22,23 * * *', PT1H",
    "'58,2 * * * *', PT4M",
    "'58,2 0,12 * * *', PT56M",
    "'59,0 0,23 * * *', PT1M",
    "*/5 * * * *, PT5M",
    "0 6 * * *, PT24H"
  })
  void the_shortest_time_between_two_runs_is_known(String expression, Duration gap) {
    assertThat(CronPattern.parse(expression).shortestGap()).isEqualTo(gap);
  }

  /** Another implementation answers the same wherever no clock changes. */
  @Test
  void a_thousand_random_expressions_mean_what_they_mean_elsewhere() {
    Random random = new Random(20_261_122);
    for (int n = 0; n < 1_000; n++) {
      String expression =
          "%s %s %s %s %s"
              .formatted(
                  field(random, 0, 59),
                  field(random, 0, 23),
                  random.nextBoolean() ? "*" : field(random, 1, 28),
                  field(random, 1, 12),
                  "*");
      Instant moment = Instant.ofEpochSecond(1_750_000_000L + random.nextInt(100_000_000));
      LocalDateTime ours =
          CronPattern.parse(expression).after(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
      Instant theirs =
          new CronSchedule(expression, ZoneOffset.UTC, CronStyle.UNIX)
              .getInitialExecutionTime(moment);
      assertThat(ours.toInstant(ZoneOffset.UTC))
          .as(expression + " after " + moment)
          .isEqualTo(theirs);
    }
  }

  private static String field(Random random, int first, int last) {
    int one = first + random.nextInt(last - first + 1);
    int other = first + random.nextInt(last - first + 1);
    int low = Math.min(one, other);
    int high = Math.max(one, other);
    return switch (random.nextInt(5)) {
      case 0 -> "*";
      case 1 -> "*/" + (1 + random.nextInt(last));
      case 2 -> low + "-" + high;
      case 3 -> one + "," + other;
      default -> String.valueOf(one);
    };
  }
}
