package dev.tributary.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.GrantCallbacks.Statement;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The fake provider's calls to us: a body has one event a line, {@code key account second streams},
 * and the signature is the secret with the body's hash.
 */
public final class FakeHooks {
  public static final Secret SECRET = Secret.of("secret-of-the-fake-app");
  public static final String SIGNATURE = "x-signature";

  public final List<URI> subscribed = new CopyOnWriteArrayList<>();
  public final List<URI> unsubscribed = new CopyOnWriteArrayList<>();

  /** What the next attempts to subscribe or to end it meet. */
  public volatile Optional<Failure> fails = Optional.empty();

  /** What happens while the provider is asked to call. */
  public volatile Runnable meanwhile = () -> {};

  /** What the provider signs an address with, where it makes a secret for each. */
  public volatile Optional<Secret> signsWith = Optional.empty();

  /** A line of a body. */
  public static String line(String key, String account, Instant at, String... streams) {
    return key + " " + account + " " + at.getEpochSecond() + " " + String.join(",", streams);
  }

  public static byte[] body(String... lines) {
    return String.join("\n", lines).getBytes(UTF_8);
  }

  public static Map<String, String> signed(byte[] body, Secret secret) {
    return Map.of(SIGNATURE, secret.reveal() + Arrays.hashCode(body));
  }

  Optional<String> challenge(Map<String, String> query, Secret token) {
    return Secret.of(query.getOrDefault("token", "")).equals(token)
        ? Optional.ofNullable(query.get("challenge"))
        : Optional.empty();
  }

  Receipt receive(Map<String, String> headers, byte[] body, Optional<Secret> key) {
    Secret secret = key.orElse(SECRET);
    if (!headers.equals(signed(body, secret))) {
      return new Receipt.Refused("The fake provider did not sign this.");
    }
    List<Event> events = new ArrayList<>();
    for (String line : new String(body, UTF_8).split("\n")) {
      String[] parts = line.split(" ", -1);
      events.add(
          new Event(
              parts[0],
              parts[1],
              Instant.ofEpochSecond(Long.parseLong(parts[2])),
              parts[3].isEmpty() ? List.of() : List.of(parts[3].split(",")),
              "a change"));
    }
    return new Receipt.Accepted(events);
  }

  Optional<Secret> subscribe(URI address) throws SyncException {
    if (fails.isPresent()) {
      throw new SyncException(fails.get());
    }
    subscribed.add(address);
    meanwhile.run();
    return signsWith;
  }

  void unsubscribe(URI address, Connection connection) throws SyncException {
    if (fails.isPresent()) {
      throw new SyncException(fails.get());
    }
    unsubscribed.add(address);
  }

  /** A form by which the provider tells of a person. */
  public static byte[] said(String person, Instant at) {
    return (SECRET.reveal() + " " + person + " " + at.getEpochSecond()).getBytes(UTF_8);
  }

  Optional<Statement> statement(byte[] body) {
    String[] parts = new String(body, UTF_8).split(" ", -1);
    return parts.length == 3 && parts[0].equals(SECRET.reveal())
        ? Optional.of(new Statement(parts[1], Instant.ofEpochSecond(Long.parseLong(parts[2]))))
        : Optional.empty();
  }
}
