package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.SentEmail;
import dev.tributary.spi.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** E-mails as Resend describes them. */
final class Messages {

  /** Resend's word for a state, in {@code last_event} and behind the point of an event's type. */
  static Optional<EmailState> state(String word) {
    return switch (word) {
      case "queued" -> Optional.of(EmailState.QUEUED);
      case "scheduled" -> Optional.of(EmailState.SCHEDULED);
      case "canceled" -> Optional.of(EmailState.CANCELED);
      case "sent" -> Optional.of(EmailState.SENT);
      case "delivery_delayed" -> Optional.of(EmailState.DELAYED);
      case "failed" -> Optional.of(EmailState.FAILED);
      case "suppressed" -> Optional.of(EmailState.SUPPRESSED);
      case "delivered" -> Optional.of(EmailState.DELIVERED);
      case "opened" -> Optional.of(EmailState.OPENED);
      case "clicked" -> Optional.of(EmailState.CLICKED);
      case "bounced" -> Optional.of(EmailState.BOUNCED);
      case "complained" -> Optional.of(EmailState.COMPLAINED);
      default -> Optional.empty();
    };
  }

  /** A state that is not known yet is the lowest, which raises nothing. */
  static SentEmail read(ProviderAnswer answer, JsonNode json) throws SyncException {
    return new SentEmail(
        ResendApi.id(answer, json),
        state(json.path("last_event").asString("")).orElse(EmailState.QUEUED),
        Times.instant(json.path("created_at").asString(""))
            .orElseThrow(() -> answer.malformed("described an e-mail without its time")),
        texts(json.path("to")),
        json.path("from").asString(""),
        json.path("subject").asString(""),
        Deliveries.bounce(json.path("bounce")));
  }

  /** One text or many. */
  static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(one -> texts.add(one.asString("")));
    } else if (json.isString()) {
      texts.add(json.asString(""));
    }
    return texts;
  }

  private Messages() {}
}
