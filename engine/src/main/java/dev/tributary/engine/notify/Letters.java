package dev.tributary.engine.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single mails to people who wait for them, such as invitations: sent at once or not at all. Safe
 * for many threads.
 */
public final class Letters {
  private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

  /** Somebody waits for the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MailSettings settings;

  public Letters(MailSettings settings) {
    this.settings = settings.withTimeout(PATIENCE);
  }

  /**
   * @param text plain; may hold a link that must not be logged
   * @return whether the mail server took it
   */
  public boolean send(String address, String subject, String text, Instant now) {
    try (Mailer mailer = new Mailer(settings)) {
      MimeMessage mail = new MimeMessage(mailer.session());
      mail.setFrom(new InternetAddress(settings.from(), true));
      mail.setRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
      mail.setSubject(subject, StandardCharsets.UTF_8.name());
      mail.setSentDate(Date.from(now));
      mail.setHeader("Auto-Submitted", "auto-generated");
      mail.setText(text, StandardCharsets.UTF_8.name());
      Mailer.Outcome outcome = mailer.send(mail);
      if (!(outcome instanceof Mailer.Outcome.Sent)) {
        LOG.warn("A mail was not sent: {}.", outcome);
      }
      return outcome instanceof Mailer.Outcome.Sent;
    } catch (MessagingException e) {
      LOG.warn("An address cannot be put into a mail.", e);
      return false;
    }
  }
}
