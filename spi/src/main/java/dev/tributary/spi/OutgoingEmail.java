package dev.tributary.spi;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One e-mail for one recipient. Its maps go through their keys in one order, the same in every
 * process.
 *
 * @param from an address, or {@code Name <address>}, of a domain that the provider has verified
 * @param to one address
 * @param subject may be empty where the template has one
 * @param headers by name, for example {@code List-Unsubscribe}
 * @param tags come back with every event; names and values are ASCII letters, digits, {@code _} and
 *     {@code -}
 * @param at when to send it; empty for now
 */
public record OutgoingEmail(
    String from,
    String to,
    String subject,
    List<String> replyTo,
    Content content,
    Map<String, String> headers,
    Map<String, String> tags,
    Optional<Instant> at) {

  public OutgoingEmail {
    replyTo = List.copyOf(replyTo);
    headers = sorted(headers);
    tags = sorted(tags);
  }

  /** In one order in every process: the same e-mails must become the same bytes. */
  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** What it says. */
  public sealed interface Content {
    /** At least one of the two. */
    record Written(Optional<String> html, Optional<String> text) implements Content {
      public Written {
        if (html.isEmpty() && text.isEmpty()) {
          throw new IllegalArgumentException("an e-mail has HTML or text, or both");
        }
      }
    }

    /**
     * @param template id or alias of a published template
     * @param values by variable; those left out take the template's fallback
     */
    record FromTemplate(String template, Map<String, TemplateValue> values) implements Content {
      public FromTemplate {
        values = sorted(values);
      }
    }
  }
}
