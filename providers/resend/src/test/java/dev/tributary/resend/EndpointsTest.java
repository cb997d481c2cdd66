package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.spi.EmailEvent;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The endpoint at Resend, and what it delivers. */
class EndpointsTest extends SandboxedTest {
  private static final URI ADDRESS = URI.create("https://kpi.example/hooks/resend/abc");
  private static final Secret UNUSED = Secret.of("unused");

  private Secret subscribe(URI address) throws Exception {
    return adapter.subscribe(team, address, UNUSED, call()).orElseThrow();
  }

  @Test
  void subscribing_makes_one_endpoint_for_every_type_and_tells_its_secret() throws Exception {
    Secret secret = subscribe(ADDRESS);
    assertThat(secret.reveal()).startsWith("whsec_");
    assertThat(subscribe(ADDRESS)).as("again").isEqualTo(secret);
    assertThat(asked("POST /webhooks")).isOne();
    assertThat(asked("PATCH /webhooks")).isZero();
    var webhooks = sandbox.resend().nordlicht().webhooks().store().all();
    assertThat(webhooks).hasSize(1);
    assertThat(webhooks.iterator().next().events()).hasSize(17);
  }

  @Test
  void an_endpoint_that_was_switched_off_or_lost_types_is_mended() throws Exception {
    Secret secret = subscribe(ADDRESS);
    answer(
        "GET /webhooks",
        200,
        "{\"data\":[{\"id\":\"%s\",\"endpoint\":\"%s\",\"status\":\"disabled\",\"events\":null}]}"
            .formatted(
                sandbox.resend().nordlicht().webhooks().store().all().iterator().next().id(),
                ADDRESS));
    assertThat(subscribe(ADDRESS)).isEqualTo(secret);
    assertThat(asked("PATCH /webhooks")).isOne();
    assertThat(asked("POST /webhooks")).isOne();
  }

  @Test
  void a_secret_that_was_exchanged_is_the_new_one() throws Exception {
    Secret before = subscribe(ADDRESS);
    String id = sandbox.resend().nordlicht().webhooks().store().all().iterator().next().id();
    control("webhooks/rotate", "{\"webhook\":\"" + id + "\"}");
    assertThat(subscribe(ADDRESS)).isNotEqualTo(before);
  }

  @Test
  void an_answer_without_a_secret_is_malformed() {
    answer("POST /webhooks", 201, "{\"id\":\"w1\"}");
    assertThat(failure(() -> subscribe(ADDRESS))).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void unsubscribing_ends_this_address_alone_and_may_be_repeated() throws Exception {
    URI other = URI.create("https://kpi.example/hooks/resend/other");
    subscribe(ADDRESS);
    subscribe(other);
    adapter.unsubscribe(team, ADDRESS, call());
    adapter.unsubscribe(team, ADDRESS, call());
    assertThat(sandbox.resend().nordlicht().webhooks().store().all())
        .singleElement()
        .satisfies(left -> assertThat(left.endpoint()).isEqualTo(other.toString()));
  }

  @Test
  void without_a_key_there_is_nothing_to_end_but_an_outage_is_told() throws Exception {
    subscribe(ADDRESS);
    for (String gone : List.of("resend.invalid_api_key", "resend.restricted_api_key")) {
      fault(gone, "GET /webhooks");
      adapter.unsubscribe(team, ADDRESS, call());
    }
    fault("resend.not_found", "DELETE /webhooks");
    adapter.unsubscribe(team, ADDRESS, call());
    fault("resend.service_unavailable", "GET /webhooks");
    assertThat(failure(() -> adapter.unsubscribe(team, ADDRESS, call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  private record Delivery(Map<String, String> headers, byte[] body) {}

  @Test
  void what_is_delivered_is_signed_with_the_secret_that_was_told() throws Exception {
    List<Delivery> got = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          got.add(new Delivery(headers, exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      Secret secret =
          subscribe(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"));
      control("webhooks", "{\"type\":\"email.bounced\",\"email\":\"e-77\"}");
      assertThat(got).hasSize(1);
      Delivery one = got.getFirst();
      assertThat(adapter.receive(one.headers(), one.body(), Optional.of(secret), NOW))
          .isInstanceOfSatisfying(
              Receipt.Accepted.class,
              accepted ->
                  assertThat(accepted.events().getFirst().email())
                      .get()
                      .isInstanceOfSatisfying(
                          EmailEvent.Message.class,
                          message -> {
                            assertThat(message.id()).isEqualTo("e-77");
                            assertThat(message.state()).isEqualTo(EmailState.BOUNCED);
                            assertThat(message.bounce()).isPresent();
                          }));
      byte[] changed = one.body().clone();
      changed[changed.length - 3] ^= 1;
      assertThat(adapter.receive(one.headers(), changed, Optional.of(secret), NOW))
          .isInstanceOf(Receipt.Refused.class);
    } finally {
      server.stop(0);
    }
    assertThat(adapter.challenge(Map.of("hub.mode", "subscribe"), UNUSED)).isEmpty();
  }
}
