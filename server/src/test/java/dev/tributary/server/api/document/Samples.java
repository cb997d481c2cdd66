package dev.tributary.server.api.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values that fit the document's schemas: the least that does. */
public final class Samples {
  private final Map<?, ?> document;

  public Samples(Map<?, ?> document) {
    this.document = document;
  }

  /** A schema where it is defined. */
  public Map<?, ?> resolved(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String reference) {
      Map<?, ?> components = (Map<?, ?>) document.get("components");
      Map<?, ?> schemas = (Map<?, ?>) components.get("schemas");
      return (Map<?, ?>) schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
    }
    return schema;
  }

  public Object of(Map<?, ?> given) {
    Map<?, ?> schema = resolved(given);
    if (schema.get("enum") instanceof List<?> words) {
      return words.getLast();
    }
    return switch (String.valueOf(schema.get("type"))) {
      case "string" -> text(String.valueOf(schema.get("format")));
      case "integer" -> 1;
      case "number" -> 1.5;
      case "boolean" -> true;
      case "array" -> List.of(of((Map<?, ?>) schema.get("items")));
      case "object" -> object(schema);
      default -> "x";
    };
  }

  private static String text(String format) {
    return switch (format) {
      case "uuid" -> UUID.randomUUID().toString();
      case "date" -> "2026-11-01";
      case "date-time" -> "2026-11-01T00:00:00Z";
      case "duration" -> "PT1H";
      case "time-zone" -> "UTC";
      case "uri" -> "https://example.com/";
      case "decimal" -> "1.5";
      default -> "x";
    };
  }

  private Map<String, Object> object(Map<?, ?> schema) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (schema.get("required") instanceof List<?> required
        && schema.get("properties") instanceof Map<?, ?> properties) {
      for (Object name : required) {
        object.put((String) name, of((Map<?, ?>) properties.get(name)));
      }
    }
    return object;
  }

  /** The operation of a method of a path. */
  public Map<?, ?> operation(String method, String path) {
    Map<?, ?> paths = (Map<?, ?>) document.get("paths");
    Map<?, ?> methods = (Map<?, ?>) paths.get(path);
    return (Map<?, ?>) methods.get(method.toLowerCase(java.util.Locale.ROOT));
  }

  /** The schema of an operation's body; empty without one. */
  public Map<?, ?> body(Map<?, ?> operation) {
    if (operation.get("requestBody") instanceof Map<?, ?> body
        && body.get("content") instanceof Map<?, ?> content
        && content.get("application/json") instanceof Map<?, ?> media) {
      return resolved((Map<?, ?>) media.get("schema"));
    }
    return Map.of();
  }
}
