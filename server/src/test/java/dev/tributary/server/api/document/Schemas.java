package dev.tributary.server.api.document;

import dev.tributary.server.api.Page;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Types of Java as schemas of JSON. */
final class Schemas {
  private static final Map<Class<?>, Map<String, Object>> SIMPLE = new HashMap<>();

  static {
    simple("string", "", String.class);
    simple("boolean", "", boolean.class, Boolean.class);
    simple("integer", "int32", int.class, Integer.class, OptionalInt.class);
    simple("integer", "int64", long.class, Long.class, OptionalLong.class);
    simple("number", "double", double.class, Double.class, OptionalDouble.class);
    simple("string", "decimal", BigDecimal.class);
    simple("string", "uuid", UUID.class);
    simple("string", "date-time", Instant.class);
    simple("string", "date", LocalDate.class);
    simple("string", "duration", Duration.class);
    simple("string", "uri", URI.class);
    simple("string", "time-zone", ZoneId.class);
  }

  /** Where the code's own name would mean something else in the document. */
  private static final Map<Class<?>, String> NAMES =
      Map.of(dev.tributary.store.Problem.class, "DayProblem");

  private final Sources sources;
  private final Map<String, Map<String, Object>> components = new TreeMap<>();
  private final Map<String, Class<?>> owners = new HashMap<>();

  Schemas(Sources sources) {
    this.sources = sources;
  }

  private static void simple(String type, String format, Class<?>... classes) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    if (!format.isEmpty()) {
      schema.put("format", format);
    }
    for (Class<?> one : classes) {
      SIMPLE.put(one, schema);
    }
  }

  /** The named ones, by name. */
  Map<String, Map<String, Object>> components() {
    return components;
  }

  static boolean optional(Type type) {
    Class<?> raw = raw(type);
    return raw == Optional.class
        || raw == OptionalInt.class
        || raw == OptionalLong.class
        || raw == OptionalDouble.class;
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case WildcardType wildcard -> raw(wildcard.getUpperBounds()[0]);
      default -> throw new IllegalStateException("what is " + type + "?");
    };
  }

  static Type argument(Type type, int n) {
    return ((ParameterizedType) type).getActualTypeArguments()[n];
  }

  Map<String, Object> of(Type type) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return of(argument(type, 0));
    }
    if (SIMPLE.containsKey(raw)) {
      return new LinkedHashMap<>(SIMPLE.get(raw));
    }
    if (raw == Page.class) {
      return page(argument(type, 0));
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return ordered("type", "array", "items", of(argument(type, 0)));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return ordered("type", "object", "additionalProperties", of(argument(type, 1)));
    }
    if (raw == Object.class || JsonNode.class.isAssignableFrom(raw)) {
      return new LinkedHashMap<>();
    }
    if (raw.isEnum() || raw.isRecord() || raw.isSealed()) {
      return ordered("$ref", "#/components/schemas/" + name(raw));
    }
    throw new IllegalStateException(
        type + " has no schema: use a record, an enum or a simple type");
  }

  private Map<String, Object> page(Type item) {
    return ordered(
        "type",
        "object",
        "required",
        List.of("items"),
        "properties",
        ordered(
            "items",
            ordered("type", "array", "items", of(item)),
            "next",
            ordered(
                "type", "string", "description", "The cursor of what follows; none at the end.")));
  }

  /** A type's name in the document; describes the type there when it is new. */
  private String name(Class<?> type) {
    String name = plainName(type);
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner == null) {
      components.put(name, new LinkedHashMap<>());
      components.get(name).putAll(describe(type));
    } else if (owner != type) {
      throw new IllegalStateException(
          "two types would be named %s: %s and %s; rename one".formatted(name, owner, type));
    }
    return name;
  }

  private static String plainName(Class<?> type) {
    if (NAMES.containsKey(type)) {
      return NAMES.get(type);
    }
    Class<?> outer = type.getEnclosingClass();
    String own = type.getSimpleName().replaceFirst("(Shown|Document)$", "");
    return outer != null && (outer.isRecord() || outer.isInterface())
        ? plainName(outer) + own
        : own;
  }

  private Map<String, Object> describe(Class<?> type) {
    Sources.Doc doc = sources.of(type);
    if (type.isEnum()) {
      Map<String, Object> schema =
          ordered(
              "type",
              "string",
              "enum",
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                  .toList());
      return described(schema, doc.text());
    }
    if (type.isSealed()) {
      return described(
          ordered(
              "oneOf", Arrays.stream(type.getPermittedSubclasses()).map(part -> of(part)).toList()),
          doc.text());
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Map<String, Object> schema = of(component.getGenericType());
      properties.put(
          component.getName(),
          described(schema, doc.parameters().getOrDefault(component.getName(), "")));
      if (!optional(component.getGenericType())) {
        required.add(component.getName());
      }
    }
    Map<String, Object> schema = ordered("type", "object");
    if (!doc.text().isEmpty()) {
      schema.put("description", doc.text());
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> described(Map<String, Object> schema, String text) {
    if (!text.isEmpty()) {
      schema.put("description", text);
    }
    return schema;
  }

  static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int n = 0; n < pairs.length; n += 2) {
      map.put((String) pairs[n], pairs[n + 1]);
    }
    return map;
  }
}
