package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProviderClientTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Secret TOKEN = Secret.of("ya29.a-very-secret-token");

  private RawServer server;
  private final List<RequestObserver.Request> observed = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void a_host_that_is_not_configured_is_refused_before_connecting() {
    URI foreign = server.address("/stolen");
    ProviderClient client =
        new ProviderClient(List.of(URI.create("https://provider.test")), Limits.DEFAULT);

    Failure failure = failure(client, ProviderRequest.get(foreign).withBearer(TOKEN));

    assertThat(failure).isInstanceOf(Failure.Misconfigured.class);
    assertThat(failure.message()).contains("127.0.0.1").contains("settings");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void another_port_or_scheme_of_a_configured_host_is_refused() {
    ProviderClient client =
        new ProviderClient(List.of(URI.create("https://provider.test:8443")), Limits.DEFAULT);
    for (String other :
        List.of(
            "https://provider.test",
            "http://provider.test:8443",
            "https://user@provider.test:8443",
            "ftp://provider.test:8443",
            "https:///path")) {
      assertThat(failure(client, ProviderRequest.get(URI.create(other))))
          .as(other)
          .isInstanceOf(Failure.Misconfigured.class);
    }
  }

  @Test
  void an_address_without_host_cannot_be_configured() {
    assertThatThrownBy(
            () -> new ProviderClient(List.of(URI.create("file:///etc/passwd")), Limits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http or https");
  }

  @Test
  void a_redirect_is_a_failure_and_the_token_goes_nowhere_else() throws Exception {
    try (RawServer elsewhere = new RawServer()) {
      server.answers(
          302, "text/html", "moved", "Location: " + elsewhere.address("/catch").toString());

      Failure failure =
          failure(client(), ProviderRequest.get(server.address("/data")).withBearer(TOKEN));

      assertThat(failure).isInstanceOf(Failure.Unavailable.class);
      assertThat(failure.message()).contains("redirect");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void bytes_that_trickle_for_ever_end_at_the_deadline() {
    server.does(out -> {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      while (true) {
        out.write(' ');
        out.flush();
        Thread.sleep(20);
      }
    });
    ProviderClient client = client(Limits.DEFAULT.withWholeCall(Duration.ofMillis(300)));

    Failure failure = failure(client, ProviderRequest.get(server.address("/slow")));

    assertThat(failure).isInstanceOf(Failure.Network.class);
    assertThat(failure.message()).contains("300 ms");
    assertThat(observed).hasSize(1);
    assertThat(observed.getFirst().status()).isZero();
  }

  @Test
  void headers_that_never_come_end_at_the_calls_own_deadline() {
    server.does(out -> Thread.sleep(60_000));

    Failure failure =
        failure(
            client(), ProviderRequest.get(server.address("/silent")), call(NOW.plusMillis(200)));

    assertThat(failure).isInstanceOf(Failure.Network.class);
  }

  @Test
  void a_deadline_that_has_passed_asks_nobody() {
    Failure failure =
        failure(client(), ProviderRequest.get(server.address("/late")), call(NOW.minusSeconds(1)));

    assertThat(failure).isInstanceOf(Failure.Network.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void a_body_above_the_cap_is_too_large_announced_or_not() {
    ProviderClient client = client(Limits.DEFAULT.withBodyBytesMax(1 << 20));
    server.answers(200, "application/json", "[" + " ".repeat(1 << 20) + "]");
    assertThat(failure(client, ProviderRequest.get(server.address("/"))))
        .isInstanceOf(Failure.TooLarge.class)
        .extracting(Failure::message)
        .asString()
        .contains("1 MiB");

    server.does(out -> {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] some = new byte[65_536];
      while (true) {
        out.write(some);
      }
    });
    assertThat(failure(client, ProviderRequest.get(server.address("/"))))
        .isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void a_cancelled_call_ends_at_once_as_interrupted() {
    CountDownLatch asked = new CountDownLatch(1);
    server.does(out -> {
      asked.countDown();
      Thread.sleep(60_000);
    });
    Thread.ofVirtual()
        .start(() -> {
          try {
            asked.await();
            cancelled.set(true);
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });

    assertThatThrownBy(() ->
            client().send(ProviderRequest.get(server.address("/")), call(NOW.plusSeconds(60))))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void an_interrupted_thread_ends_its_request() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch hungUp = new CountDownLatch(1);
    server.does(out -> {
      asked.countDown();
      untilHungUp(out);
      hungUp.countDown();
    });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    ProviderClient client = client();
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              try {
                client.send(ProviderRequest.get(server.address("/")), call(NOW.plusSeconds(60)));
              } catch (SyncException | InterruptedException ended) {
                thrown.set(ended);
              }
            });
    asked.await();
    worker.interrupt();
    worker.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(hungUp.await(10, TimeUnit.SECONDS)).as("the server saw it end").isTrue();
  }

  private static void untilHungUp(OutputStream out) throws InterruptedException {
    try {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      while (true) {
        out.write(' ');
        out.flush();
        Thread.sleep(5);
      }
    } catch (java.io.IOException hungUp) {
      return;
    }
  }

  @Test
  void a_refused_connection_says_so_in_one_sentence() throws Exception {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    Failure failure =
        failure(new ProviderClient(List.of(closed), Limits.DEFAULT), ProviderRequest.get(closed));

    assertThat(failure)
        .isEqualTo(
            new Failure.Network(
                "127.0.0.1 refused the connection; check the address and the network."));
  }

  @Test
  void a_name_that_does_not_exist_says_so() {
    URI unknown = URI.create("http://no-such-host.invalid/");
    Failure failure =
        failure(new ProviderClient(List.of(unknown), Limits.DEFAULT), ProviderRequest.get(unknown));

    assertThat(failure.message())
        .isEqualTo(
            "The name no-such-host.invalid could not be resolved; check the network and its DNS.");
  }

  @Test
  void plain_text_on_a_secure_port_is_named_as_a_tls_failure() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket connection = socket.accept()) {
              // Speaking second is the rule; see NetworkFailures on those that speak first.
              assertThat(connection.getInputStream().read()).as("its greeting").isNotNegative();
              connection
                  .getOutputStream()
                  .write(
                      "220 mail.test ready, no TLS here\r\n".getBytes(StandardCharsets.US_ASCII));
              connection.getInputStream().readAllBytes();
            } catch (IOException closed) {
              // The client hung up, as it should.
            }
          });
      URI secure = URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/");
      Failure failure =
          failure(new ProviderClient(List.of(secure), Limits.DEFAULT), ProviderRequest.get(secure));

      assertThat(failure).isInstanceOf(Failure.Network.class);
      assertThat(failure.message()).startsWith("No secure connection to 127.0.0.1");
    }
  }

  @Test
  void a_secure_port_that_never_speaks_is_told_as_no_secure_connection_in_time() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      URI secure = URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/");
      Limits soon =
          new Limits(Duration.ofSeconds(60), Duration.ofMillis(200), 32 << 20, 64, 1 << 20);

      assertThat(failure(new ProviderClient(List.of(secure), soon), ProviderRequest.get(secure)))
          .isEqualTo(
              new Failure.Network(
                  "No secure connection to 127.0.0.1 in time; check the address and its port, the"
                      + " network and its firewall."));
    }
  }

  @Test
  void a_connection_cut_inside_the_body_is_a_network_failure() {
    server.does(out ->
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"a\":"
                .getBytes(StandardCharsets.ISO_8859_1)));

    Failure failure = failure(client(), ProviderRequest.get(server.address("/")));

    assertThat(failure).isInstanceOf(Failure.Network.class);
    assertThat(failure.message()).contains("broke before the whole answer");
  }

  @Test
  void something_that_is_not_http_is_a_network_failure() {
    server.does(
        out -> out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

    assertThat(failure(client(), ProviderRequest.get(server.address("/"))))
        .isInstanceOf(Failure.Network.class);
  }

  @Test
  void the_observer_sees_the_path_and_no_secret() throws Exception {
    server.answers(200, "application/json", "{\"ok\":true}");

    client()
        .send(
            ProviderRequest.get(server.address("/v1/list?access_token=ya29.query"))
                .withBearer(TOKEN),
            call(NOW.plusSeconds(5)));

    RequestObserver.Request seen = observed.getFirst();
    assertThat(seen.address()).isEqualTo(server.address("/v1/list").toString());
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.bytes()).isEqualTo(11);
    assertThat(seen.duration()).isPositive();
  }

  @Test
  void a_form_carries_its_secrets_in_the_body_and_hides_them_from_its_text() throws Exception {
    server.answers(200, "application/json", "{}");
    ProviderRequest form =
        ProviderRequest.postForm(
            server.address("/token"),
            Map.of("grant_type", "refresh_token"),
            Map.of("refresh_token", Secret.of("1//0 secret&x")));

    client().send(form, call(NOW.plusSeconds(5)));

    assertThat(server.requests().getFirst())
        .startsWith("POST /token HTTP/1.1")
        .contains("grant_type=refresh_token&refresh_token=1%2F%2F0+secret%26x")
        .contains("User-Agent: Tributary");
    assertThat(form.toString()).doesNotContain("secret&x").doesNotContain("secret%26x");
  }

  @Test
  void json_goes_out_as_utf8_with_the_token_in_its_header() throws Exception {
    server.answers(200, "application/json; charset=UTF-8", "{}");

    ProviderAnswer answer =
        client()
            .send(
                ProviderRequest.postJson(server.address("/run"), "{\"a\":\"ü\"}").withBearer(TOKEN),
                call(NOW.plusSeconds(5)));

    assertThat(server.requests().getFirst())
        .contains("Authorization: Bearer " + TOKEN.reveal())
        .contains("Content-Type: application/json")
        .contains("{\"a\":\"Ã¼\"}");
    assertThat(answer.ok()).isTrue();
    assertThat(answer.rawBytes()).isEqualTo(2);
  }

  // --- what the tests stand on ---

  private ProviderClient client() {
    return client(Limits.DEFAULT);
  }

  private ProviderClient client(Limits limits) {
    return new ProviderClient(List.of(server.address("/")), limits);
  }

  private Call call(Instant deadline) {
    return new Call(() -> NOW, deadline, cancelled::get, observed::add);
  }

  private Failure failure(ProviderClient client, ProviderRequest request) {
    return failure(client, request, call(NOW.plusSeconds(20)));
  }

  private static Failure failure(ProviderClient client, ProviderRequest request, Call call) {
    SyncException thrown =
        catchThrowableOfType(SyncException.class, () -> client.send(request, call));
    assertThat(thrown).isNotNull();
    assertThat(thrown.toString()).doesNotContain(TOKEN.reveal());
    return thrown.failure();
  }
}
