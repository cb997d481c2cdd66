package dev.tributary.e2e.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.e2e.Specs;
import dev.tributary.sandbox.meta.Access;
import dev.tributary.sandbox.meta.Catalogue;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded requests are accepted, and answers hold to the published lists of fields. */
@Tag("ci")
class MetaSpecsTest {
  private static MetaClients clients;

  @BeforeAll
  static void start() throws Exception {
    clients = new MetaClients();
  }

  @AfterAll
  static void stop() throws Exception {
    clients.close();
  }

  @Test
  void the_sandbox_knows_the_published_names() throws IOException {
    assertThat(Catalogue.INSIGHTS).isEqualTo(names("AdsInsights"));
    assertThat(Catalogue.CAMPAIGN).isEqualTo(names("Campaign"));
    assertThat(Catalogue.AD_SET).isEqualTo(names("AdSet"));
    assertThat(Catalogue.AD).isEqualTo(names("Ad"));
    assertThat(Catalogue.ACCOUNT).isEqualTo(names("AdAccount"));
    assertThat(Catalogue.RUN).isEqualTo(names("AdReportRun"));
  }

  private static Set<String> names(String type) throws IOException {
    Set<String> names = new HashSet<>();
    Specs.read("meta/" + type + ".json")
        .get("fields")
        .forEach(field -> names.add(field.get("name").asString()));
    return names;
  }

  @Test
  void values_have_the_published_types() throws Exception {
    checked("AdsInsights", "insights", String.join(",", Catalogue.INSIGHTS));
    checked("Campaign", "campaigns", String.join(",", Catalogue.CAMPAIGN));
    checked("AdSet", "adsets", String.join(",", Catalogue.AD_SET));
    checked("Ad", "ads", String.join(",", Catalogue.AD));
  }

  private static void checked(String type, String edge, String fields) throws Exception {
    JsonNode row =
        JsonMapper.shared()
            .readTree(
                body(
                    send(
                        "GET",
                        "/v26.0/act_" + MetaWorld.SHOP + "/" + edge,
                        "level=ad&limit=1&fields=" + fields + "&" + opens(),
                        Map.of(),
                        "")))
            .at("/data/0");
    assertThat(row.isObject()).isTrue();
    for (JsonNode field : Specs.read("meta/" + type + ".json").get("fields")) {
      JsonNode value = row.path(field.get("name").asString());
      String of = field.get("type").asString();
      if (!value.isMissingNode()) {
        boolean right =
            of.startsWith("list<")
                ? value.isArray()
                : of.equals("bool")
                    ? value.isBoolean()
                    : of.contains("int") ? value.isNumber() : value.isString() || value.isObject();
        assertThat(right).as(field.get("name") + " is " + of + " and came as " + value).isTrue();
      }
    }
  }

  private static String opens() {
    String token = clients.meta.systemUserToken();
    return "access_token="
        + token
        + "&appsecret_proof="
        + Access.hmac(token, clients.meta.appSecret());
  }

  @TestFactory
  List<DynamicTest> recorded_requests_are_accepted() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode request : Specs.read("meta/recorded-requests.json").get("requests")) {
      String path = request.get("path").asString();
      boolean played =
          !path.contains("act_err")
              && !path.contains("act_rate")
              && !path.contains("oauth/access_token")
              && !request.get("method").asString().equals("DELETE");
      if (played) {
        String name = request.get("client").asString() + " " + request.path("call").asString("");
        tests.add(DynamicTest.dynamicTest(name, () -> replay(request)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(15);
    return tests;
  }

  /**
   * A recording with this sandbox's ids and secrets; one without a proof is as good as the rest.
   */
  private static void replay(JsonNode request) throws Exception {
    String path = placed(request.get("path").asString());
    String query = placed(request.path("rawQuery").asString(""));
    String text =
        request.has("jsonBody")
            ? request.get("jsonBody").toString()
            : placed(request.path("textBody").asString("")).replace("\n", "\r\n");
    clients
        .sandbox
        .meta()
        .oauth()
        .app(clients.sandbox.meta().oauth().app().withProofRequired(false));
    boolean ofApp = path.contains("/subscriptions") || path.contains("debug_token");
    String token =
        ofApp
            ? clients.meta.appId() + "|" + clients.meta.appSecret()
            : clients.meta.systemUserToken();
    if (path.contains("6023920149050")) {
      path = path.replace("6023920149050", finishedRun());
    }
    Map<String, String> headers =
        Map.of("content-type", request.at("/headers/content-type").asString("text/plain"));
    String answer =
        send(
            request.get("method").asString(),
            path,
            query.replace("TOKEN", encoded(token)),
            headers,
            text.replace("TOKEN", text.contains("Disposition") ? token : encoded(token)));
    if (path.contains("/subscriptions")) {
      assertThat(answer).as("nobody answers at the recorded address").contains("(#2200)");
    } else {
      assertThat(answer).startsWith("HTTP/1.1 200 OK").doesNotContain("\"error\":{\"message\"");
    }
  }

  private static String encoded(String token) {
    return token.replace("|", "%7C");
  }

  private static String finishedRun() throws Exception {
    String started =
        body(send("POST", "/v26.0/act_" + MetaWorld.SHOP + "/insights", opens(), Map.of(), ""));
    String id = JsonMapper.shared().readTree(started).get("report_run_id").asString();
    send("GET", "/v26.0/" + id, opens(), Map.of(), "");
    send("GET", "/v26.0/" + id, opens(), Map.of(), "");
    return id;
  }

  private static String placed(String text) {
    return text.replace("act_123", "act_" + MetaWorld.SHOP)
        .replace("/777/", "/" + clients.meta.appId() + "/")
        .replace("input_token=EAA", "input_token=" + clients.meta.accessToken())
        .replaceAll("&after=a(?=&|$)", "")
        .replaceAll("appsecret_proof=[0-9a-f]{64}&?", "")
        .replaceAll("2026-01-01", "2026-06-01")
        .replaceAll("2026-01-31", "2026-06-30")
        .replaceAll(
            "--BOUNDARY\\n[^\\n]*name=\"appsecret_proof\"\\n[^\\n]*\\n\\n[0-9a-f]{64}\\n", "");
  }

  private static String send(
      String method, String path, String query, Map<String, String> headers, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(method)
        .append(' ')
        .append(path)
        .append(query.isEmpty() ? "" : "?" + query)
        .append(" HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("content-length: " + body.length + "\r\n\r\n");
    try (Socket socket =
        clients.tls.getSocketFactory().createSocket("127.0.0.1", clients.sandbox.port())) {
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
