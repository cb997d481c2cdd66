package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.resend.Teams;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Rows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainsTest extends SandboxedTest {

  @Test
  void domains_tell_their_verification_and_tracking() throws Exception {
    control("domains/" + Teams.NEWS_DOMAIN, "{\"clickTracking\":false}");
    Rows rows = rows(team, "domains", DayRange.of(TODAY));
    Map<String, Integer> byName = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      byName.put(rows.text(1, row), row);
      assertThat(rows.day(row)).isEqualTo(TODAY);
    }
    assertThat(byName).hasSize(4);
    int news = byName.get(Teams.NEWS_DOMAIN);
    assertThat(rows.text(0, news)).isEqualTo(domainId(Teams.NEWS_DOMAIN));
    assertThat(rows.text(2, news)).isEqualTo("verified");
    assertThat(rows.text(4, news)).isEqualTo("on");
    assertThat(rows.text(5, news)).isEqualTo("off");
    assertThat(rows.text(2, byName.get(Teams.NEW_DOMAIN))).isEqualTo("not_started");
  }

  @Test
  void only_chosen_domains_are_listed() throws Exception {
    assertThat(rows(team(Map.of("domains", Teams.US_DOMAIN)), "domains", DayRange.of(TODAY)).size())
        .isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "2023-04-03 22:13:42.674981+00, 2023-04-03T22:13:42.674981Z",
    "2023-04-03 22:13:42.674981+00:00, 2023-04-03T22:13:42.674981Z",
    "2023-04-03 22:13:42+02, 2023-04-03T20:13:42Z",
    "2023-04-03 22:13:42, 2023-04-03T22:13:42Z",
    "2023-10-06T23:47:56.678Z, 2023-10-06T23:47:56.678Z",
    "2023-10-06T23:47:56, 2023-10-06T23:47:56Z",
    "2023-10-06T23:47:56+02:00, 2023-10-06T21:47:56Z",
    "2023-10-06, 2023-10-06T00:00:00Z"
  })
  void times_are_read_in_all_their_forms(String text, Instant at) {
    assertThat(Times.instant(text)).contains(at);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2023-13-01", "2023-04-03 25:00:00+00", "2023-04-03 soon!!"})
  void what_is_no_time_is_none(String text) {
    assertThat(Times.instant(text)).isEmpty();
    assertThat(Times.day(text.isEmpty() ? "x" : "x" + text, BERLIN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-06",
        "2026-11-05T23:00:00.000Z",
        "2026-11-06T00:00:00+01:00",
        "2026-11-06T00:00:00",
        "2026-11-06 00:00:00"
      })
  void a_day_is_named_in_several_ways(String label) {
    assertThat(Times.day(label, BERLIN)).contains(LocalDate.of(2026, 11, 6));
  }
}
