package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parameters of a call, wherever the client put them: query, form, multipart form or JSON
 * object; a parameter of the body wins. Lists are JSON arrays or separated by commas.
 */
public final class Params {
  private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
  private static final Pattern HEAD_END = Pattern.compile("\r?\n\r?\n");

  private final Map<String, String> all;

  private Params(Map<String, String> all) {
    this.all = all;
  }

  public static Params of(Request request) {
    Map<String, String> all = new LinkedHashMap<>();
    request.query().forEach((name, values) -> all.put(name, values.getLast()));
    String type = request.header("content-type").orElse("");
    if (request.body().length > 0 && !request.method().equals("GET")) {
      if (type.startsWith("multipart/form-data")) {
        multipart(request, type, all);
      } else if (type.startsWith("application/json")) {
        json(request, all);
      } else {
        request.form().forEach((name, values) -> all.put(name, values.getLast()));
      }
    }
    return new Params(all);
  }

  private static void json(Request request, Map<String, String> all) {
    try {
      for (Map.Entry<String, JsonNode> entry :
          JsonMapper.shared().readTree(request.body()).properties()) {
        JsonNode value = entry.getValue();
        all.put(entry.getKey(), value.isContainer() ? value.toString() : value.asString(""));
      }
    } catch (JacksonException malformed) {
      throw MetaErrors.parameter("The request body is not valid JSON");
    }
  }

  /** Parts are split as single bytes, so that a value may hold any of them. */
  private static void multipart(Request request, String type, Map<String, String> all) {
    String boundary = type.replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
    String text = new String(request.body(), StandardCharsets.ISO_8859_1);
    for (String part : text.split(Pattern.quote("--" + boundary))) {
      Matcher end = HEAD_END.matcher(part);
      Matcher name = NAME.matcher(part);
      if (end.find() && name.find() && name.start() < end.start()) {
        String value = part.substring(end.end()).replaceFirst("\r?\n$", "");
        all.put(
            name.group(1),
            new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      }
    }
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(all.get(name)).filter(value -> !value.isEmpty());
  }

  public boolean flag(String name) {
    return text(name).map(value -> value.equals("true") || value.equals("1")).orElse(false);
  }

  /** A whole number from {@code min} up; refused otherwise. */
  public int number(String name, int absent, int min) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    if (!text.get().matches("\\d{1,9}") || Integer.parseInt(text.get()) < min) {
      throw MetaErrors.parameter("Param " + name + " must be an integer of at least " + min);
    }
    return Integer.parseInt(text.get());
  }

  /** A JSON value; refused when it is none. */
  public Optional<JsonNode> json(String name) {
    return text(name)
        .map(value -> {
          try {
            return JsonMapper.shared().readTree(value);
          } catch (JacksonException malformed) {
            throw MetaErrors.parameter("Param " + name + " must be valid JSON");
          }
        });
  }

  /** Elements in order; commas within braces do not separate. Empty when absent. */
  public List<String> list(String name) {
    String value = text(name).orElse("").strip();
    if (value.startsWith("[")) {
      List<String> found = new ArrayList<>();
      json(name).orElseThrow().forEach(one -> found.add(one.asString("")));
      return found;
    }
    return split(value);
  }

  /** "a,b{c,d}" is "a" and "b{c,d}". */
  static List<String> split(String value) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at <= value.length(); at++) {
      char c = at == value.length() ? ',' : value.charAt(at);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == ',' && (depth <= 0 || at == value.length())) {
        String one = value.substring(from, at).strip();
        if (!one.isEmpty()) {
          found.add(one);
        }
        from = at + 1;
      }
    }
    return found;
  }

  /** A copy without some names; for links to the next page. */
  public Map<String, String> without(String... names) {
    Map<String, String> rest = new LinkedHashMap<>(all);
    List.of(names).forEach(rest::remove);
    return rest;
  }
}
