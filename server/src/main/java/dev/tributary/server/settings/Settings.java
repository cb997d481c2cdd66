package dev.tributary.server.settings;

import dev.tributary.engine.Retention;
import dev.tributary.engine.notify.MailAddress;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The settings as read at start: checked all at once, unknown names refused. */
public final class Settings {
  /** Names the file when it is not {@code ./tributary.properties}. */
  public static final String FILE_VARIABLE = "TRIBUTARY_CONFIG";

  /** Variables with the prefix that are not settings of the server. */
  private static final List<String> OTHER_VARIABLES =
      List.of(
          FILE_VARIABLE,
          "TRIBUTARY_SPECS",
          "TRIBUTARY_DEBUG",
          "TRIBUTARY_HEAP",
          "TRIBUTARY_LIVE_",
          "TRIBUTARY_JDK",
          "TRIBUTARY_TEST");

  private static final int DAYS_MAX = 3_650;

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads file and environment.
   *
   * @throws Problem that lists every setting that is unknown or cannot be read
   */
  public static Settings load(Path directory, Map<String, String> environment) {
    Map<String, Setting> known = new HashMap<>();
    Setting.all().forEach(setting -> known.put(setting.name(), setting));
    List<String> problems = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    file(directory, environment)
        .forEach((name, value) -> {
          if (known.containsKey(name)) {
            values.put(name, value);
          } else {
            problems.add("there is no setting " + name + " (in tributary.properties)");
          }
        });
    Map<String, String> names = new HashMap<>();
    known.values().forEach(setting -> names.put(setting.variable(), setting.name()));
    environment.forEach((variable, value) -> {
      String name = names.get(variable);
      if (name != null && !value.isEmpty()) {
        values.put(name, value);
      } else if (name == null
          && variable.startsWith("TRIBUTARY_")
          && OTHER_VARIABLES.stream().noneMatch(variable::startsWith)) {
        problems.add("there is no setting " + variable + " (in the environment)");
      }
    });
    known
        .values()
        .forEach(setting ->
            check(setting, values.getOrDefault(setting.name(), "")).ifPresent(problems::add));
    if (!problems.isEmpty()) {
      throw new Problem(
          ExitCode.USAGE,
          "The settings cannot be used: "
              + String.join("; ", problems.stream().sorted().toList())
              + ". All settings are in docs/settings.md.");
    }
    Setting.all().forEach(setting -> values.putIfAbsent(setting.name(), setting.standard()));
    return new Settings(values);
  }

  private static Map<String, String> file(Path directory, Map<String, String> environment) {
    String named = environment.getOrDefault(FILE_VARIABLE, "");
    Path file = directory.resolve(named.isEmpty() ? "tributary.properties" : named);
    if (named.isEmpty() && !Files.exists(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new Problem(
          ExitCode.USAGE,
          "The settings file "
              + file
              + " cannot be read; check that it exists, is UTF-8 and has lines name=value.",
          e);
    }
    Map<String, String> values = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name).strip()));
    return values;
  }

  private static Optional<String> check(Setting setting, String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (setting.kind()) {
      case TEXT, SECRET, PATH -> Optional.empty();
      case JDBC -> jdbc(setting, value);
      case NAME ->
          value.matches("[a-z][a-z0-9_]{0,40}")
              ? Optional.empty()
              : Optional.of(
                  setting.name()
                      + " must be lower-case letters, digits and underscores, not "
                      + value);
      case PORT -> number(setting, value, 0, 65_535);
      case NUMBER -> number(setting, value, 1, 10_000);
      case DAYS -> number(setting, value, (int) Retention.LEAST.toDays(), DAYS_MAX);
      case URL -> url(setting, value);
      case DURATION ->
          duration(setting, value, Duration.ofMinutes(1), Duration.ofDays(7), "PT1M to P7D");
      case SHORT_DURATION ->
          duration(setting, value, Duration.ofSeconds(1), Duration.ofMinutes(1), "PT1S to PT1M");
      case ROLES -> words(setting, value, List.of("api", "worker"), value.split(",", -1));
      case LOG_FORMAT -> words(setting, value, List.of("text", "json"), value);
      case TLS -> words(setting, value, List.of("starttls", "implicit", "none"), value);
      case EMAIL -> addresses(setting, value, value);
      case NETWORKS ->
          Arrays.stream(value.split(",", -1)).map(String::strip).allMatch(TrustedProxies::readable)
              ? Optional.empty()
              : Optional.of(
                  setting.name() + " must be addresses or networks like 10.0.0.0/8, not " + value);
      case EMAILS -> addresses(setting, value, value.split(",", -1));
    };
  }

  private static Optional<String> words(
      Setting setting, String value, List<String> allowed, String... words) {
    return Arrays.stream(words).map(String::strip).allMatch(allowed::contains)
        ? Optional.empty()
        : Optional.of(
            setting.name() + " must be a word of " + String.join(", ", allowed) + ", not " + value);
  }

  private static Optional<String> addresses(Setting setting, String value, String... addresses) {
    return Arrays.stream(addresses).map(String::strip).allMatch(MailAddress::isOne)
        ? Optional.empty()
        : Optional.of(
            setting.name() + " must be an e-mail address like kpi@example.com, not " + value);
  }

  private static Optional<String> jdbc(Setting setting, String value) {
    return value.startsWith("jdbc:postgresql:")
        ? Optional.empty()
        : Optional.of(
            setting.name()
                + " must be an address like jdbc:postgresql://host:5432/tributary, without the"
                + " password");
  }

  private static Optional<String> number(Setting setting, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return Optional.empty();
      }
    } catch (NumberFormatException e) {
      // Told below, with the same words as a number out of range.
    }
    return Optional.of(
        setting.name() + " must be a number from " + min + " to " + max + ", not " + value);
  }

  private static Optional<String> url(Setting setting, String value) {
    try {
      URI uri = URI.create(value);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    return Optional.of(setting.name() + " must be an http or https address, not " + value);
  }

  private static Optional<String> duration(
      Setting setting, String value, Duration min, Duration max, String range) {
    try {
      Duration duration = Duration.parse(value);
      if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return Optional.empty();
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    return Optional.of(setting.name() + " must be a duration from " + range + ", not " + value);
  }

  /**
   * These settings with one of them changed, as command-line options do.
   *
   * @throws Problem the value cannot be read
   */
  public Settings with(String name, String value) {
    Setting setting =
        Setting.all().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no setting " + name));
    check(setting, value)
        .ifPresent(problem -> {
          throw new Problem(ExitCode.USAGE, "This cannot be used: " + problem + ".");
        });
    Map<String, String> changed = new HashMap<>(values);
    changed.put(name, value);
    return new Settings(changed);
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no setting " + name);
    }
    return value;
  }

  public Optional<String> textIfSet(String name) {
    return Optional.of(text(name)).filter(value -> !value.isEmpty());
  }

  public Optional<Secret> secret(String name) {
    return textIfSet(name).map(Secret::of);
  }

  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  public URI url(String name) {
    return URI.create(text(name));
  }

  public Duration duration(String name) {
    return Duration.parse(text(name));
  }

  public Path path(String name) {
    return Path.of(text(name)).toAbsolutePath().normalize();
  }
}
