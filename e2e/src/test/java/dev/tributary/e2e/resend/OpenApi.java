package dev.tributary.e2e.resend;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Resend's published OpenAPI document as JSON schemas. In answers, what the document does not name
 * is wrong.
 */
final class OpenApi {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JsonNode document;
  private final ObjectNode lax;
  private final ObjectNode strict;
  private final Map<String, Schema> compiled = new HashMap<>();

  OpenApi(JsonNode document) {
    this.document = document;
    this.lax = MAPPER.createObjectNode();
    this.strict = MAPPER.createObjectNode();
    Set<String> parts = parts(document);
    document
        .at("/components/schemas")
        .properties()
        .forEach(one -> {
          lax.set(one.getKey(), converted(one.getValue(), false));
          strict.set(one.getKey(), converted(one.getValue(), !parts.contains(one.getKey())));
        });
  }

  /** Names of schemas that others are put together from; they cannot be closed. */
  private static Set<String> parts(JsonNode document) {
    Set<String> names = new HashSet<>();
    for (JsonNode all : document.findValues("allOf")) {
      all.findValuesAsString("$ref")
          .forEach(ref -> names.add(ref.substring(ref.lastIndexOf('/') + 1)));
    }
    return names;
  }

  /** The operation of a path such as /emails/{id}; its name in the document, empty when none. */
  Optional<String> template(String method, String path) {
    String[] parts = path.split("/");
    for (Map.Entry<String, JsonNode> one : document.get("paths").properties()) {
      if (one.getValue().has(method.toLowerCase(Locale.ROOT))
          && matches(one.getKey().split("/"), parts)
          && (!one.getKey().contains("{") || !document.get("paths").has(path))) {
        return Optional.of(one.getKey());
      }
    }
    return Optional.empty();
  }

  private static boolean matches(String[] template, String[] parts) {
    if (template.length != parts.length) {
      return false;
    }
    for (int n = 0; n < parts.length; n++) {
      if (!template[n].startsWith("{") && !template[n].equals(parts[n])) {
        return false;
      }
    }
    return true;
  }

  private JsonNode operation(String method, String path) {
    String template =
        template(method, path)
            .orElseThrow(() -> new AssertionError("not in the document: " + method + " " + path));
    return document.get("paths").get(template).get(method.toLowerCase(Locale.ROOT));
  }

  /** What is wrong with an answer; empty when nothing is. */
  List<String> answerFaults(String method, String path, int status, JsonNode body) {
    JsonNode schema =
        operation(method, path).at("/responses/" + status + "/content/application~1json/schema");
    return schema.isMissingNode()
        ? List.of(method + " " + path + " has no answer " + status)
        : faults(schema, body, true);
  }

  /** What is wrong with a request; empty when nothing is. */
  List<String> requestFaults(String method, String path, JsonNode body) {
    JsonNode schema = operation(method, path).at("/requestBody/content/application~1json/schema");
    return schema.isMissingNode() ? List.of() : faults(schema, body, false);
  }

  /** What is wrong with a delivery to an endpoint; empty when nothing is. */
  List<String> eventFaults(JsonNode event) {
    JsonNode schema =
        document
            .get("webhooks")
            .path(event.get("type").asString())
            .at("/post/requestBody/content/application~1json/schema");
    return schema.isMissingNode()
        ? List.of("no event is called " + event.get("type"))
        : faults(schema, event, true);
  }

  private List<String> faults(JsonNode schema, JsonNode json, boolean all) {
    return compiled
        .computeIfAbsent(all + schema.toString(), any -> compile(schema, all))
        .validate(json)
        .stream()
        .map(Error::toString)
        .toList();
  }

  private Schema compile(JsonNode schema, boolean all) {
    ObjectNode root = (ObjectNode) converted(schema, all);
    root.put("$schema", Dialects.getDraft202012().getId());
    root.putObject("components").set("schemas", all ? strict : lax);
    return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(root);
  }

  /** "nullable" means what it says, although this version of OpenAPI has no such word. */
  private static JsonNode converted(JsonNode node, boolean closed) {
    if (node.isArray()) {
      ArrayNode list = MAPPER.createArrayNode();
      node.forEach(one -> list.add(converted(one, closed)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode schema = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      switch (one.getKey()) {
        case "example", "examples", "description", "nullable" -> {
          // Nothing that a validator checks, or said otherwise below.
        }
        case "allOf" -> schema.set("allOf", converted(one.getValue(), false));
        case "properties" -> {
          ObjectNode properties = schema.putObject("properties");
          one.getValue()
              .properties()
              .forEach(each -> properties.set(each.getKey(), converted(each.getValue(), closed)));
        }
        default -> schema.set(one.getKey(), converted(one.getValue(), closed));
      }
    }
    if (node.path("nullable").asBoolean(false) && node.path("type").isString()) {
      schema.putArray("type").add(node.get("type").asString()).add("null");
    }
    if (closed && node.has("properties") && !node.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }
}
