package dev.tributary.resend;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailEvent;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Resend's webhooks say ("Event types"): seventeen types about e-mails, contacts and domains,
 * one event in each delivery. Nothing in them names the team. They come in any order and more than
 * once; the delivery's own id is the same each time.
 */
final class Deliveries {
  /** All types; an endpoint is registered for each. */
  static final List<String> TYPES =
      List.of(
          "email.sent",
          "email.delivered",
          "email.delivery_delayed",
          "email.bounced",
          "email.complained",
          "email.opened",
          "email.clicked",
          "email.failed",
          "email.scheduled",
          "email.suppressed",
          "email.received",
          "contact.created",
          "contact.updated",
          "contact.deleted",
          "domain.created",
          "domain.updated",
          "domain.deleted");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int DETAIL_MAX = 500;
  private static final int DIAGNOSTICS_MAX = 20;

  static Receipt receive(
      Map<String, String> headers, byte[] body, Optional<Secret> secret, Instant now) {
    if (secret.isEmpty()) {
      return new Receipt.Refused(
          "No signing secret is known for this address, so no signature can be checked.");
    }
    return switch (Svix.check(headers, body, secret.get(), now)) {
      case Svix.Check.Unsigned(String reason) -> new Receipt.Refused(reason);
      case Svix.Check.Signed(String id) -> read(id, body);
    };
  }

  private static Receipt read(String id, byte[] body) {
    JsonNode delivery;
    try {
      delivery = JSON.readTree(body);
    } catch (JacksonException broken) {
      return new Receipt.Refused("The delivery is no JSON.");
    }
    String type = delivery.path("type").asString("");
    Optional<Instant> at = Times.instant(delivery.path("created_at").asString(""));
    if (type.isEmpty() || at.isEmpty() || !delivery.path("data").isObject()) {
      return new Receipt.Refused("The delivery is no event of Resend.");
    }
    JsonNode data = delivery.path("data");
    boolean aboutEmail = state(type).isPresent();
    Optional<EmailEvent> email =
        aboutEmail
            ? message(type, at.get(), data)
            : type.startsWith("contact.") ? contact(type, at.get(), data) : Optional.empty();
    if (aboutEmail && email.isEmpty()) {
      return new Receipt.Refused("The delivery is about an e-mail and does not say which.");
    }
    return new Receipt.Accepted(
        List.of(
            new Event(
                id,
                "",
                at.get(),
                type.startsWith("domain.") ? List.of(Streams.DOMAINS) : List.of(),
                line(type).replace('.', ' ').replace('_', ' '),
                email)));
  }

  /** Empty for types that are about no e-mail that was sent, and for those to come. */
  private static Optional<EmailState> state(String type) {
    return type.startsWith("email.") && !type.equals("email.received")
        ? Messages.state(type.substring("email.".length()))
        : Optional.empty();
  }

  private static Optional<EmailEvent> message(String type, Instant at, JsonNode data) {
    String id = data.path("email_id").asString("");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> tags = new HashMap<>();
    data.path("tags")
        .propertyStream()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
    return Optional.of(
        new EmailEvent.Message(
            id,
            state(type).orElseThrow(),
            at,
            Messages.texts(data.path("to")),
            data.path("from").asString(""),
            tags,
            bounce(data.path("bounce")),
            detail(data)));
  }

  /** A contact that is deleted says nothing about what it wants. */
  private static Optional<EmailEvent> contact(String type, Instant at, JsonNode data) {
    String address = data.path("email").asString("");
    return address.isEmpty() || type.equals("contact.deleted")
        ? Optional.empty()
        : Optional.of(
            new EmailEvent.Contact(address, data.path("unsubscribed").asBoolean(false), at));
  }

  /** Only the type decides; the finer kinds are for people, and may grow. */
  static Optional<Bounce> bounce(JsonNode json) {
    if (!json.isObject()) {
      return Optional.empty();
    }
    Bounce.Kind kind =
        switch (json.path("type").asString("")) {
          case "Permanent", "permanent" -> Bounce.Kind.PERMANENT;
          case "Transient", "transient" -> Bounce.Kind.TRANSIENT;
          default -> Bounce.Kind.UNDETERMINED;
        };
    List<String> diagnostics = new ArrayList<>();
    for (String one : Messages.texts(json.path("diagnosticCode"))) {
      if (diagnostics.size() < DIAGNOSTICS_MAX) {
        diagnostics.add(line(one));
      }
    }
    return Optional.of(
        new Bounce(
            kind,
            line(json.path("subType").asString("")),
            line(json.path("message").asString("")),
            diagnostics));
  }

  private static Optional<String> detail(JsonNode data) {
    for (JsonNode one :
        List.of(
            data.path("failed").path("reason"),
            data.path("suppressed").path("reason"),
            data.path("click").path("link"))) {
      String text = line(one.asString(""));
      if (!text.isEmpty()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  private static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= DETAIL_MAX ? line : line.substring(0, DETAIL_MAX) + "…";
  }

  private Deliveries() {}
}
