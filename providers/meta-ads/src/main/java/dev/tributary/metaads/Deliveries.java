package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Meta's webhooks say about ad accounts ("Webhooks for Ad Accounts"). They carry no numbers:
 * each event names an account and a kind of object, and becomes a narrow read of that day. There is
 * neither an event id nor a signed time, so an event is known by its content.
 */
final class Deliveries {
  static final String SIGNATURE = "x-hub-signature-256";
  private static final String SCHEME = "sha256=";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One delivery has at most a thousand; a larger one is not Meta's. */
  private static final int EVENTS_MAX = 1_000;

  static Optional<String> challenge(Map<String, String> query, Secret verifyToken) {
    boolean ours =
        "subscribe".equals(query.get("hub.mode"))
            && !verifyToken.isEmpty()
            && Secret.of(query.getOrDefault("hub.verify_token", "")).equals(verifyToken);
    return ours ? Optional.ofNullable(query.get("hub.challenge")) : Optional.empty();
  }

  static Receipt receive(Map<String, String> headers, byte[] body, Secret appSecret) {
    if (!signed(headers.getOrDefault(SIGNATURE, ""), body, appSecret)) {
      return new Receipt.Refused("The delivery is not signed by Meta for our app.");
    }
    JsonNode delivery;
    try {
      delivery = JSON.readTree(body);
    } catch (JacksonException broken) {
      return new Receipt.Refused("The delivery is no JSON.");
    }
    // Some of Meta's own samples come without the object around the entries.
    JsonNode entries = delivery.isArray() ? delivery : delivery.path("entry");
    if (!entries.isArray()
        || (delivery.isObject() && !delivery.path("object").asString("").equals("ad_account"))) {
      return new Receipt.Refused("The delivery is not about ad accounts.");
    }
    List<Event> events = new ArrayList<>();
    for (JsonNode entry : entries) {
      for (JsonNode change : entry.path("changes")) {
        if (events.size() == EVENTS_MAX) {
          return new Receipt.Refused("The delivery has more than " + EVENTS_MAX + " events.");
        }
        events.add(event(entry, change));
      }
    }
    return new Receipt.Accepted(events);
  }

  private static boolean signed(String header, byte[] body, Secret appSecret) {
    if (!header.startsWith(SCHEME) || appSecret.isEmpty()) {
      return false;
    }
    String wanted = SCHEME + Signature.hex(body, appSecret);
    return MessageDigest.isEqual(
        header.toLowerCase(Locale.ROOT).getBytes(UTF_8), wanted.getBytes(UTF_8));
  }

  private static Event event(JsonNode entry, JsonNode change) {
    String field = change.path("field").asString("");
    JsonNode value = change.path("value");
    String account = value.path("account_id").asString(entry.path("id").asString(""));
    long seconds = entry.path("time").asLong(0);
    return new Event(
        hash(account + "\n" + seconds + "\n" + change),
        account,
        Instant.ofEpochSecond(Math.clamp(seconds, 0, Integer.MAX_VALUE)),
        streams(field, level(value)),
        what(field, value));
  }

  /** {@code AD_SET} in one kind of event is {@code adset} in another. */
  private static String level(JsonNode value) {
    String named = value.path("level").asString(value.path("object_type").asString(""));
    return named.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /**
   * The object itself may have changed, and with it what is delivered today: the account's numbers
   * and those of the object's level.
   */
  private static List<String> streams(String field, String level) {
    return switch (field) {
      case "effective_status", "with_issues_ad_objects", "in_process_ad_objects", "subscriptions" ->
          switch (level) {
            case "campaign" -> List.of(Streams.ACCOUNT, Streams.CAMPAIGNS, Streams.CAMPAIGN_LIST);
            case "adset" -> List.of(Streams.ACCOUNT, Streams.AD_SETS, Streams.AD_SET_LIST);
            case "ad" -> List.of(Streams.ACCOUNT, Streams.ADS, Streams.AD_LIST);
            default -> List.of(Streams.ACCOUNT, Streams.CAMPAIGNS);
          };
      // Advice, catalogues and Meta's own queues change no number.
      default -> List.of();
    };
  }

  private static String what(String field, JsonNode value) {
    String level = level(value);
    return (field + (level.isEmpty() ? "" : " of a" + (level.startsWith("a") ? "n " : " ") + level))
        .replace('_', ' ');
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  private Deliveries() {}
}
