package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.notify.MailSettings;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTest {
  @TempDir Path directory;

  private Settings settings(String... values) {
    Map<String, String> environment = new HashMap<>();
    for (int index = 0; index < values.length; index += 2) {
      environment.put("TRIBUTARY_" + values[index], values[index + 1]);
    }
    return Settings.load(directory, environment);
  }

  @Test
  void a_server_without_a_sender_is_a_problem() {
    Settings settings = settings("SMTP_HOST", "mail.example.com");
    assertThatThrownBy(() -> Mail.server(settings))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("smtp-from");
  }

  @Test
  void a_login_is_whole_or_not_there() {
    Settings settings =
        settings(
            "SMTP_HOST", "mail.example.com",
            "SMTP_FROM", "kpi@example.com",
            "SMTP_USER", "kpi");
    assertThatThrownBy(() -> Mail.server(settings)).hasMessageContaining("set both or none");
  }

  @Test
  void a_password_is_not_sent_in_clear_text_to_another_machine() {
    Settings settings =
        settings(
            "SMTP_HOST", "mail.example.com",
            "SMTP_FROM", "kpi@example.com",
            "SMTP_USER", "kpi",
            "SMTP_PASSWORD", "canary",
            "SMTP_TLS", "none");
    assertThatThrownBy(() -> Mail.server(settings))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("without TLS")
        .hasMessageNotContaining("canary");
  }

  @Test
  void nothing_set_means_in_the_application_alone() {
    assertThat(Mail.notifying(settings()).mail()).isEmpty();
    assertThat(Mail.notifying(settings()).staleAfter()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void everything_set_is_understood() {
    MailSettings mail =
        Mail.server(
                settings(
                    "SMTP_HOST", "mail.example.com",
                    "SMTP_PORT", "465",
                    "SMTP_TLS", "implicit",
                    "SMTP_FROM", "kpi@example.com",
                    "SMTP_USER", "kpi",
                    "SMTP_PASSWORD", "canary",
                    "NOTICE_ADDRESSES", "anna@example.com, ops@example.com"))
            .orElseThrow();
    assertThat(mail.port()).isEqualTo(465);
    assertThat(mail.tls()).isEqualTo(MailSettings.Tls.IMPLICIT);
    assertThat(mail.addresses()).containsExactly("anna@example.com", "ops@example.com");
    assertThat(mail.login()).isPresent();
    assertThat(mail.toString()).doesNotContain("canary");
  }
}
