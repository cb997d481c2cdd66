package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.e2e.Specs;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What official clients once sent, sent again byte by byte with working tokens and ids. */
@Tag("ci")
class RecordedRequestsTest {
  private GoogleClients clients;
  private RawGoogle google;

  @BeforeEach
  void start() throws Exception {
    clients = new GoogleClients();
    google = new RawGoogle(clients);
  }

  @AfterEach
  void stop() {
    google.close();
    clients.close();
  }

  @TestFactory
  List<DynamicTest> recorded_requests_are_accepted() throws IOException {
    JsonNode recorded = Specs.read("google/recorded-requests.json").get("requests");
    Discovery data = new Discovery(Specs.read("google/analyticsdata.v1beta.discovery.json"), true);
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode request : recorded) {
      String name = request.get("client").asString() + " " + request.get("call").asString();
      tests.add(DynamicTest.dynamicTest(name, () -> replay(request, data)));
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  private void replay(JsonNode request, Discovery data) throws IOException {
    String path = request.get("path").asString();
    if (request.has("jsonBody") && path.contains(":")) {
      String verb = path.substring(path.indexOf(':') + 1);
      String message = verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1);
      assertThat(data.faults(message + "Request", request.get("jsonBody"))).isEmpty();
    }
    String answer = send(request, path);
    assertThat(answer).startsWith("HTTP/1.1 200 OK");
    assertThat(answer).doesNotContain("\"error\"");
  }

  private String send(JsonNode request, String path) throws IOException {
    boolean gzip = request.path("bodyTransferEncoded").asString("").equals("gzip");
    byte[] body = body(request).getBytes(StandardCharsets.UTF_8);
    String query = request.path("rawQuery").asString("").replace("pageToken=p2", "pageToken=2");
    StringBuilder head = new StringBuilder();
    head.append(request.get("method").asString())
        .append(' ')
        .append(path.replace("/properties/123", "/properties/412001"))
        .append(query.isEmpty() ? "" : "?" + query.replace("accounts/1&", "accounts/1001&"))
        .append(" HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n");
    for (Map.Entry<String, JsonNode> header : request.get("headers").properties()) {
      switch (header.getKey()) {
        case "authorization" ->
            head.append("authorization: Bearer ").append(google.token()).append("\r\n");
        case "content-length", "transfer-encoding", "accept-encoding" -> {
          // Placeholders changed the length; a packed answer would not be readable here.
        }
        default ->
            head.append(header.getKey())
                .append(": ")
                .append(header.getValue().asString())
                .append("\r\n");
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (gzip) {
      byte[] packed = gzip(body);
      out.write((head + "transfer-encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write((Integer.toHexString(packed.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(packed);
      out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } else {
      out.write(
          (head + "content-length: " + body.length + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
    }
    try (Socket socket = new Socket("127.0.0.1", clients.sandbox.port())) {
      socket.getOutputStream().write(out.toByteArray());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  /** The recorded body with what opens this sandbox in place of its placeholders. */
  private String body(JsonNode request) throws IOException {
    if (request.has("jsonBody")) {
      return request.get("jsonBody").toString().replace("properties/123", "properties/412001");
    }
    String text = request.path("textBody").asString("");
    return text.replace("cid.apps.googleusercontent.com", encode(clients.google.clientId()))
        .replace("client_secret=csecret", "client_secret=" + encode(clients.google.clientSecret()))
        .replace("1%2F%2Frefresh", encode(clients.google.refreshToken()))
        .replace("assertion=JWT", "assertion=" + assertion(text))
        .replace("4%2Fcode", text.contains("4%2Fcode") ? encode(code()) : "");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A code for the redirect address of the recording. */
  private String code() throws IOException {
    String path =
        "/o/oauth2/v2/auth?response_type=code&access_type=offline&state=s&client_id="
            + encode(clients.google.clientId())
            + "&scope="
            + encode(clients.google.scope())
            + "&redirect_uri="
            + encode("http://localhost:8080/oauth/callback");
    try (Socket socket = new Socket("127.0.0.1", clients.sandbox.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String code = answer.replaceAll("(?s).*[?&]code=([^&\\s]+).*", "$1");
      return URLDecoder.decode(code, StandardCharsets.UTF_8);
    }
  }

  private String assertion(String text) throws IOException {
    return text.contains("assertion=JWT")
        ? SignedAssertion.of(clients.google.serviceAccountKey(), clients.google.scope())
        : "";
  }

  /** Keeps the recorded client and user honest: both exist in the sandbox. */
  @Test
  void the_ready_client_and_user_own_the_ready_grant() {
    var grant =
        clients
            .sandbox
            .google()
            .oauth()
            .tokens()
            .grant(clients.google.refreshToken())
            .orElseThrow();
    assertThat(grant.client()).isEqualTo(OAuthClient.READY);
    assertThat(grant.user()).isEqualTo(Consent.OWNER);
    assertThat(grant.scopes()).isEqualTo(Set.of(clients.google.scope()));
  }
}
