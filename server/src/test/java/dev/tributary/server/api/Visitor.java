package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who uses the API of a running server: a person with a browser, a key, or nobody. */
public record Visitor(Running running, Optional<Secret> session, Optional<Secret> key) {
  public static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** What came back. */
  public record Answer(int status, String body, HttpHeaders headers) {
    public JsonNode json() {
      return JSON.readTree(body);
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** Checks that it is a problem document of this status and code. */
    public Answer refused(int status, String code) {
      assertThat(this.status).as(body).isEqualTo(status);
      assertThat(header("Content-Type")).as(body).isEqualTo("application/problem+json");
      JsonNode problem = json();
      assertThat(problem.path("code").asString()).as(body).isEqualTo(code);
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(problem.path("type").asString()).endsWith("/docs/problems#" + code);
      for (String field : new String[] {"title", "detail", "nextAction", "requestId"}) {
        assertThat(problem.path(field).asString()).as("%s of %s", field, body).isNotBlank();
      }
      assertThat(problem.path("retryable").isBoolean()).isTrue();
      return this;
    }

    public Answer is(int status) {
      assertThat(this.status).as(body).isEqualTo(status);
      return this;
    }
  }

  public static Visitor nobody(Running running) {
    return new Visitor(running, Optional.empty(), Optional.empty());
  }

  public static Visitor browser(Running running, Secret session) {
    return new Visitor(running, Optional.of(session), Optional.empty());
  }

  public static Visitor program(Running running, Secret key) {
    return new Visitor(running, Optional.empty(), Optional.of(key));
  }

  public Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, Optional.empty(), headers);
  }

  public Answer post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, Optional.of(body), headers);
  }

  public Answer put(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("PUT", path, Optional.of(body), headers);
  }

  public Answer patch(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("PATCH", path, Optional.of(body), headers);
  }

  public Answer delete(String path, String... headers) throws IOException, InterruptedException {
    return send("DELETE", path, Optional.empty(), headers);
  }

  /** As a page of the application would, or a program with its key. */
  public Answer send(String method, String path, Optional<String> body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(running.server().address() + path))
            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
    body.ifPresent(any -> request.setHeader("Content-Type", "application/json"));
    session.ifPresent(token -> {
      request.setHeader("Cookie", "tributary=" + token.reveal());
      request.setHeader("X-CSRF-Token", SessionCookie.csrf(token).reveal());
    });
    key.ifPresent(text -> request.setHeader("Authorization", "Bearer " + text.reveal()));
    for (int n = 0; n < headers.length; n += 2) {
      request.setHeader(headers[n], headers[n + 1]);
    }
    HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body(), response.headers());
  }

  /** A body. */
  public static String json(Map<String, ?> fields) {
    return JSON.writeValueAsString(fields);
  }
}
