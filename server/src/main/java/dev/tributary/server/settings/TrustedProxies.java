package dev.tributary.server.settings;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whose word is taken for where a request comes from. */
public final class TrustedProxies {
  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /** An address with the number of its first bits that count. */
  private record Network(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((address[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  public static TrustedProxies of(Settings settings) {
    return new TrustedProxies(
        settings.textIfSet(Setting.TRUSTED_PROXIES).stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(text -> network(text.strip()).orElseThrow())
            .toList());
  }

  /** Whether a text is an address, or a network like {@code 10.0.0.0/8}. */
  public static boolean readable(String text) {
    return network(text).isPresent();
  }

  private static Optional<Network> network(String text) {
    String[] parts = text.split("/", 2);
    try {
      byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
      int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8;
      return bits < 0 || bits > address.length * 8
          ? Optional.empty()
          : Optional.of(new Network(address, bits));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Where a request comes from: the last address in the chain that is none of our proxies'.
   *
   * @param peer whose connection it is
   * @param forwarded the headers X-Forwarded-For, in their order
   */
  public String client(String peer, List<String> forwarded) {
    String client = peer;
    List<String> chain =
        forwarded.stream().flatMap(line -> Arrays.stream(line.split(",", -1))).toList();
    for (String hop : chain.reversed()) {
      if (!trusted(client) || network(hop.strip()).isEmpty()) {
        break;
      }
      client = hop.strip();
    }
    return client;
  }

  private boolean trusted(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    return networks.stream().anyMatch(network -> network.contains(bytes));
  }
}
