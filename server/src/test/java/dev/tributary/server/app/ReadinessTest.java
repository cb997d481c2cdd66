package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final BackendSource source = new BackendSource();
  private final Readiness readiness = new Readiness(source, InstantSource.system());

  @Test
  void what_starts_or_stops_is_not_ready() throws Exception {
    assertThat(readiness.report().ready()).isFalse();
    assertThat(readiness.report().status()).isEqualTo("starting");
    source.stop();
    assertThat(readiness.report()).isEqualTo(new Readiness.Report("stopping", java.util.Map.of()));
  }
}
