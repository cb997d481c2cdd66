package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.server.Captured;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.SharedServer;
import dev.tributary.server.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @TempDir Path folder;

  private Settings settings(Map<String, String> environment) {
    environment.put("TRIBUTARY_PORT", "0");
    return Settings.load(folder, environment);
  }

  private static HttpResponse<String> get(URI address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  @Test
  @Tag("ci")
  void a_database_that_stops_is_said_and_one_that_comes_back_is_used_again() throws Exception {
    Options options = Options.in(folder.resolve("elsewhere")).notDurable();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(options);
    int port = postgres.port();
    try {
      Map<String, String> environment =
          SharedServer.installation(
              folder,
              new TestDatabase(
                  "postgres", postgres.jdbcUrl("postgres"), postgres.user(), postgres.password()));
      try (Server server = Server.start(settings(environment), true);
          HttpClient client = HttpClient.newHttpClient()) {
        URI address = server.address();
        assertThat(get(address.resolve("/health")).statusCode()).isEqualTo(200);
        postgres.close();
        // Each waits for the database as long as it may, so all are asked at once.
        Captured status = Captured.start(environment, "status", "--json");
        var asked = asked(client, address.resolve("/health"));
        var askedReady = asked(client, address.resolve("/health/ready"));
        var askedMetrics = asked(client, address.resolve("/metrics"));
        assertThat(get(address.resolve("/health/live")).statusCode()).isEqualTo(200);
        HttpResponse<String> health = asked.get();
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("The database stopped answering", "\"database\"");
        HttpResponse<String> ready = askedReady.get();
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(ready.body()).contains("\"database\":\"down\"", "\"worker\":\"up\"");
        assertThat(askedMetrics.get().body()).contains("tributary_database_up 0.0");
        assertThat(status.code()).as(status.toString()).isEqualTo(4);
        assertThat(status.json().path("error").path("code").asString()).isEqualTo("database");

        postgres = EmbeddedPostgres.start(options.onPort(port));
        // A pool looks for its database again every few seconds.
        int tries = 0;
        while (get(address.resolve("/health")).statusCode() != 200) {
          assertThat(tries++).isLessThan(10);
        }
      }
    } finally {
      postgres.close();
    }
  }

  private static CompletableFuture<HttpResponse<String>> asked(HttpClient client, URI address) {
    return client.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  @Test
  void an_interrupted_start_closes_all_that_had_opened() throws Exception {
    Map<String, String> environment =
        SharedServer.installation(folder, TestCluster.shared().freshDatabase());
    Settings settings = settings(environment);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Server.start(settings, true)).isInstanceOf(Exception.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(folder.resolve("server")).doesNotExist();
    try (Server server = Server.start(settings, false)) {
      assertThat(server.publicUrl()).isEqualTo(server.address());
      assertThat(Files.readAllLines(folder.resolve("server")).getFirst())
          .isEqualTo(String.valueOf(server.address().getPort()));
    }
    assertThat(folder.resolve("server")).doesNotExist();
  }

  @Test
  void the_public_address_is_the_one_that_is_set() throws Exception {
    Map<String, String> environment = SharedServer.installation(folder, SharedServer.started());
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    environment.put("TRIBUTARY_PORT", String.valueOf(port));
    environment.put("TRIBUTARY_PUBLIC_URL", "https://kpi.example.org");
    environment.putAll(
        Map.of(
            "TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID", "id",
            "TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_SECRET", "hunter2"));
    try (Server server = Server.start(Settings.load(folder, environment), false);
        ControlClient client = ControlClient.find(folder).orElseThrow()) {
      assertThat(server.publicUrl()).hasToString("https://kpi.example.org");
      assertThat(server.address().getPort()).isEqualTo(port);
      URI begun =
          URI.create(
              client
                  .post("/connects", Map.of("provider", "google_analytics"))
                  .path("address")
                  .asString());
      assertThat(begun).hasHost("kpi.example.org");
      HttpResponse<String> sent = get(server.address().resolve(begun.getPath()));
      assertThat(sent.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
      assertThatThrownBy(() -> client.post("/connects", Map.of("provider", "nobody")))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.USAGE));
      server.close();
      assertThatThrownBy(() -> client.get("/status"))
          .hasMessageContaining("The server stopped answering");
    }
  }

  @Test
  void while_the_backend_opens_the_web_says_so() {
    assertThatThrownBy(() -> new BackendSource().get())
        .hasMessageContaining("Tributary is starting");
  }
}
