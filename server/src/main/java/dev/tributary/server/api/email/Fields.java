package dev.tributary.server.api.email;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.spi.TemplateValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the fields of these requests have in common. */
final class Fields {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_]{1,50}");
  private static final int VARIABLES_MAX = 50;
  private static final int VALUE_MAX = 2_000;
  private static final int DIGITS_MAX = 30;

  private Fields() {}

  /** Between one and so many characters, without blanks around it. */
  static String text(String field, String given, int max) {
    String text = given.strip();
    if (text.isEmpty() || text.length() > max) {
      throw ApiProblem.invalid(field, "must have 1 to " + max + " characters");
    }
    return text;
  }

  static Optional<String> atMost(String field, Optional<String> given, int max) {
    if (given.filter(text -> text.length() > max).isPresent()) {
      throw ApiProblem.invalid(field, "must have at most " + max + " characters");
    }
    return given.filter(text -> !text.isEmpty());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws ApiProblem it is none of them
   */
  static <E extends Enum<E>> Optional<E> constant(String field, Optional<String> given, E[] all) {
    return given.map(word ->
        Arrays.stream(all)
            .filter(one -> word(one).equals(word))
            .findFirst()
            .orElseThrow(() ->
                ApiProblem.invalid(
                    field,
                    "is one of "
                        + String.join(", ", Arrays.stream(all).map(Fields::word).toList()))));
  }

  /** A position in a list, as a cursor kept it. */
  static Optional<UUID> position(Optional<String> after) {
    try {
      return after.map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.invalid("cursor", "is of another list");
    }
  }

  /**
   * Values of variables: texts and numbers.
   *
   * @param field where they are
   */
  static Map<String, TemplateValue> values(String field, Map<String, JsonNode> given) {
    if (given.size() > VARIABLES_MAX) {
      throw ApiProblem.invalid(field, "must have at most " + VARIABLES_MAX + " variables");
    }
    Map<String, TemplateValue> values = new TreeMap<>();
    given.forEach((key, value) -> values.put(key, value(field + "." + key, key, value)));
    return values;
  }

  private static TemplateValue value(String field, String key, JsonNode value) {
    if (!VARIABLE.matcher(key).matches()) {
      throw ApiProblem.invalid(field, "must be named with 1 to 50 letters, digits and underscores");
    }
    if (value.isString() && value.asString().length() <= VALUE_MAX) {
      return new TemplateValue.Text(value.asString());
    }
    if (value.isNumber() && brief(value.decimalValue())) {
      return new TemplateValue.Decimal(value.decimalValue());
    }
    throw ApiProblem.invalid(
        field,
        "must be a text of at most %d characters or a number of at most %d digits"
            .formatted(VALUE_MAX, DIGITS_MAX));
  }

  private static boolean brief(BigDecimal number) {
    return number.precision() <= DIGITS_MAX && Math.abs((long) number.scale()) <= DIGITS_MAX;
  }
}
