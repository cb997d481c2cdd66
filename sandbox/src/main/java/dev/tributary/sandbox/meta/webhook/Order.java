package dev.tributary.sandbox.meta.webhook;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An order to tell subscribers something.
 *
 * @param field of the subscription, such as "effective_status"
 * @param count updates in all
 * @param batch updates of one delivery; Meta's most is 1,000
 * @param copies how often each delivery is sent
 * @param shuffle whether deliveries come in reverse order
 * @param forgery what is wrong with the signature
 * @param value of every update; a usual one when empty
 */
public record Order(
    String account,
    String field,
    int count,
    int batch,
    int copies,
    boolean shuffle,
    Forgery forgery,
    Optional<JsonNode> value) {
  public static final int BATCH_MAX = 1_000;

  /** How a delivery lies about who sent it. */
  public enum Forgery {
    NONE,
    UNSIGNED,
    OTHER_SECRET,
    ALTERED_BODY
  }

  public Order {
    if (count < 1 || count > 1_000_000 || batch < 1 || batch > BATCH_MAX || copies < 1) {
      throw new IllegalArgumentException(
          "a delivery has 1 to " + BATCH_MAX + " updates, and is sent at least once");
    }
  }

  public static Order of(String account, String field) {
    return new Order(account, field, 1, BATCH_MAX, 1, false, Forgery.NONE, Optional.empty());
  }
}
