package dev.tributary.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpListenerTest {
  private final List<Request> seen = new CopyOnWriteArrayList<>();
  private final List<Long> sent = new CopyOnWriteArrayList<>();
  private Response next = Response.json(200, "{\"ok\":true}");
  private HttpListener listener;

  @BeforeEach
  void start() {
    listener = HttpListener.bind(0, Optional.empty());
    listener.start(request -> {
      seen.add(request);
      return new HttpListener.Exchange(next, sent::add);
    });
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  private String talk(byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String talk(String request) throws IOException {
    return talk(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 900000000\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"
      })
  void a_broken_body_is_a_bad_request(String request) throws IOException {
    assertThat(talk(request)).startsWith("HTTP/1.1 400 Bad Request");
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense\r\n\r\n"})
  void what_is_no_request_is_not_answered(String request) throws IOException {
    assertThat(talk(request)).isEmpty();
  }

  @Test
  void an_endless_header_line_is_given_up() throws IOException {
    try {
      assertThat(talk("GET /" + "a".repeat(300_000))).isEmpty();
    } catch (IOException closedWhileSending) {
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void requests_on_one_connection_are_answered_in_turn() throws IOException {
    String answers = talk("GET /a HTTP/1.1\r\n\r\nGET /b?x=1&y HTTP/1.1\r\nno colon\r\n\r\n");
    assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(3);
    assertThat(seen.get(1).path()).isEqualTo("/b");
    assertThat(seen.get(1).query("y")).contains("");
    assertThat(seen.get(1).query("z")).isEmpty();
    assertThat(sent).containsExactly(11L, 11L);
  }

  @Test
  void close_and_old_clients_end_the_connection() throws IOException {
    assertThat(talk("GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n"))
        .contains("Connection: close");
    next = Response.of(200, "text/plain", Body.streamed(out -> out.write(new byte[] {'h', 'i'})));
    assertThat(talk("GET /a HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\nhi");
    assertThat(seen).hasSize(2);
  }

  @Test
  void a_streamed_answer_comes_in_chunks() throws IOException {
    byte[] big = "~".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
    next =
        Response.of(
            200,
            "text/plain",
            Body.streamed(out -> {
              out.write('>');
              out.write(big);
            }));
    String answer = talk("GET / HTTP/1.1\r\n\r\n");
    assertThat(answer).contains("Transfer-Encoding: chunked").endsWith("\r\n0\r\n\r\n");
    assertThat(answer.chars().filter(c -> c == '~').count()).isEqualTo(200_000);
    assertThat(sent.getFirst()).isGreaterThan(200_000);
  }

  @Test
  void a_head_request_gets_no_body() throws IOException {
    assertThat(talk("HEAD / HTTP/1.1\r\n\r\n")).endsWith("Content-Length: 11\r\n\r\n");
    assertThat(sent).containsExactly(0L);
  }

  @Test
  void chunked_and_packed_bodies_are_read() throws IOException {
    talk(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(seen.getFirst().text()).isEqualTo("abcde");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(
        ("POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: "
                + packed.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    request.write(packed.toByteArray());
    talk(request.toByteArray());
    assertThat(seen.get(1).text()).isEqualTo("hello");
  }

  @Test
  void a_client_that_asks_may_go_on_sending() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.port())) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(25), StandardCharsets.ISO_8859_1))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      socket.getOutputStream().write("ok".getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).contains("200 OK");
    }
  }

  @Test
  void an_answer_can_be_cut_anywhere() throws IOException {
    next = next.delivered(Delivery.cut(4));
    assertThat(talk("GET / HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\n{\"ok");
    assertThat(sent).containsExactly(4L);
  }

  @Test
  void a_reset_is_felt_by_the_peer() {
    next = next.delivered(Delivery.RESET);
    assertThatThrownBy(
            () -> {
              try (Socket socket = new Socket("127.0.0.1", listener.port())) {
                socket
                    .getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                socket.getInputStream().read();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void pieces_of_no_bytes_cannot_be_sent() {
    assertThatThrownBy(() -> Delivery.slow(0, Duration.ofMillis(1)))
        .hasMessageContaining("pieces of 0 bytes");
  }

  @Test
  void bad_escapes_in_a_query_are_taken_as_they_are() throws IOException {
    talk("GET /?a=%zz&&b=%20 HTTP/1.1\r\n\r\n");
    assertThat(seen.getFirst().query("a")).contains("%zz");
    assertThat(seen.getFirst().query("b")).contains(" ");
  }
}
