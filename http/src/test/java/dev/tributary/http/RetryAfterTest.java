package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30|PT30S",
        " 30 |PT30S",
        "0|PT1S",
        "-5|PT1S",
        "-99999999999999999999|PT1S",
        "86400|PT6H",
        "99999999999999999999|PT6H",
        "Sun, 22 Nov 2026 12:05:00 GMT|PT5M",
        "Sun, 22 Nov 2026 11:00:00 GMT|PT1S",
        "Mon, 22 Nov 2027 11:00:00 GMT|PT6H",
      })
  void seconds_and_dates_are_read_and_kept_within_reason(String value, Duration wait) {
    assertThat(RetryAfter.parse(value, NOW)).contains(wait);
  }

  @Test
  void nonsense_is_no_wait() {
    assertThat(RetryAfter.parse("soon", NOW)).isEmpty();
    assertThat(RetryAfter.parse("", NOW)).isEmpty();
    assertThat(RetryAfter.parse("1.5", NOW)).isEmpty();
  }
}
