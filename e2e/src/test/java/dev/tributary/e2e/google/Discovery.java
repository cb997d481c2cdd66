package dev.tributary.e2e.google;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A discovery document as JSON schema: what it does not name is wrong. */
final class Discovery {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JsonNode schemas;
  private final boolean requests;

  /**
   * @param requests clients may send enums and 64-bit integers as numbers
   */
  Discovery(JsonNode document, boolean requests) {
    this.schemas = document.get("schemas");
    this.requests = requests;
  }

  /** What is wrong with {@code json} as a {@code message}; empty when nothing is. */
  List<String> faults(String message, JsonNode json) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("$schema", Dialects.getDraft202012().getId());
    root.put("$ref", "#/$defs/" + message);
    ObjectNode definitions = root.putObject("$defs");
    for (Map.Entry<String, JsonNode> entry : schemas.properties()) {
      definitions.set(entry.getKey(), convert(entry.getValue()));
    }
    Schema schema = SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(root);
    return schema.validate(json).stream().map(Error::toString).toList();
  }

  private JsonNode convert(JsonNode node) {
    if (node.isArray()) {
      var list = MAPPER.createArrayNode();
      node.forEach(one -> list.add(convert(one)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode schema = MAPPER.createObjectNode();
    boolean lax =
        requests && (node.has("enum") || node.path("format").asString("").equals("int64"));
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      switch (name) {
        case "$ref" -> schema.put("$ref", "#/$defs/" + value.asString());
        case "type" -> {
          if (!value.asString("").equals("any") && !lax) {
            schema.set("type", value);
          }
        }
        case "properties" -> {
          ObjectNode properties = schema.putObject("properties");
          value.properties().forEach(one -> properties.set(one.getKey(), convert(one.getValue())));
          if (!node.has("additionalProperties")) {
            schema.put("additionalProperties", false);
          }
        }
        case "enum" -> {
          if (!lax) {
            schema.set("enum", value);
          }
        }
        case "items", "additionalProperties" -> schema.set(name, convert(value));
        default -> {
          // Descriptions, ids and formats say nothing that a validator checks.
        }
      }
    }
    return schema;
  }
}
