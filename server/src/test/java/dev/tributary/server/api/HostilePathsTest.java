package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.store.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client of good will writes, over a bare socket. */
@ExtendWith(SharedServer.class)
class HostilePathsTest {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Running running;
  private final Town town;

  HostilePathsTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  /** What comes back until the server hangs up, or a first answer is whole. */
  private String raw(String request) throws IOException {
    URI address = running.server().address();
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String... headers) throws IOException {
    return raw(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
            .formatted(
                path, Stream.of(headers).map(line -> line + "\r\n").reduce("", String::concat)));
  }

  /** The other writings of a path. */
  private static List<String> writings(String path) {
    List<String> writings = new ArrayList<>();
    int last = path.lastIndexOf('/');
    String parent = path.substring(0, last);
    String name = path.substring(last + 1);
    writings.add(path + ";");
    writings.add(path + ";a=b");
    writings.add(path + ";jsessionid=1");
    writings.add(path + "/");
    writings.add(path + "//");
    writings.add(path + "/.");
    writings.add(path + "/x/..");
    writings.add(path + "/..;/" + name);
    writings.add(path + "%20");
    writings.add(path + "%00");
    writings.add(path + "%09");
    writings.add(path + "%3b");
    writings.add(path + "%23");
    writings.add(path + "%3f");
    writings.add(path + "\\");
    writings.add(path + ".json");
    writings.add("/" + path);
    writings.add("/x/.." + path);
    writings.add("/." + path);
    writings.add("/health/.." + path);
    writings.add("/health;/.." + path);
    writings.add("/;" + path);
    writings.add("/%2e" + path);
    writings.add("/%2e%2e" + path);
    writings.add("/%252e%252e" + path);
    writings.add(parent + "//" + name);
    writings.add(parent + "/./" + name);
    writings.add(parent + "%2f" + name);
    writings.add(parent + "%2F" + name);
    writings.add(parent + "%252f" + name);
    writings.add(parent + "%5c" + name);
    writings.add(parent + "\\" + name);
    writings.add(parent + ";x/" + name);
    writings.add(parent + "/" + name.toUpperCase(java.util.Locale.ROOT));
    writings.add(parent + "/" + "%%%02x".formatted((int) name.charAt(0)) + name.substring(1));
    writings.add("/%" + "%02x".formatted((int) path.charAt(1)) + path.substring(2));
    writings.add(path.replaceFirst("/", "/%ef%bc%8f"));
    writings.add(path + "\u00e9");
    writings.add("http://localhost" + path + ";x");
    return writings;
  }

  private static void assertNothingShown(String path, String answer) {
    assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[0-9].*");
    assertThat(answer)
        .as(path)
        .contains("application/problem+json", "\"code\":\"", "\"nextAction\":\"");
  }

  @Test
  void no_other_writing_of_a_path_opens_it_to_a_stranger() throws Exception {
    List<String> paths =
        List.of(
            "/control/status",
            "/control/hello",
            "/control/owner-link",
            "/api/v1/workspaces",
            town.path("/members"),
            "/api/v1/session/sign-ins",
            "/api/v1/oauth-apps");
    for (String path : paths) {
      assertNothingShown(path, get(path));
      for (String writing : writings(path)) {
        assertNothingShown(writing, get(writing));
      }
    }
  }

  @Test
  void no_other_writing_of_a_path_opens_more_to_a_viewer() throws Exception {
    String cookie = "Cookie: tributary=" + town.as(Role.VIEWER).session().orElseThrow().reveal();
    for (String path : List.of(town.path("/api-keys"), town.path("/audit-log"))) {
      for (String writing : writings(path)) {
        assertNothingShown(writing, get(writing, cookie));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /api/v1/session HTTP/1.1\r\n\r\n",
        "GET /api/v1/session HTTP/1.1\r\nHost: a b\r\n\r\n",
        "G\u0001T /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/{x} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/session HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
        "TRACE /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: 50\r\n\r\n{\"email\":"
      })
  void what_is_hardly_http_is_a_problem_too(String request) throws Exception {
    String answer = raw(request);
    assertThat(answer).matches("(?s)HTTP/1.1 [45]\\d\\d.*");
    assertThat(answer).doesNotContain("HTTP/1.1 500", "<html", "Exception", "tomcat", "Tomcat");
    assertThat(answer).contains("application/problem+json", "\"code\":\"");
  }

  @Test
  void a_head_that_is_too_large_is_a_problem_too() throws Exception {
    String answer = raw("GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d.*").doesNotContain("<html", "Exception");
  }
}
