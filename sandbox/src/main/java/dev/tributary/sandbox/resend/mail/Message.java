package dev.tributary.sandbox.resend.mail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An e-mail as it was asked for, checked and with its template filled in; texts are empty when
 * absent.
 *
 * @param scheduledAt when it is to go out; at once when empty
 * @param templateId empty without a template
 */
public record Message(
    String from,
    List<String> to,
    List<String> cc,
    List<String> bcc,
    List<String> replyTo,
    String subject,
    String html,
    String text,
    Map<String, String> headers,
    Map<String, String> tags,
    Optional<Instant> scheduledAt,
    String templateId) {

  public List<String> recipients() {
    List<String> all = new ArrayList<>(to);
    all.addAll(cc);
    all.addAll(bcc);
    return all;
  }

  /** What two copies of the same e-mail have in common. */
  public String content() {
    return String.join("\n", from, subject, html, text, tags.toString());
  }
}
