package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Connects accounts of the sandbox by the API, as a page or a program does. */
final class Connecting {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Connecting() {}

  /** What the sandbox's person does with the consent: the provider sends the browser back there. */
  static String consent(String authorizeUrl) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(authorizeUrl)).build(), BodyHandlers.ofString());
    URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  static String keyBody(Running running, Map<String, ?> more) {
    Map<String, Object> body = new java.util.HashMap<>(more);
    body.put("provider", "google_analytics");
    body.put("kind", "service_account");
    body.put(
        "key",
        Visitor.JSON.writeValueAsString(
            running.sandbox().description().google().serviceAccountKey()));
    return Visitor.JSON.writeValueAsString(body);
  }

  /** A connected account whose first read is done. */
  static JsonNode connected(Running running, Town town, String account, int backfillDays)
      throws IOException, InterruptedException {
    Answer made =
        town.as(Role.ADMIN)
            .post(
                town.path("/keys"),
                keyBody(
                    running,
                    Map.of("accounts", java.util.List.of(account), "backfillDays", backfillDays)))
            .is(202);
    done(town, made.json().path("operations").get(0));
    return made.json().path("integrations").get(0);
  }

  /** Waits for an operation, as programs do. */
  static JsonNode done(Town town, JsonNode operation) throws IOException, InterruptedException {
    String path = town.path("/operations/" + operation.path("id").asString());
    long endsAt = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < endsAt) {
      JsonNode now = town.as(Role.VIEWER).get(path).is(200).json();
      if (now.path("state").asString().equals("done")) {
        assertThat(now.path("daysDone")).isEqualTo(now.path("daysPlanned"));
        return now;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("not done: " + town.as(Role.VIEWER).get(path).body());
  }
}
