package dev.tributary.store;

import java.util.Optional;
import java.util.UUID;

/**
 * Something to tell the administrators of a workspace.
 *
 * @param incident names what is wrong, for example {@code failures/<integration>}: while it is open
 *     it is counted and not told again
 * @param integration empty when it is about more than one
 * @param subject one line, without secrets
 * @param text sentences for people, the next step last, without secrets
 * @param link path under the public address
 */
public record Notice(
    NoticeKind kind,
    String incident,
    Optional<UUID> integration,
    String subject,
    String text,
    String link) {
  private static final int SUBJECT_MAX = 160;
  private static final int TEXT_MAX = 4_000;

  public Notice {
    subject = cut(subject.replaceAll("\\p{Cntrl}+", " ").strip(), SUBJECT_MAX);
    text = cut(text.replaceAll("[\\p{Cntrl}&&[^\n]]+", " ").strip(), TEXT_MAX);
    if (!link.startsWith("/") || link.startsWith("//")) {
      throw new IllegalArgumentException("a notice links to a path of ours, not to " + link);
    }
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "…";
  }
}
