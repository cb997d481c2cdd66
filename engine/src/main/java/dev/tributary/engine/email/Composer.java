package dev.tributary.engine.email;

import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.OutgoingEmail.Content;
import dev.tributary.spi.TemplateValue;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailChunk;
import dev.tributary.store.EmailRecipient;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Makes each recipient's e-mail of a batch. */
final class Composer {
  /** Comes back with every event, and says whose e-mail it is about. */
  static final String TAG = "tributary_recipient";

  /** The variable of a template that gets the link to unsubscribe. */
  static final String LINK = "UNSUBSCRIBE_LINK";

  private final UnsubscribeLinks links;

  Composer(UnsubscribeLinks links) {
    this.links = links;
  }

  /** One recipient an e-mail, so that what becomes of it is about one person. */
  EmailChunk.Frozen freeze(EmailBatch batch, EmailChunk chunk, List<EmailRecipient> recipients) {
    byte[] payload =
        Payload.write(recipients.stream().map(recipient -> email(batch, recipient)).toList());
    return new EmailChunk.Frozen(
        payload,
        "%s-%d-%d-%s".formatted(batch.id(), chunk.number(), chunk.round(), Payload.hash(payload)));
  }

  private OutgoingEmail email(EmailBatch batch, EmailRecipient recipient) {
    EmailBatch.Letter letter = batch.letter();
    Optional<String> link =
        batch.kind() == EmailBatch.Kind.MARKETING
            ? Optional.of(links.link(batch.workspaceId(), recipient.key()))
            : Optional.empty();
    return new OutgoingEmail(
        letter.from(),
        recipient.address().orElseThrow(),
        letter.subject(),
        letter.replyTo(),
        letter
            .template()
            .<Content>map(id -> new Content.FromTemplate(id, values(batch, recipient, link)))
            .orElseGet(() -> new Content.Written(letter.html(), letter.text())),
        link.map(UnsubscribeLinks::headers).orElse(Map.of()),
        Map.of(TAG, recipient.id().toString()),
        Optional.empty());
  }

  private static Map<String, TemplateValue> values(
      EmailBatch batch, EmailRecipient recipient, Optional<String> link) {
    Map<String, TemplateValue> values = new TreeMap<>();
    recipient
        .values()
        .forEach((key, text) ->
            values.put(
                key,
                batch.template().numbers().contains(key)
                    ? new TemplateValue.Decimal(new BigDecimal(text))
                    : new TemplateValue.Text(text)));
    if (batch.template().wantsLink()) {
      link.ifPresent(address -> values.putIfAbsent(LINK, new TemplateValue.Text(address)));
    }
    return values;
  }

  /** The recipient that a tag names. */
  static Optional<UUID> recipient(Map<String, String> tags) {
    try {
      return Optional.ofNullable(tags.get(TAG)).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      // Somebody else's tag of the same name.
      return Optional.empty();
    }
  }
}
