package dev.tributary.engine.notify;

import dev.tributary.store.Delivery;
import dev.tributary.store.DeliveryStore;
import dev.tributary.store.DeliveryStore.Claimed;
import jakarta.mail.MessagingException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the notices that wait, every few seconds on worker nodes. Any number of nodes may do so:
 * each mail is in the hands of one. No connection to the database is held while the mail server is
 * spoken to.
 *
 * <p>A mail of which nobody knows whether it was sent is sent once more, under the same message id,
 * and parked if that ends the same way: at most one duplicate.
 */
public final class Outbox implements Runnable {
  /** Waits after the first to the last try; the last one is repeated. */
  static final List<Duration> LADDER =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1));

  /** So long a mail is tried. */
  static final Duration PATIENCE = Duration.ofDays(3);

  /** Longer than any conversation about one mail: a dozen waits, each with its timeout. */
  static final Duration LEASE = Duration.ofMinutes(5);

  /** Nobody is asked for so long after the mail server could not be used. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int UNKNOWN_MAX = 2;
  private static final int MAILS_MAX = 500;

  private final DeliveryStore deliveries;
  private final MailSettings settings;
  private final MailText text;
  private final InstantSource clock;
  private final BooleanSupplier stopping;
  private final Optional<SSLSocketFactory> trust;
  private Instant quietUntil = Instant.MIN;
  private boolean reachable = true;

  /**
   * @param stopping no further mail is begun
   */
  public Outbox(
      DeliveryStore deliveries,
      MailSettings settings,
      URI publicUrl,
      InstantSource clock,
      BooleanSupplier stopping) {
    this(deliveries, settings, publicUrl, clock, stopping, Optional.empty());
  }

  Outbox(
      DeliveryStore deliveries,
      MailSettings settings,
      URI publicUrl,
      InstantSource clock,
      BooleanSupplier stopping,
      Optional<SSLSocketFactory> trust) {
    this.deliveries = deliveries;
    this.settings = settings;
    this.text = new MailText(settings.from(), publicUrl);
    this.clock = clock;
    this.stopping = stopping;
    this.trust = trust;
  }

  /** Why the mail server cannot be used now, with the next step; sends nothing. */
  public static Optional<String> unusable(MailSettings settings) {
    try (Mailer mailer = new Mailer(settings)) {
      return mailer.call().map(Mailer.Outcome.Unreachable::reason);
    }
  }

  /**
   * Sends a test at once, on the caller's thread, which may wait for as long as the settings'
   * timeout allows.
   *
   * @return why it was not sent; empty when the mail server took it
   */
  static Optional<String> test(MailSettings settings, URI publicUrl, String address, Instant now) {
    try (Mailer mailer = new Mailer(settings)) {
      return switch (mailer.send(
          new MailText(settings.from(), publicUrl).test(mailer.session(), address, now))) {
        case Mailer.Outcome.Sent() -> Optional.empty();
        case Mailer.Outcome.Refused(String reason) -> Optional.of(reason);
        case Mailer.Outcome.Later(String reason) -> Optional.of(reason);
        case Mailer.Outcome.Unreachable(String reason) -> Optional.of(reason);
        case Mailer.Outcome.Unknown(String reason) -> Optional.of(reason);
      };
    } catch (MessagingException e) {
      return Optional.of("The address cannot be put into a mail.");
    }
  }

  @Override
  public void run() {
    try {
      sendAll();
    } catch (RuntimeException e) {
      LOG.warn("Notices could not be sent; it is tried again in a moment.", e);
    }
  }

  /**
   * @return how many were sent
   */
  int sendAll() {
    Instant begun = clock.instant();
    deliveries.route(settings.addresses(), MailAddress.domain(settings.from()), begun);
    if (begun.isBefore(quietUntil)) {
      return 0;
    }
    int sent = 0;
    try (Mailer mailer = new Mailer(settings, trust)) {
      for (int n = 0; n < MAILS_MAX && !stopping.getAsBoolean(); n++) {
        Optional<Claimed> claimed = deliveries.claim(clock.instant(), LEASE);
        if (claimed.isEmpty()) {
          break;
        }
        if (claimed.get().delivery().unknownTries() >= UNKNOWN_MAX) {
          park(claimed.get(), "Twice nobody knew whether it was sent.");
          continue;
        }
        Mailer.Outcome outcome = send(mailer, claimed.get());
        record(claimed.get(), outcome);
        sent += outcome instanceof Mailer.Outcome.Sent ? 1 : 0;
        if (outcome instanceof Mailer.Outcome.Unreachable) {
          quietUntil = clock.instant().plus(QUIET);
          break;
        }
      }
    }
    return sent;
  }

  private Mailer.Outcome send(Mailer mailer, Claimed claimed) {
    try {
      return mailer.send(text.mail(mailer.session(), claimed));
    } catch (MessagingException e) {
      return new Mailer.Outcome.Refused("The address or the text cannot be put into a mail.");
    }
  }

  private void record(Claimed claimed, Mailer.Outcome outcome) {
    Instant now = clock.instant();
    switch (outcome) {
      case Mailer.Outcome.Sent() -> {
        deliveries.sent(claimed, now);
        seen(true, "");
      }
      case Mailer.Outcome.Refused(String reason) -> {
        deliveries.failed(claimed, reason, now);
        LOG.warn("Notice {} was refused. {}", claimed.delivery().id(), reason);
      }
      case Mailer.Outcome.Later(String reason) -> later(claimed, reason, now);
      case Mailer.Outcome.Unreachable(String reason) -> {
        later(claimed, reason, now);
        seen(false, reason);
      }
      case Mailer.Outcome.Unknown(String reason) -> {
        if (claimed.delivery().unknownTries() + 1 >= UNKNOWN_MAX) {
          park(claimed, reason);
        } else {
          deliveries.again(claimed, reason, true, now.plus(wait(claimed.delivery())));
        }
      }
    }
  }

  private void later(Claimed claimed, String reason, Instant now) {
    if (now.isBefore(claimed.delivery().createdAt().plus(PATIENCE))) {
      deliveries.again(claimed, reason, false, now.plus(wait(claimed.delivery())));
    } else {
      deliveries.failed(claimed, "It could not be sent for three days. " + reason, now);
    }
  }

  private void park(Claimed claimed, String reason) {
    deliveries.parked(claimed, reason + " It is not sent again.", clock.instant());
    LOG.warn("Notice {} is parked: it may have been sent.", claimed.delivery().id());
  }

  private static Duration wait(Delivery delivery) {
    return LADDER.get(Math.clamp(delivery.tries() - 1L, 0, LADDER.size() - 1));
  }

  /** Told when it changes, not with every mail. */
  private void seen(boolean now, String reason) {
    if (now != reachable) {
      reachable = now;
      if (now) {
        LOG.info("The mail server takes notices again.");
      } else {
        LOG.warn("Notices wait. {}", reason);
      }
    }
  }
}
