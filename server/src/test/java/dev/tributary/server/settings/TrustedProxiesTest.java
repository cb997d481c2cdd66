package dev.tributary.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static TrustedProxies trusting(String networks) {
    return TrustedProxies.of(
        Settings.load(Path.of("none"), Map.of("TRIBUTARY_TRUSTED_PROXIES", networks)));
  }

  @Test
  void without_a_proxy_that_is_trusted_the_header_means_nothing() {
    assertThat(trusting("").client("203.0.113.9", List.of("198.51.100.1")))
        .isEqualTo("203.0.113.9");
    assertThat(trusting("10.0.0.0/8").client("203.0.113.9", List.of("198.51.100.1")))
        .isEqualTo("203.0.113.9");
  }

  @Test
  void the_last_address_that_no_proxy_of_ours_has_is_the_client() {
    TrustedProxies proxies = trusting("10.0.0.0/8, 2001:db8::/32, 127.0.0.1");
    assertThat(proxies.client("10.1.2.3", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(proxies.client("127.0.0.1", List.of("6.6.6.6, 198.51.100.1", "10.9.9.9")))
        .as("what the client invented comes first")
        .isEqualTo("198.51.100.1");
    assertThat(proxies.client("2001:db8::1", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(proxies.client("10.1.2.3", List.of("nonsense"))).isEqualTo("10.1.2.3");
    assertThat(proxies.client("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0.0/8/8", "proxy.example.com", "10.0.0.1/x", "::1/-1"})
  void what_is_no_network_is_not_readable(String text) {
    assertThat(TrustedProxies.readable(text)).isFalse();
  }
}
