package dev.tributary.http;

import dev.tributary.spi.Failure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Says in one sentence why no answer came. */
final class NetworkFailures {

  static Failure.Network of(URI address, Throwable thrown) {
    return new Failure.Network(
        sentence(address.getHost(), "https".equalsIgnoreCase(address.getScheme()), thrown));
  }

  private static String sentence(String host, boolean secure, Throwable thrown) {
    if (caused(thrown, UnresolvedAddressException.class)
        || caused(thrown, UnknownHostException.class)) {
      return "The name " + host + " could not be resolved; check the network and its DNS.";
    }
    if (caused(thrown, HttpConnectTimeoutException.class)) {
      // The limit spans the TLS handshake, and some places that do not speak TLS, most of all those
      // that speak first, let Java's client wait for all of it.
      return secure
          ? "No secure connection to "
              + host
              + " in time; check the address and its port, the network and its firewall."
          : host + " could not be reached in time; check the network and its firewall.";
    }
    if (caused(thrown, HttpTimeoutException.class)) {
      return host + " did not answer in time.";
    }
    if (caused(thrown, SSLException.class)) {
      return "No secure connection to "
          + host
          + ": its certificate or protocol was refused; check proxies and the trust store.";
    }
    if (caused(thrown, ConnectException.class) || caused(thrown, NoRouteToHostException.class)) {
      return host + " refused the connection; check the address and the network.";
    }
    if (caused(thrown, ProtocolException.class)) {
      return host + " did not speak HTTP; check the address and proxies in between.";
    }
    return "The connection to " + host + " broke before the whole answer had come.";
  }

  private static boolean caused(Throwable thrown, Class<? extends Throwable> kind) {
    Throwable cause = thrown;
    // Causes may run in a circle; nothing sensible nests deeper.
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (kind.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private NetworkFailures() {}
}
