package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.Retention;
import dev.tributary.engine.SteadyClock;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.TemplateValue;
import dev.tributary.store.AddressKey;
import dev.tributary.store.EmailSecretStore;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static EngineFixture engine;

  @BeforeAll
  static void open() {
    engine = new EngineFixture();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static Addresses addresses() {
    return new Addresses(
        new EmailSecretStore(engine.database),
        engine.vault,
        new SteadyClock(engine.database.clock()));
  }

  @Test
  void no_altered_link_is_taken_for_one_of_ours() {
    UnsubscribeLinks links =
        new UnsubscribeLinks(addresses(), URI.create("https://tributary.example"));
    UUID workspace = UUID.randomUUID();
    AddressKey key = addresses().key(workspace, "ann@example.com");
    String link = links.link(workspace, key);
    assertThat(link).startsWith("https://tributary.example/unsubscribe/").doesNotContain("ann");
    String token = link.substring(link.lastIndexOf('/') + 1);
    assertThat(links.read(token)).contains(new UnsubscribeLinks.Wish(workspace, key));
    Random random = new Random(8);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=! ";
    int refused = 0;
    for (int n = 0; n < 10_000; n++) {
      StringBuilder altered = new StringBuilder(token);
      altered.setCharAt(
          // The last character has bits that say nothing.
          random.nextInt(token.length() - 1), alphabet.charAt(random.nextInt(alphabet.length())));
      if (!altered.toString().equals(token)) {
        assertThat(links.read(altered.toString())).isEmpty();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(9_000);
    for (String other : List.of("", "x", token + token, token.substring(1), "%%%")) {
      assertThat(links.read(other)).isEmpty();
    }
  }

  @Test
  void an_address_has_one_key_in_a_workspace_and_another_in_the_next() {
    UUID one = UUID.randomUUID();
    AddressKey key = addresses().key(one, " Ann@Example.com");
    assertThat(addresses().key(one, "ann@example.com")).as("on another node").isEqualTo(key);
    assertThat(addresses().key(UUID.randomUUID(), "ann@example.com")).isNotEqualTo(key);
    assertThatThrownBy(() -> new AddressKey("short")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addresses_are_single_ones_with_a_domain() {
    assertThat(Addresses.clean(" Ann@Example.com ")).contains("ann@example.com");
    for (String none :
        List.of(
            "", "ann", "ann@host", "a@b.c, d@e.f", "Ann <a@b.c>", "a@b.c\nBcc: x@y.z", "@b.c")) {
      assertThat(Addresses.clean(none)).as(none).isEmpty();
    }
  }

  @Test
  void frozen_emails_come_back_as_they_were_and_have_one_form() {
    OutgoingEmail written =
        new OutgoingEmail(
            "Shop <a@b.example>",
            "ann@example.com",
            "Ünï",
            List.of("r@b.example"),
            new OutgoingEmail.Content.Written(Optional.of("<p>é</p>"), Optional.empty()),
            Map.of("X-A", "1", "X-B", "2", "X-C", "3"),
            Map.of("a", "b", "c", "d"),
            Optional.of(Instant.parse("2026-11-01T00:00:00Z")));
    OutgoingEmail filled =
        new OutgoingEmail(
            "a@b.example",
            "bob@example.com",
            "",
            List.of(),
            new OutgoingEmail.Content.FromTemplate(
                "t",
                Map.of(
                    "N",
                    new TemplateValue.Decimal(new BigDecimal("1.50")),
                    "T",
                    new TemplateValue.Text("x"))),
            Map.of(),
            Map.of(),
            Optional.empty());
    byte[] payload = Payload.write(List.of(written, filled));
    assertThat(Payload.read(payload)).containsExactly(written, filled);
    assertThat(Payload.write(Payload.read(payload))).isEqualTo(payload);
    assertThat(Payload.hash(payload)).hasSize(32).isNotEqualTo(Payload.hash(new byte[1]));
    byte[] other = payload.clone();
    other[0] = 9;
    assertThatThrownBy(() -> Payload.read(other)).hasMessageContaining("another version");
    assertThatThrownBy(() -> Payload.read(java.util.Arrays.copyOf(payload, 40)))
        .hasMessageContaining("cut off");
  }

  @Test
  void what_is_kept_for_too_short_is_refused() {
    assertThatThrownBy(() ->
            new Retention(
                Duration.ofDays(90), Duration.ofDays(90), Duration.ofDays(90), Duration.ofDays(7)))
        .hasMessageContaining("8 days at least");
  }
}
