package dev.tributary.server.settings;

import java.util.List;

/** Writes the two files that describe all settings; a test keeps them equal to the code. */
public final class SettingsReference {
  private SettingsReference() {}

  /** {@code docs/settings.md}. */
  public static String markdown(List<Setting> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            # Settings

            Generated from the code. A setting is a line `name=value` in `tributary.properties` in the folder
            where Tributary is started (another file: `TRIBUTARY_CONFIG`), or the variable beside it in the
            environment, which wins. Unknown names and unreadable values stop the start, all named at once.

            | setting | variable | when none is given | meaning |
            | --- | --- | --- | --- |
            """);
    for (Setting setting : settings) {
      text.append("| `")
          .append(setting.name())
          .append("` | `")
          .append(setting.variable())
          .append("` | ")
          .append(setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`")
          .append(" | ")
          .append(setting.meaning())
          .append(" |\n");
    }
    return text.toString();
  }

  /** {@code tributary.example.properties}. */
  public static String example(List<Setting> settings) {
    StringBuilder text =
        new StringBuilder(
            "# Copy to tributary.properties and take the # away before what you change.\n"
                + "# Generated from the code; the same settings as variables are in docs/settings.md.\n");
    for (Setting setting : settings) {
      text.append("\n# ")
          .append(setting.meaning())
          .append("\n#")
          .append(setting.name())
          .append('=')
          .append(setting.standard())
          .append('\n');
    }
    return text.toString();
  }
}
