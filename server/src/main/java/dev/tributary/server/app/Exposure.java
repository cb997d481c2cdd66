package dev.tributary.server.app;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Whether what people type and see could be read on its way. */
final class Exposure {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private Exposure() {}

  /**
   * @throws Problem people would sign in over plain http from other machines
   */
  static void require(Settings settings) {
    URI publicUrl = settings.url(Setting.PUBLIC_URL);
    if (!NodeRoles.of(settings).api() || "https".equals(publicUrl.getScheme())) {
      return;
    }
    if (!ListenAddress.of(settings).address().isLoopbackAddress()) {
      throw new Problem(
          ExitCode.USAGE,
          "Passwords would be readable on the network: the server would listen on %s without TLS."
                  .formatted(settings.text(Setting.ADDRESS))
              + " Put a proxy that ends TLS before it and set TRIBUTARY_PUBLIC_URL to its https"
              + " address, or listen on 127.0.0.1.");
    }
    if (!LOCAL.contains(publicUrl.getHost().toLowerCase(Locale.ROOT))) {
      throw new Problem(
          ExitCode.USAGE,
          "Passwords would be readable on the network: TRIBUTARY_PUBLIC_URL is %s."
                  .formatted(publicUrl)
              + " Set it to an https address whose proxy ends TLS, or to http://localhost:8080.");
    }
  }
}
