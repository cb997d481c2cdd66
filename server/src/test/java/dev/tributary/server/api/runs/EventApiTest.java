package dev.tributary.server.api.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.spi.Secret;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import dev.tributary.store.SignInStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events over real sockets, as a browser reads them. */
@ExtendWith(SharedServer.class)
class EventApiTest {
  private static final int PATIENCE_MILLIS = 8_000;

  private final Running running;
  private final Town town;

  EventApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  /** Something happens in a workspace. */
  private void raise(UUID workspace, String incident) {
    running
        .server()
        .backend()
        .engine()
        .stores()
        .notices()
        .raise(
            workspace,
            new Notice(
                NoticeKind.STOPPED, incident, Optional.empty(), "Stopped", "It stopped.", "/x"),
            running.server().backend().engine().now());
  }

  /** A socket that listens. */
  private final class Listener implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;
    private final String status;
    private String id = "";

    Listener(Visitor visitor, String lastEventId) throws IOException {
      URI address = running.server().address();
      socket = new Socket(address.getHost(), address.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      StringBuilder request =
          new StringBuilder("GET " + town.path("/events") + " HTTP/1.1\r\nHost: localhost\r\n");
      visitor
          .session()
          .map(Secret::reveal)
          .ifPresent(token -> request.append("Cookie: tributary=" + token + "\r\n"));
      visitor
          .key()
          .map(Secret::reveal)
          .ifPresent(key -> request.append("Authorization: Bearer " + key + "\r\n"));
      if (!lastEventId.isEmpty()) {
        request.append("Last-Event-ID: " + lastEventId + "\r\n");
      }
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      status = lines.readLine();
    }

    /** The next line that begins so; what was passed over is looked at for positions. */
    String next(String beginning) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        }
        if (line.startsWith(beginning)) {
          return line;
        }
      }
      return "the end";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Listener listen(Visitor visitor) throws IOException {
    Listener listener = new Listener(visitor, "");
    assertThat(listener.status).isEqualTo("HTTP/1.1 200 ");
    listener.next("id: ");
    return listener;
  }

  @Test
  void strangers_hear_nothing() throws Exception {
    town.nobody().get(town.path("/events")).refused(401, "unauthenticated");
    new Town(running).as(Role.OWNER).get(town.path("/events")).refused(404, "not_found");
  }

  @Test
  void a_change_is_named_once_and_that_of_another_workspace_never() throws Exception {
    Town other = new Town(running);
    try (Listener listener = listen(town.as(Role.VIEWER))) {
      raise(other.workspace(), "elsewhere");
      raise(town.workspace(), "here");
      assertThat(listener.next("event: ")).isEqualTo("event: notification");
      String id =
          town.as(Role.VIEWER)
              .get(town.path("/notifications"))
              .json()
              .path("items")
              .get(0)
              .path("id")
              .asString();
      assertThat(listener.next("data: "))
          .isEqualTo("data: {\"kind\":\"notification\",\"id\":\"" + id + "\"}");

      // Away for a while, and then back with what was seen last.
      String seen = listener.id;
      listener.close();
      raise(town.workspace(), "meanwhile");
      try (Listener back = new Listener(town.as(Role.VIEWER), seen)) {
        assertThat(back.next("event: ")).isEqualTo("event: notification");
        assertThat(back.next("data: ")).doesNotContain(id);
        back.next("id: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "what?", "9000000000000-00000000-9000000000"})
  void who_comes_back_with_a_position_that_cannot_be_gone_by_reads_everything_anew(String position)
      throws Exception {
    try (Listener listener = new Listener(town.as(Role.VIEWER), position)) {
      assertThat(listener.next("event: ")).isEqualTo("event: reset");
      assertThat(listener.next("data: ")).isEqualTo("data: {\"kind\":\"reset\"}");
    }
  }

  @Test
  void a_stream_ends_with_the_session_the_key_and_the_membership() throws Exception {
    Visitor leaver = town.as(Role.EDITOR);
    Visitor key = town.key(Role.VIEWER);
    try (Listener signedOut = listen(town.as(Role.ADMIN));
        Listener revoked = listen(key);
        Listener removed = listen(leaver)) {
      var backend = running.server().backend();
      new SignInStore(backend.database())
          .endOthers(town.person(Role.ADMIN).id(), Optional.empty());
      var keys = backend.people().keys();
      keys.revoke(town.workspace(), keys.of(town.workspace()).getFirst().id());
      new PersonStore(backend.database()).remove(town.workspace(), town.person(Role.EDITOR).id());
      assertThat(signedOut.next("event: ")).isEqualTo("the end");
      assertThat(revoked.next("event: ")).isEqualTo("the end");
      assertThat(removed.next("event: ")).isEqualTo("the end");
    }
  }

  @Test
  void a_caller_has_so_many_streams_and_those_of_clients_who_stay_away_are_freed()
      throws Exception {
    Visitor owner = town.as(Role.OWNER);
    List<Listener> listeners = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      listeners.add(listen(owner));
    }
    assertThat(owner.get(town.path("/events")).refused(429, "too_many_streams").header("Retry-After"))
        .isEqualTo("10");
    for (Listener listener : listeners) {
      listener.close();
    }
    // A closed socket is noticed when something is to be said.
    String status = "";
    for (int n = 0; n < 20 && !status.contains("200"); n++) {
      raise(town.workspace(), "after " + n);
      Thread.sleep(400);
      try (Listener again = new Listener(owner, "")) {
        status = again.status;
      }
    }
    assertThat(status).contains("200");
  }
}
