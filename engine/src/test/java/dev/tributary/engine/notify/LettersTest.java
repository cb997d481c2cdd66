package dev.tributary.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single mails, over real sockets. */
class LettersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Letters letters(int port) {
    return new Letters(
        new MailSettings(
            "127.0.0.1",
            port,
            Optional.empty(),
            MailSettings.Tls.NONE,
            "kpi@example.com",
            List.of(),
            MailSettings.TIMEOUT));
  }

  @Test
  void what_is_not_taken_is_said() throws Exception {
    int port;
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      port = server.port();
      server.answer("RCPT TO:<gone@example.com>", "550 5.1.1 No such user here");
      assertThat(letters(port).send("gone@example.com", "Hello", "Text", NOW)).isFalse();
      assertThat(letters(port).send("no address", "Hello", "Text", NOW)).isFalse();
      assertThat(server.taken()).isEmpty();
    }
    assertThat(letters(port).send("anna@example.com", "Hello", "Text", NOW)).isFalse();
  }

  @Test
  void a_letter_is_plain_text_to_one_person() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      assertThat(
              letters(server.port()).send("anna@example.com", "Einladung, für dich", "Text", NOW))
          .isTrue();
      assertThat(server.taken().getFirst())
          .contains("To: anna@example.com", "Auto-Submitted: auto-generated", "Text");
    }
  }
}
