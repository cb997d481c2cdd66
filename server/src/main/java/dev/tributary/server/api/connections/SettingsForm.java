package dev.tributary.server.api.connections;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.ApiProblem.FieldError;
import dev.tributary.spi.ProviderDescriptor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider's settings as a form: the same JSON Schema (2020-12) that pages draw their fields from
 * judges what is sent. Settings are flat, so the words that count are type, enum, minimum, maximum,
 * minLength, maxLength, pattern, default, required; streams that the schema does not name can be
 * switched all the same.
 */
final class SettingsForm {
  private static final JsonMapper JSON = new JsonMapper();
  static final String BACKFILL_DAYS = "backfillDays";
  private static final int BACKFILL_STANDARD = 90;

  /** As far as any provider keeps numbers, and then some. */
  private static final int BACKFILL_MAX = 3_660;

  private final ProviderDescriptor provider;
  private final JsonNode schema;

  private SettingsForm(ProviderDescriptor provider) {
    this.provider = provider;
    this.schema = JSON.readTree(provider.settingsSchema());
  }

  static SettingsForm of(ProviderDescriptor provider) {
    return new SettingsForm(provider);
  }

  /** The schema itself. */
  JsonNode schema() {
    return schema;
  }

  /** How many days back a first read may be asked to go. */
  int backfillMax() {
    return number(schema.path("properties").path(BACKFILL_DAYS), "maximum").orElse(BACKFILL_MAX);
  }

  private static OptionalInt number(JsonNode property, String word) {
    return property.path(word).isInt()
        ? OptionalInt.of(property.path(word).asInt())
        : OptionalInt.empty();
  }

  /**
   * How far a first read goes: as asked, else as the settings say, else the provider's default.
   *
   * @param settings valid ones
   */
  int backfillDays(Optional<Integer> asked, Map<String, String> settings) {
    int days =
        asked
            .or(() -> Optional.ofNullable(settings.get(BACKFILL_DAYS)).map(Integer::valueOf))
            .orElseGet(() ->
                number(schema.path("properties").path(BACKFILL_DAYS), "default")
                    .orElse(BACKFILL_STANDARD));
    if (days < 0 || days > backfillMax()) {
      throw ApiProblem.invalid(BACKFILL_DAYS, "must be from 0 to " + backfillMax());
    }
    return days;
  }

  /**
   * Settings as they are stored.
   *
   * @param known what is set already and stays unless it is sent again
   * @throws ApiProblem names every field that cannot be used
   */
  Map<String, String> stored(Map<String, JsonNode> sent, Map<String, String> known) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> settings = new HashMap<>(known);
    sent.forEach((name, value) -> {
      Optional<JsonNode> property = property(name);
      Optional<String> wrong =
          property.isEmpty()
              ? Optional.of("is no setting of " + provider.name())
              : wrong(value, property.get());
      wrong.ifPresent(message -> errors.add(new FieldError("settings." + name, message)));
      if (wrong.isEmpty()) {
        settings.put(name, value.asString());
      }
    });
    for (JsonNode required : schema.path("required")) {
      if (!settings.containsKey(required.asString())) {
        errors.add(new FieldError("settings." + required.asString(), "must be set"));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return settings;
  }

  private Optional<JsonNode> property(String name) {
    JsonNode property = schema.path("properties").path(name);
    if (property.isObject()) {
      return Optional.of(property);
    }
    boolean switches =
        provider.streams().stream()
            .anyMatch(stream -> ProviderDescriptor.switchOf(stream.name()).equals(name));
    return switches
        ? Optional.of(JSON.createObjectNode().put("type", "boolean"))
        : Optional.empty();
  }

  private static Optional<String> wrong(JsonNode value, JsonNode property) {
    String type = property.path("type").asString("string");
    boolean fits =
        switch (type) {
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber() && value.canConvertToLong();
          case "number" -> value.isNumber();
          case "string" -> value.isString();
          default -> false;
        };
    if (!fits) {
      return Optional.of("must be of type " + type);
    }
    JsonNode choices = property.path("enum");
    if (choices.isArray() && choices.valueStream().noneMatch(value::equals)) {
      return Optional.of(
          "must be one of "
              + String.join(", ", choices.valueStream().map(JsonNode::asString).toList()));
    }
    return value.isNumber() ? outside(value.decimalValue(), property) : unfit(value, property);
  }

  private static Optional<String> outside(BigDecimal value, JsonNode property) {
    if (property.path("minimum").isNumber()
        && value.compareTo(property.path("minimum").decimalValue()) < 0) {
      return Optional.of("must be at least " + property.path("minimum").asString());
    }
    if (property.path("maximum").isNumber()
        && value.compareTo(property.path("maximum").decimalValue()) > 0) {
      return Optional.of("must be at most " + property.path("maximum").asString());
    }
    return Optional.empty();
  }

  private static Optional<String> unfit(JsonNode value, JsonNode property) {
    String text = value.asString();
    int length = text.codePointCount(0, text.length());
    if (length < property.path("minLength").asInt(0)) {
      return Optional.of(
          "must have at least " + property.path("minLength").asInt() + " characters");
    }
    if (length > property.path("maxLength").asInt(1_000)) {
      return Optional.of(
          "must have at most " + property.path("maxLength").asInt(1_000) + " characters");
    }
    boolean shaped =
        !property.path("pattern").isString()
            || Pattern.compile(property.path("pattern").asString()).matcher(text).find();
    return shaped
        ? Optional.empty()
        : Optional.of("must look like " + property.path("pattern").asString());
  }

  /** All settings as they hold, with their types: what is not set has the schema's default. */
  Map<String, Object> shown(Map<String, String> stored) {
    Map<String, Object> settings = new TreeMap<>();
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          if (property.getValue().has("default")) {
            settings.put(
                property.getKey(),
                typed(property.getValue().path("default").asString(), property.getValue()));
          }
        });
    stored.forEach((name, value) ->
        settings.put(name, property(name).map(one -> typed(value, one)).orElse(value)));
    return settings;
  }

  private static Object typed(String value, JsonNode property) {
    return switch (property.path("type").asString("string")) {
      case "boolean" -> Boolean.valueOf(value);
      case "integer" -> Long.valueOf(value);
      default -> value;
    };
  }
}
