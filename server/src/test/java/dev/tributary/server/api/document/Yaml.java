package dev.tributary.server.api.document;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** Writes a tree as YAML: a key a line, texts that could be misread in quotes. */
final class Yaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_$][A-Za-z0-9/_.{}$+-]*");
  private static final List<String> WORDS =
      List.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");
  private static final JsonMapper JSON = new JsonMapper();

  private final StringBuilder text = new StringBuilder();

  private Yaml() {}

  static String of(Map<String, Object> tree) {
    Yaml yaml = new Yaml();
    yaml.map(tree, "");
    return yaml.text.toString();
  }

  private void map(Map<?, ?> map, String indent) {
    boolean first = indent.startsWith("-");
    String own = first ? indent.substring(1) : indent;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(first ? "" : own).append(scalar(entry.getKey())).append(':');
      first = false;
      value(entry.getValue(), own);
    }
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> text.append(" {}\n");
      case Map<?, ?> map -> {
        text.append('\n');
        map(map, indent + "  ");
      }
      case List<?> list when list.stream().noneMatch(item -> item instanceof Map) ->
          text.append(" [")
              .append(String.join(", ", list.stream().map(Yaml::scalar).toList()))
              .append("]\n");
      case List<?> list -> {
        text.append('\n');
        for (Object item : list) {
          text.append(indent).append("  - ");
          map((Map<?, ?>) item, "-" + indent + "    ");
        }
      }
      default -> text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static String scalar(Object value) {
    return value instanceof String string
            && (!PLAIN.matcher(string).matches() || WORDS.contains(string))
        ? JSON.writeValueAsString(string)
        : String.valueOf(value);
  }
}
