package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Authorization: Bearer abcd1234 rest|abcd1234",
        "{\"access_token\": \"s3cr3t\"}|s3cr3t",
        "{\"client_secret\":\"quote\\\"inside\"}|inside",
        "{\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\"}|MIIE",
        "-----BEGIN RSA PRIVATE KEY----- MIIEvQ|MIIEvQ",
        "https://x/?a=1&access_token=hunter2&b=2|hunter2",
        "https://x/?code=4/0Adeu&scope=y|4/0Adeu",
        "refresh_token=hunter2|hunter2",
        "see ya29.a0Af_x-y here|a0Af_x-y",
        "see 1//0gLongRefreshToken here|0gLongRefreshToken",
        "see GOCSPX-abc_def here|abc_def",
        "see eyJhbGciOi.eyJzdWIi.c2ln here|c2ln",
        "see re_12345678_abc here|12345678_abc",
        "see whsec_MfKQ9r8GKYqr here|MfKQ9r8GKYqr",
        "see EAAGm0PX4ZCpsBA here|EAAGm0PX4ZCpsBA",
        "see AIzaSyA1234567890abcdefghij here|AIzaSyA1234567890abcdefghij",
        "see 0123456789abcdef0123456789abcdef0123456789 here|0123456789abcdef",
      })
  void secrets_of_every_form_are_masked(String text, String secret) {
    assertThat(Redaction.mask(text, List.of())).contains("****").doesNotContain(secret);
  }

  @Test
  void ordinary_words_stay() {
    String text =
        "Field keyEvents is not a valid metric. See https://developers.google.com/analytics/devguides"
            + " for properties/123 on 2026-11-22.";
    assertThat(Redaction.mask(text, List.of(Secret.of("abc")))).isEqualTo(text);
  }

  @Test
  void an_excerpt_is_one_short_line_cut_between_characters() {
    String line = Redaction.excerpt("a\r\n\tb" + "x".repeat(400), List.of());
    assertThat(line).startsWith("a   b").endsWith("…").hasSize(301);
    String smiles = Redaction.excerpt("y" + "😀".repeat(300), List.of());
    assertThat(smiles).endsWith("😀…");
    assertThat(Redaction.excerpt(" short ", List.of())).isEqualTo("short");
  }
}
