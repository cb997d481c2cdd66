package dev.tributary.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Streams;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.store.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PriceTest {
  private static Price.Part unread(int days) {
    return new Price.Part(Streams.day("visits"), days, Optional.empty());
  }

  @Test
  void slices_grow_as_in_a_sync_and_end_at_the_streams_most() {
    // 30, 60, then 100 at a time.
    assertThat(Price.slices(Streams.day("visits"), 1)).isEqualTo(1);
    assertThat(Price.slices(Streams.day("visits"), 30)).isEqualTo(1);
    assertThat(Price.slices(Streams.day("visits"), 90)).isEqualTo(2);
    assertThat(Price.slices(Streams.day("visits"), 91)).isEqualTo(3);
    assertThat(Price.slices(Streams.day("visits"), 730)).isEqualTo(9);
  }

  @Test
  void an_unknown_account_costs_a_request_a_slice_and_nobody_knows_its_rows() {
    Price price = Price.of(List.of(unread(90)), ProviderLimits.UNKNOWN);
    assertThat(price.requests()).isEqualTo(2);
    assertThat(price.days()).isEqualTo(90);
    assertThat(price.rows()).isEmpty();
    assertThat(price.time()).isEqualTo(Duration.ofMillis(1_200));
  }

  @Test
  void each_kind_of_period_is_asked_for_by_itself() {
    Price.Part users = new Price.Part(Streams.period("users"), 14, Optional.empty());
    assertThat(Price.of(List.of(users), ProviderLimits.UNKNOWN).requests()).isEqualTo(4);
  }

  @Test
  void an_account_that_was_read_costs_what_it_cost() {
    Price.Part part =
        new Price.Part(
            Streams.day("visits"),
            100,
            Optional.of(new Pace("visits", 10, 3, 500, Duration.ofSeconds(7))));
    assertThat(Price.of(List.of(part), ProviderLimits.UNKNOWN))
        .isEqualTo(new Price(30, 100, 1, java.util.OptionalLong.of(5_000), Duration.ofSeconds(70)));
  }

  @Test
  void reads_of_no_day_tell_no_pace() {
    Price.Part part =
        new Price.Part(
            Streams.day("visits"), 1, Optional.of(new Pace("visits", 0, 0, 0, Duration.ZERO)));
    assertThat(Price.of(List.of(part), ProviderLimits.UNKNOWN).requests()).isEqualTo(1);
  }

  @Test
  void it_takes_at_least_as_long_as_the_providers_rate_allows() {
    ProviderLimits slow =
        new ProviderLimits(
            1,
            List.of(
                new ProviderLimits.Rate(
                    "visits",
                    ProviderLimits.Scope.ACCOUNT,
                    Set.of("visits"),
                    1,
                    Duration.ofMinutes(1)),
                new ProviderLimits.Rate(
                    "others",
                    ProviderLimits.Scope.ACCOUNT,
                    Set.of("other"),
                    1,
                    Duration.ofHours(1))));
    assertThat(Price.of(List.of(unread(90)), slow).time()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void several_accounts_add_up_and_a_stream_without_days_is_left_out() {
    Price one = Price.of(List.of(unread(30), unread(0)), ProviderLimits.UNKNOWN);
    assertThat(one.streams()).isEqualTo(1);
    Price both = Price.sum(Stream.of(one, one));
    assertThat(both.requests()).isEqualTo(2);
    assertThat(both.streams()).isEqualTo(1);
    assertThat(both.rows()).isEmpty();
    assertThat(Price.sum(Stream.of())).isEqualTo(Price.NOTHING);
  }
}
