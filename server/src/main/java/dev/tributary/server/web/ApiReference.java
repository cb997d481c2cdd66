package dev.tributary.server.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI document as a page that needs no script. */
final class ApiReference {
  private final Map<?, ?> document;
  private final StringBuilder html = new StringBuilder();

  private ApiReference(Map<?, ?> document) {
    this.document = document;
  }

  static String of(String yaml) {
    Map<?, ?> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return new ApiReference(document).write();
  }

  private String write() {
    html.append("<p>")
        .append(text(map(document, "info"), "description"))
        .append("</p><p>As a document for programs: <a href=\"/api/v1/openapi.yaml\">")
        .append("/api/v1/openapi.yaml</a>. <a href=\"/docs/problems\">Every problem</a>.</p>");
    for (Object tag : list(document, "tags")) {
      section((Map<?, ?>) tag);
    }
    html.append("<h2>Shapes</h2>");
    map(map(document, "components"), "schemas")
        .forEach((name, schema) -> shape(String.valueOf(name), (Map<?, ?>) schema));
    return html.toString();
  }

  private void section(Map<?, ?> tag) {
    html.append("<h2>")
        .append(text(tag, "name"))
        .append("</h2><p>")
        .append(text(tag, "description"))
        .append("</p>");
    map(document, "paths")
        .forEach((path, methods) ->
            ((Map<?, ?>) methods)
                .forEach((method, operation) -> {
                  if (list((Map<?, ?>) operation, "tags").contains(tag.get("name"))) {
                    operation(
                        String.valueOf(method).toUpperCase(Locale.ROOT),
                        String.valueOf(path),
                        (Map<?, ?>) operation);
                  }
                }));
  }

  private void operation(String method, String path, Map<?, ?> operation) {
    html.append(
        "<details><summary><code>%s %s</code> %s</summary>"
            .formatted(method, Html.escape(path), text(operation, "summary")));
    if (operation.containsKey("description")) {
      html.append("<p>").append(text(operation, "description")).append("</p>");
    }
    html.append("<p>For: ").append(text(operation, "x-access")).append("</p>");
    List<?> parameters = list(operation, "parameters");
    if (!parameters.isEmpty()) {
      html.append("<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>");
      for (Object one : parameters) {
        Map<?, ?> parameter = (Map<?, ?>) one;
        row(
            text(parameter, "name"),
            text(parameter, "in"),
            type(map(parameter, "schema")),
            needed(Boolean.TRUE.equals(parameter.get("required")))
                + text(parameter, "description"));
      }
      html.append("</table>");
    }
    content("Body", map(operation, "requestBody"));
    map(operation, "responses")
        .forEach((status, answer) ->
            content("Answer " + Html.escape(String.valueOf(status)), (Map<?, ?>) answer));
    html.append("</details>");
  }

  private void content(String what, Map<?, ?> from) {
    map(from, "content")
        .forEach((media, content) ->
            html.append(
                "<p>%s: %s, %s</p>"
                    .formatted(
                        what,
                        Html.escape(String.valueOf(media)),
                        type(map((Map<?, ?>) content, "schema")))));
  }

  private void shape(String name, Map<?, ?> schema) {
    html.append(
        "<h3 id=\"%1$s\">%1$s</h3><p>%2$s</p>"
            .formatted(Html.escape(name), text(schema, "description")));
    if (schema.containsKey("enum")) {
      html.append("<p>").append(type(schema)).append("</p>");
    }
    Map<?, ?> properties = map(schema, "properties");
    if (!properties.isEmpty()) {
      html.append("<table><tr><th>Field</th><th>Type</th><th></th></tr>");
      properties.forEach((field, property) ->
          row(
              Html.escape(String.valueOf(field)),
              type((Map<?, ?>) property),
              needed(list(schema, "required").contains(field))
                  + text((Map<?, ?>) property, "description")));
      html.append("</table>");
    }
  }

  private void row(String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(cell).append("</td>");
    }
    html.append("</tr>");
  }

  private static String needed(boolean always) {
    return always ? "" : "<em>optional.</em> ";
  }

  private static String type(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String reference) {
      String name = Html.escape(reference.substring(reference.lastIndexOf('/') + 1));
      return "<a href=\"#%1$s\">%1$s</a>".formatted(name);
    }
    if (schema.get("enum") instanceof List<?> words) {
      return "one of "
          + Html.escape(String.join(", ", words.stream().map(Object::toString).toList()));
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      return "list of " + type(items);
    }
    Map<?, ?> properties = map(schema, "properties");
    if (properties.get("items") instanceof Map<?, ?> items) {
      return "page: " + type(items);
    }
    if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
      return "object of " + type(values);
    }
    if (schema.get("oneOf") instanceof List<?> parts) {
      return String.join(" or ", parts.stream().map(part -> type((Map<?, ?>) part)).toList());
    }
    return schema.containsKey("format") ? text(schema, "format") : text(schema, "type");
  }

  private static String text(Map<?, ?> from, String key) {
    Object value = from.get(key);
    return value == null ? "" : Html.escape(String.valueOf(value));
  }

  private static Map<?, ?> map(Map<?, ?> from, Object key) {
    return from.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> from, Object key) {
    return from.get(key) instanceof List<?> list ? list : List.of();
  }
}
