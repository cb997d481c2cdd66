package dev.tributary.resend;

import dev.tributary.spi.EmailTemplate.Content;
import dev.tributary.spi.EmailTemplate.Preview;
import dev.tributary.spi.EmailTemplate.Variable;
import dev.tributary.spi.TemplateValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills templates in as Resend does: {@code {{{KEY}}}} becomes the value as it is, without any
 * escaping, else the fallback written behind a bar, else that of the variable ("Template
 * variables").
 */
final class Previews {
  private static final Pattern PLACE =
      Pattern.compile("\\{\\{\\{\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*(?:\\|([^{}]*))?\\}\\}\\}");

  /** Filled in by Resend for each recipient, never by us. */
  private static final Set<String> RESERVED =
      Set.of(
          "FIRST_NAME",
          "LAST_NAME",
          "EMAIL",
          "UNSUBSCRIBE_URL",
          "RESEND_UNSUBSCRIBE_URL",
          "contact",
          "this");

  static Preview of(Content content, Map<String, TemplateValue> values) {
    Map<String, String> known = new HashMap<>();
    for (Variable variable : content.variables()) {
      variable.fallback().ifPresent(fallback -> known.put(variable.key(), fallback));
    }
    values.forEach((key, value) -> known.put(key, value.text()));
    Set<String> missing = new TreeSet<>();
    for (Variable variable : content.variables()) {
      if (!known.containsKey(variable.key())) {
        missing.add(variable.key());
      }
    }
    Optional<String> subject = content.subject().map(text -> filled(text, known, missing));
    String html = filled(content.html(), known, missing);
    Optional<String> text = content.text().map(plain -> filled(plain, known, missing));
    return new Preview(subject, html, text, List.copyOf(missing));
  }

  private static String filled(String text, Map<String, String> known, Set<String> missing) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> {
          String key = place.group(1);
          Optional<String> value =
              Optional.ofNullable(known.get(key)).or(() -> Optional.ofNullable(place.group(2)));
          if (value.isEmpty() && !reserved(key)) {
            missing.add(key);
          }
          return Matcher.quoteReplacement(value.orElse(place.group()));
        });
  }

  private static boolean reserved(String key) {
    int point = key.indexOf('.');
    return RESERVED.contains(point < 0 ? key : key.substring(0, point));
  }

  private Previews() {}
}
