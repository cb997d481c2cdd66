package dev.tributary.server.app;

import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a process does.
 *
 * @param api answers people, programs and browsers
 * @param worker works on syncs and does the periodic work
 */
public record NodeRoles(boolean api, boolean worker) {

  public static NodeRoles of(Settings settings) {
    List<String> words =
        Arrays.stream(settings.text(Setting.ROLES).split(",", -1)).map(String::strip).toList();
    return new NodeRoles(words.contains("api"), words.contains("worker"));
  }

  /** As the setting says it. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (api) {
      words.add("api");
    }
    if (worker) {
      words.add("worker");
    }
    return words;
  }
}
