package dev.tributary.engine.notify;

import dev.tributary.spi.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The mail server that takes our notices.
 *
 * @param from the sender's address
 * @param addresses where notices of workspaces go that have no routes of their own
 * @param timeout of connecting, and of every read and write
 */
public record MailSettings(
    String host,
    int port,
    Optional<Login> login,
    Tls tls,
    String from,
    List<String> addresses,
    Duration timeout) {
  public static final Duration TIMEOUT = Duration.ofSeconds(15);

  public MailSettings {
    addresses = List.copyOf(addresses);
    if (host.isBlank() || !MailAddress.isOne(from)) {
      throw new IllegalArgumentException("mail needs a host and the sender's address");
    }
    if (tls == Tls.NONE && login.isPresent() && !local(host)) {
      throw new IllegalArgumentException(
          "a password is not sent to %s without TLS: use starttls or implicit".formatted(host));
    }
  }

  /** The same server with another patience. */
  MailSettings withTimeout(Duration other) {
    return new MailSettings(host, port, login, tls, from, addresses, other);
  }

  /** What the mail server knows us by. */
  public record Login(String user, Secret password) {}

  /** How the connection is encrypted. */
  public enum Tls {
    /** Begins in clear text and must change to TLS before anything is said; port 587. */
    STARTTLS,
    /** TLS from the first byte; port 465. */
    IMPLICIT,
    /** Clear text; with a login only to this machine. */
    NONE
  }

  private static boolean local(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }
}
