package dev.tributary.sandbox.resend.team;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A template with its draft and what was published of it last.
 *
 * @param alias empty for none
 * @param published what is sent; empty while it was never published
 */
public record Template(
    String id,
    String name,
    String alias,
    Version draft,
    Instant createdAt,
    Instant updatedAt,
    Optional<Version> published,
    Optional<Instant> publishedAt) {

  /** One state of the content; texts are empty when absent. */
  public record Version(
      String id,
      String from,
      String subject,
      List<String> replyTo,
      String html,
      String text,
      List<Variable> variables) {}

  /**
   * A placeholder, written {@code {{{KEY}}}}.
   *
   * @param type "string", "number", "boolean", "object" or "list"
   * @param fallback empty when a value must be given
   */
  public record Variable(
      String id, String key, String type, Optional<JsonNode> fallback, Instant createdAt) {}

  public boolean hasUnpublished() {
    return published.isPresent() && !published.get().id().equals(draft.id());
  }

  public Template edited(String otherName, String otherAlias, Version version, Instant at) {
    return new Template(id, otherName, otherAlias, version, createdAt, at, published, publishedAt);
  }

  public Template publishedAt(Instant at) {
    return new Template(id, name, alias, draft, createdAt, at, Optional.of(draft), Optional.of(at));
  }
}
