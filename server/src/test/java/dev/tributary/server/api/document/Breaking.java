package dev.tributary.server.api.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What programs written for an older document would stumble over in a newer one: routes, answers
 * and fields that are gone, other types, and more that must be sent.
 */
final class Breaking {
  private final Map<?, ?> before;
  private final Map<?, ?> after;
  private final List<String> found = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private Breaking(Map<?, ?> before, Map<?, ?> after) {
    this.before = before;
    this.after = after;
  }

  /** One sentence each. */
  static List<String> between(Map<?, ?> before, Map<?, ?> after) {
    Breaking breaking = new Breaking(before, after);
    breaking.paths();
    return breaking.found;
  }

  private void paths() {
    map(before, "paths")
        .forEach((path, methods) ->
            ((Map<?, ?>) methods)
                .forEach((method, operation) -> {
                  Map<?, ?> now = map(map(map(after, "paths"), path), method);
                  String route = method + " " + path;
                  if (now.isEmpty()) {
                    found.add(route + " is gone");
                  } else {
                    operation(route, (Map<?, ?>) operation, now);
                  }
                }));
  }

  private void operation(String route, Map<?, ?> old, Map<?, ?> now) {
    for (Object parameter : list(now, "parameters")) {
      Map<?, ?> fresh = (Map<?, ?>) parameter;
      Map<?, ?> known = parameter(old, fresh.get("name"), fresh.get("in"));
      if (Boolean.TRUE.equals(fresh.get("required"))
          && !Boolean.TRUE.equals(known.get("required"))) {
        found.add(route + " now needs the parameter " + fresh.get("name"));
      }
    }
    for (Object parameter : list(old, "parameters")) {
      Map<?, ?> known = (Map<?, ?>) parameter;
      Map<?, ?> fresh = parameter(now, known.get("name"), known.get("in"));
      if (fresh.isEmpty()) {
        found.add(route + " has no parameter " + known.get("name") + " any more");
      } else {
        schema(
            route + " parameter " + known.get("name"),
            map(known, "schema"),
            map(fresh, "schema"),
            true);
      }
    }
    if (Boolean.TRUE.equals(map(now, "requestBody").get("required"))
        && !Boolean.TRUE.equals(map(old, "requestBody").get("required"))) {
      found.add(route + " now needs a body");
    }
    content(route + " body", map(old, "requestBody"), map(now, "requestBody"), true);
    map(old, "responses")
        .forEach((status, answer) -> {
          Map<?, ?> fresh = map(map(now, "responses"), status);
          if (fresh.isEmpty()) {
            found.add(route + " does not answer " + status + " any more");
          } else {
            content(route + " answer", (Map<?, ?>) answer, fresh, false);
          }
        });
  }

  private static Map<?, ?> parameter(Map<?, ?> operation, Object name, Object in) {
    return list(operation, "parameters").stream()
        .map(one -> (Map<?, ?>) one)
        .filter(one -> one.get("name").equals(name) && one.get("in").equals(in))
        .findFirst()
        .map(one -> (Map<Object, Object>) new java.util.LinkedHashMap<Object, Object>(one))
        .orElseGet(java.util.LinkedHashMap::new);
  }

  private void content(String where, Map<?, ?> old, Map<?, ?> now, boolean sent) {
    map(old, "content")
        .forEach((type, media) -> {
          Map<?, ?> fresh = map(map(now, "content"), type);
          if (fresh.isEmpty()) {
            found.add(where + " is no " + type + " any more");
          } else {
            schema(where, map((Map<?, ?>) media, "schema"), map(fresh, "schema"), sent);
          }
        });
  }

  /**
   * @param sent by callers, else to them
   */
  private void schema(String where, Map<?, ?> given, Map<?, ?> fresh, boolean sent) {
    if (given.get("$ref") != null && !seen.add(given.get("$ref") + " " + sent)) {
      return;
    }
    Map<?, ?> old = resolved(before, given);
    Map<?, ?> now = resolved(after, fresh);
    if (!String.valueOf(old.get("type")).equals(String.valueOf(now.get("type")))
        || !String.valueOf(old.get("format")).equals(String.valueOf(now.get("format")))) {
      found.add(where + " has another type");
      return;
    }
    List<?> words = list(old, "enum");
    List<?> wordsNow = list(now, "enum");
    for (Object word : sent ? words : List.of()) {
      if (!wordsNow.contains(word)) {
        found.add(where + " does not take " + word + " any more");
      }
    }
    Map<?, ?> properties = map(old, "properties");
    Map<?, ?> propertiesNow = map(now, "properties");
    properties.forEach((name, property) -> {
      if (!propertiesNow.containsKey(name)) {
        found.add(where + " has no field " + name + " any more");
      } else {
        schema(where + " field " + name, (Map<?, ?>) property, map(propertiesNow, name), sent);
      }
    });
    for (Object name : sent ? list(now, "required") : list(old, "required")) {
      if (sent && !list(old, "required").contains(name)) {
        found.add(where + " now needs the field " + name);
      } else if (!sent
          && propertiesNow.containsKey(name)
          && !list(now, "required").contains(name)) {
        found.add(where + " may come without the field " + name);
      }
    }
    if (old.get("items") instanceof Map<?, ?> items) {
      schema(where + " item", items, map(now, "items"), sent);
    }
    if (old.get("additionalProperties") instanceof Map<?, ?> values) {
      schema(where + " value", values, map(now, "additionalProperties"), sent);
    }
  }

  private static Map<?, ?> resolved(Map<?, ?> document, Map<?, ?> schema) {
    return schema.get("$ref") instanceof String reference
        ? map(
            map(map(document, "components"), "schemas"),
            reference.substring(reference.lastIndexOf('/') + 1))
        : schema;
  }

  private static Map<?, ?> map(Map<?, ?> from, Object key) {
    return from.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> from, Object key) {
    return from.get(key) instanceof List<?> list ? list : List.of();
  }
}
