package dev.tributary.engine.notify;

import dev.tributary.store.DeliveryStore.Claimed;
import dev.tributary.store.Notification;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** Makes the mail of a notice: plain text, and the same as HTML. */
final class MailText {
  private final String from;
  private final URI publicUrl;

  /**
   * @param publicUrl under which links lie
   */
  MailText(String from, URI publicUrl) {
    this.from = from;
    this.publicUrl = publicUrl;
  }

  MimeMessage mail(Session session, Claimed claimed) throws MessagingException {
    Notification notification = claimed.notification();
    MimeMessage mail = new WithId(session, claimed.delivery().messageId());
    mail.setFrom(new InternetAddress(from, true));
    mail.setRecipient(
        Message.RecipientType.TO, new InternetAddress(claimed.delivery().address(), true));
    // The notice's subject has no control characters; what is not ASCII is encoded.
    mail.setSubject(notification.notice().subject(), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(notification.raisedAt()));
    mail.setHeader("Auto-Submitted", "auto-generated");
    // What is over is shown under what it ends.
    mail.setHeader(
        "References",
        "<%s@%s>"
            .formatted(notification.ends().orElse(notification.id()), MailAddress.domain(from)));
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(part(plain(notification), "plain"));
    both.addBodyPart(part(html(notification), "html"));
    mail.setContent(both);
    return mail;
  }

  /** One that a person asks for, to see whether mails arrive. */
  MimeMessage test(Session session, String address, Instant now) throws MessagingException {
    MimeMessage mail = new MimeMessage(session);
    mail.setFrom(new InternetAddress(from, true));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
    mail.setSubject("Test of notices by Tributary", StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(now));
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setText(
        """
        Notices of Tributary at %s reach this address. There is nothing to do.
        """
            .formatted(publicUrl),
        StandardCharsets.UTF_8.name());
    return mail;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, StandardCharsets.UTF_8.name(), subtype);
    return part;
  }

  private String plain(Notification notification) {
    return """
    %s

    %s

    --
    Sent by Tributary at %s, once for this incident.
    """
        .formatted(notification.notice().text(), link(notification), publicUrl);
  }

  private String html(Notification notification) {
    return """
    <!doctype html>
    <html><body style="font-family:sans-serif">
    <p>%s</p>
    <p><a href="%s">Open in Tributary</a></p>
    <p style="color:#666"><small>Sent by Tributary at %s, once for this incident.</small></p>
    </body></html>
    """
        .formatted(
            escape(notification.notice().text()).replace("\n", "<br>"),
            escape(link(notification)),
            escape(publicUrl.toString()));
  }

  private String link(Notification notification) {
    return publicUrl.toString().replaceAll("/+$", "") + notification.notice().link();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Keeps its message id, so that a mail sent twice is seen as one. */
  private static final class WithId extends MimeMessage {
    private final String id;

    WithId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
