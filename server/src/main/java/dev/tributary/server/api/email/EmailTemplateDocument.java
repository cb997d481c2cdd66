package dev.tributary.server.api.email;

import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplate.Variable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A template that the provider keeps, in its newest version.
 *
 * @param status a draft cannot be sent
 * @param unpublished whether this version differs from what is sent
 */
record EmailTemplateDocument(
    String id,
    String name,
    Optional<String> alias,
    EmailTemplate.Status status,
    boolean unpublished,
    Optional<String> from,
    Optional<String> subject,
    List<String> replyTo,
    String html,
    Optional<String> text,
    List<VariableDocument> variables,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> publishedAt) {

  /**
   * A place for a value.
   *
   * @param fallback what stands there without a value: plain text for a text, else JSON. Without
   *     one every recipient must bring a value
   */
  record VariableDocument(String key, Variable.Type type, Optional<String> fallback) {}

  static EmailTemplateDocument of(EmailTemplate template) {
    EmailTemplate.Content content = template.content();
    EmailTemplate.Summary summary = template.summary();
    return new EmailTemplateDocument(
        summary.id(),
        content.name(),
        content.alias(),
        summary.status(),
        template.unpublished(),
        content.from(),
        content.subject(),
        content.replyTo(),
        content.html(),
        content.text(),
        content.variables().stream()
            .map(one -> new VariableDocument(one.key(), one.type(), one.fallback()))
            .toList(),
        summary.createdAt(),
        summary.updatedAt(),
        summary.publishedAt());
  }

  /**
   * A template as it stands in a list.
   *
   * @param status a draft cannot be sent
   */
  record InList(
      String id,
      String name,
      Optional<String> alias,
      EmailTemplate.Status status,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> publishedAt) {
    static InList of(EmailTemplate.Summary summary) {
      return new InList(
          summary.id(),
          summary.name(),
          summary.alias(),
          summary.status(),
          summary.createdAt(),
          summary.updatedAt(),
          summary.publishedAt());
    }
  }
}
