package dev.tributary.server.app;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * The network address and port that the web listens on.
 *
 * @param port 0 for a free one
 */
public record ListenAddress(InetAddress address, int port) {

  /**
   * @throws Problem the address cannot be resolved
   */
  public static ListenAddress of(Settings settings) {
    String name = settings.text(Setting.ADDRESS);
    try {
      return new ListenAddress(InetAddress.getByName(name), settings.number(Setting.PORT));
    } catch (UnknownHostException e) {
      throw new Problem(
          ExitCode.USAGE,
          "There is no network address " + name + "; set TRIBUTARY_ADDRESS to one of this machine.",
          e);
    }
  }

  /**
   * Binds for a moment, to tell what is wrong before anything else is started.
   *
   * @throws Problem the port is taken, needs more rights, or the address is another machine's
   */
  public void requireFree() {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      socket.setSoTimeout(1);
    } catch (IOException e) {
      throw problem(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), e);
    }
  }

  /** The port was free a moment ago and was taken since. */
  Problem taken(Exception cause) {
    return new Problem(
        ExitCode.ENVIRONMENT,
        "Port " + port + " is taken; stop what listens there or set another with TRIBUTARY_PORT.",
        cause);
  }

  private Problem problem(String said, IOException e) {
    if (said.contains("permission")) {
      return new Problem(
          ExitCode.ENVIRONMENT,
          "This user may not listen on port "
              + port
              + "; set one above 1023 with TRIBUTARY_PORT and put a proxy before it.",
          e);
    }
    if (said.contains("assign")) {
      return new Problem(
          ExitCode.ENVIRONMENT,
          address.getHostAddress()
              + " is no address of this machine; set TRIBUTARY_ADDRESS to one that is, or to 0.0.0.0"
              + " for all.",
          e);
    }
    return taken(e);
  }
}
