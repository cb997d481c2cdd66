package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void ids_of_one_instant_sort_in_the_order_in_which_they_were_made() {
    List<String> made =
        Stream.generate(() -> Ids.next(NOW)).limit(20_000).map(UUID::toString).toList();

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_later_id_sorts_after_an_earlier_one_and_tells_its_version() {
    UUID earlier = Ids.next(NOW);
    UUID later = Ids.next(NOW.plus(Duration.ofMillis(1)));

    assertThat(later.toString()).isGreaterThan(earlier.toString());
    assertThat(List.of(earlier, later))
        .allSatisfy(id -> {
          assertThat(id.version()).isEqualTo(7);
          assertThat(id.variant()).isEqualTo(2);
        });
  }
}
