package dev.tributary.e2e.resend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.tributary.resend.ResendFactory;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The adapter's look at signatures beside the library of the Standard Webhooks scheme. */
@Tag("ci")
class SvixMutantsTest {
  private static final int MUTANTS = 10_000;
  private static final long SEED = 20_261_122;

  private final WebhookReceiver adapter =
      (WebhookReceiver)
          new ResendFactory()
              .create(
                  new ProviderEnvironment(
                      new ResendFactory().addresses(), Map.of(), Optional::empty));
  private final Random random = new Random(SEED);

  /** A delivery on its way, with the secret by which it is looked at. */
  private record Delivery(Map<String, String> headers, String body, String secret) {

    Delivery with(String header, String value) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.put(header, value);
      return new Delivery(changed, body, secret);
    }

    Delivery without(String header) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.remove(header);
      return new Delivery(changed, body, secret);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  @Test
  void ten_thousand_altered_deliveries_are_judged_as_the_standards_own_library_does()
      throws Exception {
    int accepted = 0;
    List<String> differing = new ArrayList<>();
    for (int n = 0; n < MUTANTS; n++) {
      Delivery delivery = mutated(signed(Instant.now()));
      boolean theirs = theirs(delivery);
      boolean ours = ours(delivery);
      accepted += ours ? 1 : 0;
      if (theirs != ours) {
        differing.add("theirs " + theirs + ", ours " + ours + ": " + delivery);
      }
    }
    assertThat(differing).as("seed " + SEED).isEmpty();
    assertThat(accepted).as("some changes are none").isBetween(MUTANTS / 20, MUTANTS / 2);
  }

  private String secret() {
    byte[] key = new byte[24];
    random.nextBytes(key);
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  private Delivery signed(Instant at) throws WebhookSigningException, EmptyWebhookSecretException {
    String secret = secret();
    String body =
        "{\"type\":\"email.delivered\",\"created_at\":\"%s\",\"data\":{\"email_id\":\"e%d\",\"to\":[\"ä@x.example\"]}}"
            .formatted(at, random.nextInt(1_000));
    String id = "msg_" + random.nextInt(1_000_000);
    return signed(id, at.getEpochSecond(), body, secret);
  }

  private static Delivery signed(String id, long seconds, String body, String secret)
      throws WebhookSigningException, EmptyWebhookSecretException {
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(seconds));
    headers.put("webhook-signature", new Webhook(secret).sign(id, seconds, body));
    return new Delivery(headers, body, secret);
  }

  private Delivery mutated(Delivery from)
      throws WebhookSigningException, EmptyWebhookSecretException {
    String signature = from.header("webhook-signature");
    String id = from.header("webhook-id");
    long seconds = Long.parseLong(from.header("webhook-timestamp"));
    return switch (random.nextInt(18)) {
      case 0 -> from;
      case 1 -> from.with("webhook-signature", flipped(signature));
      case 2 -> from.with("webhook-signature", cut(signature));
      case 3 -> from.with("webhook-signature", flipped(signature) + " " + signature);
      case 4 ->
          from.with("webhook-signature", signature.replaceFirst("v1", "v" + random.nextInt(4)));
      case 5 -> from.with("webhook-signature", signature + "," + random.nextInt(9));
      case 6 -> from.with("webhook-signature", signature.replace(",", " "));
      case 7 -> from.with("webhook-signature", "v1,");
      case 8 -> from.with("webhook-id", flipped(id));
      case 9 -> from.with("webhook-timestamp", Long.toString(seconds + random.nextInt(21) - 10));
      case 10 -> from.with("webhook-timestamp", flipped(Long.toString(seconds)));
      case 11 -> from.with("webhook-timestamp", (random.nextBoolean() ? "+" : "00") + seconds);
      case 12 -> new Delivery(from.headers(), flipped(from.body()), from.secret());
      case 13 -> new Delivery(from.headers(), from.body().replace(":", ": "), from.secret());
      case 14 -> new Delivery(from.headers(), from.body(), secret());
      case 15 -> from.without(List.copyOf(from.headers().keySet()).get(random.nextInt(3)));
      case 16 ->
          signed(
              id,
              seconds + (random.nextBoolean() ? 1 : -1) * (random.nextInt(250) + 20L),
              from.body(),
              from.secret());
      default ->
          signed(
              id,
              seconds + (random.nextBoolean() ? 1 : -1) * (random.nextInt(90_000) + 320L),
              from.body(),
              from.secret());
    };
  }

  /** One character becomes another one. */
  private String flipped(String text) {
    int at = random.nextInt(text.length());
    char other = (char) ('!' + random.nextInt(90));
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  private String cut(String text) {
    return text.substring(0, random.nextInt(text.length()));
  }

  private static boolean theirs(Delivery delivery) {
    Map<String, List<String>> headers = new HashMap<>();
    delivery.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    try {
      new Webhook(delivery.secret())
          .verify(delivery.body(), HttpHeaders.of(headers, (name, value) -> true));
      return true;
    } catch (WebhookVerificationException
        | EmptyWebhookSecretException
        | IllegalArgumentException refused) {
      return false;
    }
  }

  private boolean ours(Delivery delivery) {
    return adapter.receive(
            delivery.headers(),
            delivery.body().getBytes(UTF_8),
            Optional.of(Secret.of(delivery.secret())),
            Instant.now())
        instanceof Receipt.Accepted;
  }
}
