package dev.tributary.server.app;

import dev.tributary.http.OutboundClients;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.Outbound;
import java.net.URI;

/** How requests to providers leave this machine, as the settings say. */
public final class OutboundSettings {
  private OutboundSettings() {}

  /**
   * @throws Problem the file of certificates cannot be used, or the proxy's address has what would
   *     be ignored
   */
  public static Outbound of(Settings settings) {
    Outbound outbound =
        new Outbound(
            settings.textIfSet(Setting.HTTP_PROXY).map(URI::create),
            settings.textIfSet(Setting.CA_FILE).map(file -> settings.path(Setting.CA_FILE)));
    outbound.proxy().ifPresent(OutboundSettings::check);
    try {
      OutboundClients.builder(outbound);
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ExitCode.USAGE, Setting.CA_FILE + " cannot be used: " + e.getMessage() + ".", e);
    }
    return outbound;
  }

  private static void check(URI proxy) {
    if (!"http".equals(proxy.getScheme()) || proxy.getUserInfo() != null) {
      throw new Problem(
          ExitCode.USAGE,
          Setting.HTTP_PROXY
              + " must be an address like http://proxy:3128: the way to the proxy is plain, and a"
              + " login at the proxy is not supported.");
    }
  }
}
