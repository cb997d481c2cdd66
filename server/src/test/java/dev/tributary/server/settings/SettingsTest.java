package dev.tributary.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path directory;

  private Problem problemOf(Map<String, String> environment) {
    try {
      Settings.load(directory, environment);
    } catch (Problem problem) {
      return problem;
    }
    throw new AssertionError("the settings were accepted");
  }

  @Test
  void every_mistake_is_named_at_once() throws IOException {
    Files.writeString(directory.resolve("tributary.properties"), "prot=8081\nport=99999\n");
    Problem problem = problemOf(Map.of("TRIBUTARY_WORKERZ", "3"));
    assertThat(problem.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(problem)
        .hasMessageContaining("there is no setting prot (in tributary.properties)")
        .hasMessageContaining("there is no setting TRIBUTARY_WORKERZ (in the environment)")
        .hasMessageContaining("port must be a number from 0 to 65535, not 99999")
        .hasMessageContaining("docs/settings.md");
  }

  @ParameterizedTest
  @CsvSource({
    "TRIBUTARY_PORT,eighty",
    "TRIBUTARY_WORKERS,0",
    "TRIBUTARY_EMAIL_EVENT_DAYS,7",
    "TRIBUTARY_EMAIL_MESSAGE_DAYS,3651",
    "TRIBUTARY_PUBLIC_URL,ftp://x",
    "TRIBUTARY_PUBLIC_URL,//nowhere",
    "TRIBUTARY_PUBLIC_URL,http://a b",
    "TRIBUTARY_SYNC_INTERVAL,hourly",
    "TRIBUTARY_SYNC_INTERVAL,PT1S",
    "TRIBUTARY_SYNC_INTERVAL,P30D",
    "TRIBUTARY_ROLES,boss",
    "TRIBUTARY_LOG_FORMAT,xml",
    "TRIBUTARY_SMTP_TLS,ssl",
    "TRIBUTARY_SMTP_FROM,kpi",
    "TRIBUTARY_NOTICE_ADDRESSES,'anna@example.com,'"
  })
  void a_value_that_cannot_be_read_is_refused_with_the_allowed_form(String variable, String value) {
    assertThat(problemOf(Map.of(variable, value)))
        .hasMessageContaining(" must be a")
        .hasMessageContaining(value);
  }

  @Test
  void a_named_file_that_is_missing_is_a_problem() {
    assertThat(problemOf(Map.of("TRIBUTARY_CONFIG", "nowhere.properties")))
        .hasMessageContaining("nowhere.properties cannot be read");
  }

  @Test
  void a_file_that_is_not_utf_8_is_a_problem() throws IOException {
    Files.write(
        directory.resolve("tributary.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertThat(problemOf(Map.of())).hasMessageContaining("is UTF-8");
  }

  @Test
  void the_environment_wins_over_the_file_and_the_file_over_the_standard() throws IOException {
    Files.writeString(directory.resolve("tributary.properties"), "port=1000\nworkers=4\n");
    Settings settings =
        Settings.load(directory, Map.of("TRIBUTARY_PORT", "2000", "TRIBUTARY_DATA", ""));
    assertThat(settings.number(Setting.PORT)).isEqualTo(2000);
    assertThat(settings.number(Setting.WORKERS)).isEqualTo(4);
    assertThat(settings.duration(Setting.SYNC_INTERVAL)).isEqualTo(Duration.ofHours(1));
    assertThat(settings.url(Setting.PUBLIC_URL)).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.path(Setting.DATA)).isAbsolute().endsWithRaw(Path.of("tributary-data"));
    assertThat(settings.textIfSet(Setting.DATABASE_URL)).isEmpty();
    assertThat(settings.secret(Setting.KEY)).isEmpty();
  }

  @Test
  void variables_of_the_launcher_and_of_live_tests_are_no_settings() {
    Settings settings =
        Settings.load(
            directory,
            Map.of("TRIBUTARY_HEAP", "1g", "TRIBUTARY_LIVE_GOOGLE_KEY", "x", "HOME", "/"));
    assertThat(settings.with(Setting.PORT, "0").number(Setting.PORT)).isZero();
    assertThat(settings.with(Setting.ROLES, "worker, api").text(Setting.ROLES)).contains("worker");
    assertThatThrownBy(() -> settings.with(Setting.ROLES, "api,"))
        .hasMessageContaining("roles must be a word of api, worker");
    assertThatThrownBy(() -> settings.with("nothing", ""))
        .hasMessage("there is no setting nothing");
    assertThatThrownBy(() -> settings.text("nothing")).hasMessage("there is no setting nothing");
  }

  @Test
  void every_provider_brings_its_own_settings() {
    Settings settings = Settings.load(directory, Map.of());
    assertThat(settings.text("google-analytics-data-url")).startsWith("https://analyticsdata");
    assertThat(settings.text("google-analytics-client-id")).isEmpty();
    assertThat(settings.text("google-analytics-data-version")).isEqualTo("v1beta");
    assertThat(settings.text("resend-api-url")).isEqualTo("https://api.resend.com");
    assertThatThrownBy(() -> settings.text("resend-client-id"))
        .as("it is connected with keys")
        .hasMessage("there is no setting resend-client-id");
  }

  @Test
  void the_committed_reference_is_what_the_code_says() throws IOException {
    assertSame(Path.of("../docs/settings.md"), SettingsReference.markdown(Setting.all()));
    assertSame(
        Path.of("../tributary.example.properties"), SettingsReference.example(Setting.all()));
  }

  private static void assertSame(Path committed, String generated) throws IOException {
    if (Boolean.getBoolean("tributary.write-reference")) {
      Files.writeString(committed, generated);
    }
    assertThat(Files.readString(committed))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(generated);
  }
}
