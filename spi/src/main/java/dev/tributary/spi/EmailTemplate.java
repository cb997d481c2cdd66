package dev.tributary.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A template that the provider keeps. Changing it makes a draft; only what was published is sent.
 *
 * @param content the newest version, published or not
 * @param unpublished whether the newest version differs from the published one
 */
public record EmailTemplate(Summary summary, Content content, boolean unpublished) {

  /**
   * A template as it stands in a list.
   *
   * @param alias a name to send with instead of the id
   * @param publishedAt empty for one that was never published, which cannot be sent
   */
  public record Summary(
      String id,
      String name,
      Optional<String> alias,
      Status status,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> publishedAt) {}

  /** Whether it can be sent. */
  public enum Status {
    DRAFT,
    PUBLISHED
  }

  /**
   * What a person writes. Sender, subject and reply addresses stand in where the e-mail brings
   * none.
   */
  public record Content(
      String name,
      Optional<String> alias,
      Optional<String> from,
      Optional<String> subject,
      List<String> replyTo,
      String html,
      Optional<String> text,
      List<Variable> variables) {
    public Content {
      replyTo = List.copyOf(replyTo);
      variables = List.copyOf(variables);
    }
  }

  /**
   * A place for a value.
   *
   * @param fallback what stands there without a value: plain text for {@link Type#TEXT}, else JSON.
   *     Without one every e-mail must bring a value
   */
  public record Variable(String key, Type type, Optional<String> fallback) {
    /** What a variable takes. */
    public enum Type {
      TEXT,
      NUMBER,
      BOOLEAN,
      OBJECT,
      LIST
    }
  }

  /**
   * How an e-mail of a template looks.
   *
   * @param missing variables with neither a value nor a fallback: it could not be sent
   */
  public record Preview(
      Optional<String> subject, String html, Optional<String> text, List<String> missing) {
    public Preview {
      missing = List.copyOf(missing);
    }
  }
}
