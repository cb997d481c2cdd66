package dev.tributary.engine.notify;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A conversation with the mail server, opened with the first mail and kept for those that follow.
 * Used by one thread.
 */
final class Mailer implements AutoCloseable {
  private static final int REPLY_MAX = 300;
  private static final int DEPTH_MAX = 10;

  private final MailSettings settings;
  private final Session session;
  private Optional<Line> line = Optional.empty();

  Mailer(MailSettings settings) {
    this(settings, Optional.empty());
  }

  /**
   * @param trust instead of the JVM's own, for tests
   */
  Mailer(MailSettings settings, Optional<SSLSocketFactory> trust) {
    this.settings = settings;
    this.session = Session.getInstance(properties(settings, trust));
  }

  private static Properties properties(MailSettings settings, Optional<SSLSocketFactory> trust) {
    Properties properties = new Properties();
    String millis = Long.toString(settings.timeout().toMillis());
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.login().isPresent()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.quitwait", "false");
    switch (settings.tls()) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case IMPLICIT -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
    }
    trust.ifPresent(factory -> properties.put("mail.smtp.ssl.socketFactory", factory));
    return properties;
  }

  /** What became of a mail. */
  sealed interface Outcome {
    /** The server took it. */
    record Sent() implements Outcome {}

    /** The server will never take it. */
    record Refused(String reason) implements Outcome {}

    /** It was not sent, but may be later. */
    record Later(String reason) implements Outcome {}

    /** The server could not be reached, or does not let us in: no mail can be sent now. */
    record Unreachable(String reason) implements Outcome {}

    /** The connection broke after the mail's end was said: nobody knows. */
    record Unknown(String reason) implements Outcome {}
  }

  Session session() {
    return session;
  }

  /** Opens the conversation unless it is open; empty when that went well. */
  Optional<Outcome.Unreachable> call() {
    if (line.isPresent() && line.get().isConnected()) {
      return Optional.empty();
    }
    hangUp();
    try {
      line = Optional.of(dial());
      return Optional.empty();
    } catch (AuthenticationFailedException e) {
      return Optional.of(
          new Outcome.Unreachable(
              "The mail server %s refuses our login. Check smtp-user and smtp-password."
                  .formatted(settings.host())));
    } catch (MessagingException e) {
      return Optional.of(
          new Outcome.Unreachable(
              "The mail server %s:%d cannot be used (%s). Check smtp-host, smtp-port and smtp-tls."
                  .formatted(settings.host(), settings.port(), words(e))));
    }
  }

  /** Sends one; every wait within is bounded by the settings' timeout. */
  Outcome send(MimeMessage mail) {
    Optional<Outcome.Unreachable> unreachable = call();
    if (unreachable.isPresent()) {
      return unreachable.get();
    }
    Line open = line.orElseThrow();
    try {
      open.complete = false;
      open.sendMessage(mail, mail.getAllRecipients());
      return new Outcome.Sent();
    } catch (MessagingException e) {
      hangUp();
      return outcome(e, open.complete);
    }
  }

  private static Outcome outcome(MessagingException failure, boolean complete) {
    Optional<Reply> reply = reply(failure);
    if (reply.isEmpty()) {
      return complete
          ? new Outcome.Unknown("The connection broke before the mail server confirmed it.")
          : new Outcome.Later("The connection to the mail server broke (" + words(failure) + ").");
    }
    boolean forGood = reply.get().code() >= 500 && !reply.get().aboutSender();
    return forGood
        ? new Outcome.Refused("The mail server refused it: " + reply.get().words())
        : new Outcome.Later("The mail server did not take it yet: " + reply.get().words());
  }

  /** The server's answer: that to the address says more than that to the whole. */
  private static Optional<Reply> reply(MessagingException failure) {
    Optional<Reply> told = Optional.empty();
    Exception next = failure;
    for (int depth = 0; depth < DEPTH_MAX && next instanceof MessagingException one; depth++) {
      int code =
          switch (one) {
            case SMTPAddressFailedException address -> address.getReturnCode();
            case SMTPSenderFailedException sender -> sender.getReturnCode();
            case SMTPSendFailedException send -> send.getReturnCode();
            default -> -1;
          };
      if (code > 0) {
        told = Optional.of(new Reply(code, one instanceof SMTPSenderFailedException, words(one)));
      }
      next = one.getNextException();
    }
    return told;
  }

  /**
   * @param aboutSender our own address is refused, which setting another one cures
   */
  private record Reply(int code, boolean aboutSender, String words) {}

  private static String words(MessagingException failure) {
    Throwable cause = failure.getNextException() instanceof IOException io ? io : failure;
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= REPLY_MAX ? line : line.substring(0, REPLY_MAX);
  }

  private Line dial() throws MessagingException {
    Line opened =
        new Line(session, new URLName("smtp", settings.host(), settings.port(), null, null, null));
    opened.connect(
        settings.host(),
        settings.port(),
        settings.login().map(MailSettings.Login::user).orElse(null),
        settings.login().map(login -> login.password().reveal()).orElse(null));
    return opened;
  }

  private void hangUp() {
    Optional<Line> open = line;
    line = Optional.empty();
    if (open.isPresent()) {
      try {
        open.get().close();
      } catch (MessagingException e) {
        // It is gone either way, and what it said was recorded before.
      }
    }
  }

  @Override
  public void close() {
    hangUp();
  }

  /** Knows whether a mail's end was said, after which the server may have taken it. */
  private static final class Line extends SMTPTransport {
    private boolean complete;

    Line(Session session, URLName server) {
      super(session, server);
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
      complete = true;
      super.finishData();
    }
  }
}
