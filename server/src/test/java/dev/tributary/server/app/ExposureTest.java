package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.Problem;
import dev.tributary.server.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static Settings with(String address, String publicUrl, String roles) {
    return Settings.load(
        Path.of("none"),
        Map.of(
            "TRIBUTARY_ADDRESS", address,
            "TRIBUTARY_PUBLIC_URL", publicUrl,
            "TRIBUTARY_ROLES", roles));
  }

  @Test
  void nobody_signs_in_over_plain_http_from_other_machines() {
    assertThatThrownBy(() -> Exposure.require(with("0.0.0.0", "http://localhost:8080", "api")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("TRIBUTARY_PUBLIC_URL to its https address");
    assertThatThrownBy(
            () -> Exposure.require(with("127.0.0.1", "http://kpi.example.com", "api,worker")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("https");
  }

  @Test
  void behind_a_proxy_that_ends_tls_on_this_machine_or_without_visitors_it_is_fine() {
    assertThatCode(
            () -> {
              Exposure.require(with("0.0.0.0", "https://kpi.example.com", "api"));
              Exposure.require(with("127.0.0.1", "http://localhost:8080", "api"));
              Exposure.require(with("0.0.0.0", "http://localhost:8080", "worker"));
            })
        .doesNotThrowAnyException();
  }
}
