package dev.tributary.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How requests leave this machine.
 *
 * @param proxy of HTTP, which also tunnels HTTPS, as {@code http://host:port}; addresses of this
 *     machine are asked without it
 * @param authorities file of PEM certificates that are trusted beside those of the JDK
 */
public record Outbound(Optional<URI> proxy, Optional<Path> authorities) {

  /** Without a proxy, with the certificates of the JDK. */
  public static final Outbound DIRECT = new Outbound(Optional.empty(), Optional.empty());
}
