package dev.tributary.sandbox.resend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object that a client sent; a null counts as absent, as it does at Resend. */
public final class Fields {
  private final JsonNode node;

  public Fields(JsonNode node) {
    if (!node.isObject()) {
      throw ResendErrors.malformed("The request body must be a JSON object.");
    }
    this.node = node;
  }

  static JsonNode json(byte[] body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException malformed) {
      throw ResendErrors.malformed("The request body is not valid JSON.");
    }
  }

  /** An empty body is an empty object. */
  static Fields of(byte[] body) {
    return new Fields(body.length == 0 ? JsonMapper.shared().createObjectNode() : json(body));
  }

  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  public JsonNode get(String name) {
    return node.path(name);
  }

  public Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!node.get(name).isString()) {
      throw ResendErrors.invalid("The `" + name + "` field must be a string.");
    }
    return Optional.of(node.get(name).asString());
  }

  public String required(String name) {
    return text(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> ResendErrors.missing(name));
  }

  public boolean flag(String name, boolean absent) {
    if (!has(name)) {
      return absent;
    }
    if (!node.get(name).isBoolean()) {
      throw ResendErrors.invalid("The `" + name + "` field must be a boolean.");
    }
    return node.get(name).asBoolean();
  }

  /** One string or a list of them. */
  public List<String> texts(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode value = node.get(name);
    if (value.isString()) {
      return List.of(value.asString());
    }
    List<String> found = new ArrayList<>();
    for (JsonNode one : value) {
      if (!one.isString()) {
        throw ResendErrors.invalid("The `" + name + "` field must hold strings.");
      }
      found.add(one.asString());
    }
    if (!value.isArray()) {
      throw ResendErrors.invalid("The `" + name + "` field must be a string or a list.");
    }
    return found;
  }

  /** One of some words. */
  public String word(String name, String absent, Set<String> known) {
    String value = text(name).orElse(absent);
    if (!known.contains(value)) {
      throw ResendErrors.parameter(
          "The `" + name + "` field must be one of " + new TreeSet<>(known) + ".");
    }
    return value;
  }
}
