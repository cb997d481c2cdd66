package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.mail.EventType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An order to tell endpoints something that did not happen.
 *
 * @param copies how often each delivery is sent, under one id
 * @param shuffle whether deliveries come in reverse order
 * @param forgery what is wrong with them
 * @param age how long ago they claim to have been signed
 */
public record Order(EventType type, int copies, boolean shuffle, Forgery forgery, Duration age) {

  /** How a delivery lies about who sent it. */
  public enum Forgery {
    NONE,
    UNSIGNED,
    OTHER_SECRET,
    ALTERED_BODY,
    /** The same JSON in other bytes than those that were signed. */
    RESERIALISED
  }

  public Order {
    if (copies < 1 || copies > 1_000) {
      throw new IllegalArgumentException("a delivery is sent 1 to 1000 times");
    }
  }

  int send(Webhook to, String id, byte[] body, Instant now) {
    Instant at = now.minus(age);
    Map<String, String> headers =
        switch (forgery) {
          case NONE, ALTERED_BODY, RESERIALISED -> Signing.headers(to, id, at, body);
          case UNSIGNED -> Signing.headers(id, at, "");
          case OTHER_SECRET ->
              Signing.headers(
                  id,
                  at,
                  Signing.signature(
                      Signing.secret("guessed by somebody".getBytes(StandardCharsets.UTF_8)),
                      id,
                      at.getEpochSecond(),
                      body));
        };
    return Endpoint.post(to.endpoint(), sent(body), headers);
  }

  private byte[] sent(byte[] body) {
    return switch (forgery) {
      case NONE, UNSIGNED, OTHER_SECRET -> body;
      case ALTERED_BODY ->
          new String(body, StandardCharsets.UTF_8)
              .replaceFirst("\"created_at\":\"20", "\"created_at\":\"19")
              .getBytes(StandardCharsets.UTF_8);
      case RESERIALISED ->
          JsonMapper.shared()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(JsonMapper.shared().readTree(body));
    };
  }
}
