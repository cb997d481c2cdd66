package dev.tributary.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that a provider of e-mail tells about an e-mail or a recipient. */
public sealed interface EmailEvent {

  /** When it happened, by the provider's clock; arrival says nothing about order. */
  Instant at();

  /**
   * An e-mail reached a state. It may be one that somebody else sent from the same account.
   *
   * @param id the e-mail's id at the provider, as in {@link EmailSender.Result.Accepted#id()}
   * @param recipients whom the event is about, which may be fewer than it was sent to
   * @param from the sender as written in the e-mail
   * @param tags as it was sent with
   * @param bounce with {@link EmailState#BOUNCED}
   * @param detail why it failed or was suppressed, or which link was clicked; one line
   */
  record Message(
      String id,
      EmailState state,
      Instant at,
      List<String> recipients,
      String from,
      Map<String, String> tags,
      Optional<Bounce> bounce,
      Optional<String> detail)
      implements EmailEvent {
    public Message {
      recipients = List.copyOf(recipients);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * A contact that the provider keeps was changed.
   *
   * @param unsubscribed whether it wants no marketing e-mail
   */
  record Contact(String address, boolean unsubscribed, Instant at) implements EmailEvent {}
}
