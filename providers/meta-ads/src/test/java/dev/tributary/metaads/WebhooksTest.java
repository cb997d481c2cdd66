package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meta's calls to us, sent by the sandbox to a socket of ours. */
class WebhooksTest extends SandboxedTest {
  private static final Secret VERIFY = Secret.of("verify-me");

  private record Came(Map<String, String> headers, byte[] body, Receipt receipt) {}

  private final List<Came> came = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private URI address;
  private Connection managed;

  @BeforeEach
  void listen() throws Exception {
    came.clear();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          byte[] answer = new byte[0];
          int status = 200;
          if (exchange.getRequestMethod().equals("GET")) {
            Optional<String> challenge =
                adapter.challenge(query(exchange.getRequestURI().getRawQuery()), VERIFY);
            status = challenge.isPresent() ? 200 : 403;
            answer = challenge.orElse("").getBytes(UTF_8);
          } else {
            Map<String, String> headers = new HashMap<>();
            exchange
                .getRequestHeaders()
                .forEach((name, values) ->
                    headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
            Receipt receipt = adapter.receive(headers, body, Optional.empty(), NOW);
            came.add(new Came(headers, body, receipt));
            status = receipt instanceof Receipt.Accepted ? 200 : 403;
          }
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    managed =
        account(
            MetaWorld.SHOP,
            BERLIN,
            "EUR",
            new ApiKeyCredentials(
                MetaAdsFactory.PROVIDER, Secret.of(sandbox.description().meta().systemUserToken())),
            Map.of());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  private List<Event> events() {
    return came.stream()
        .flatMap(one ->
            one.receipt() instanceof Receipt.Accepted accepted
                ? accepted.events().stream()
                : java.util.stream.Stream.empty())
        .toList();
  }

  @Test
  void both_steps_are_made_once_and_checked_ever_after() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    assertThat(sandbox.meta().webhooks().accounts()).containsExactly(MetaWorld.SHOP);
    int made = logged("POST ", 2).size();
    adapter.subscribe(managed, address, VERIFY, call());
    assertThat(logged("POST ", 2)).hasSize(made);
    control("webhooks", "{}");
    assertThat(events()).hasSize(1);
  }

  @Test
  void the_accounts_step_is_undone_alone_and_twice_is_no_error() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    adapter.unsubscribe(managed, address, call());
    adapter.unsubscribe(managed, address, call());
    assertThat(sandbox.meta().webhooks().accounts()).isEmpty();
    assertThat(sandbox.meta().webhooks().subscriptions()).hasSize(1);
  }

  @Test
  void without_the_permission_everything_is_read_as_scheduled() throws Exception {
    Failure failure = failure(() -> adapter.subscribe(shop, address, VERIFY, call()));
    assertThat(failure)
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> {
              assertThat(missing.permission()).isEqualTo("ads_management");
              assertThat(missing.scope()).isEqualTo(Failure.Scope.STREAM);
            });
    adapter.unsubscribe(shop, address, call());
  }

  @Test
  void a_subscription_that_is_not_confirmed_is_no_subscription() {
    answer("subscriptions", 200, "{\"data\":[]}");
    answer("POST /v26.0/", 200, "{\"success\":false}");
    assertThat(failure(() -> adapter.subscribe(managed, address, VERIFY, call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void documented_answers_of_older_versions_are_understood() throws Exception {
    answer(
        "subscriptions",
        200,
        "{\"data\":[{\"object\":\"page\"},{\"object\":\"ad_account\",\"callback_url\":\"%s\",\"fields\":[\"effective_status\",\"with_issues_ad_objects\",\"in_process_ad_objects\",\"subscriptions\"]}]}"
            .formatted(address));
    answer("GET /v26.0/act_", 200, "{\"data\":[{\"id\":\"1\"}]}");
    answer("POST /v26.0/act_", 200, "{\"success\":\"true\"}");
    adapter.subscribe(managed, address, VERIFY, call());
    assertThat(logged("POST ", 1)).hasSize(1);
  }

  @Test
  void what_hinders_unsubscribing_is_said() {
    sandbox.faults().add(dev.tributary.sandbox.Fault.once("meta.2", "DELETE "));
    assertThat(failure(() -> adapter.unsubscribe(managed, address, call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void the_challenge_is_answered_for_our_own_token_alone() {
    Map<String, String> asked =
        Map.of("hub.mode", "subscribe", "hub.challenge", "42", "hub.verify_token", "verify-me");
    assertThat(adapter.challenge(asked, VERIFY)).contains("42");
    assertThat(adapter.challenge(asked, Secret.of("other"))).isEmpty();
    assertThat(adapter.challenge(asked, Secret.of(""))).isEmpty();
    assertThat(adapter.challenge(Map.of(), VERIFY)).isEmpty();
    assertThat(
            adapter.challenge(
                Map.of("hub.mode", "subscribe", "hub.verify_token", "verify-me"), VERIFY))
        .isEmpty();
  }

  @Test
  void batches_duplicates_and_reordering_are_told_apart_by_content() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    control(
        "webhooks",
        "{\"account\":\"%s\",\"count\":2500,\"batch\":1000,\"copies\":2,\"shuffle\":true}"
            .formatted(MetaWorld.SHOP));
    assertThat(came).hasSize(6);
    Set<String> keys = new LinkedHashSet<>();
    events().forEach(event -> keys.add(event.key()));
    assertThat(events()).hasSize(5_000);
    assertThat(keys).hasSize(2_500);
  }

  @Test
  void an_event_names_account_moment_and_the_streams_to_read() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    control("webhooks", "{\"account\":\"%s\",\"count\":1}".formatted(MetaWorld.SHOP));
    assertThat(events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.account()).isEqualTo(MetaWorld.SHOP);
          assertThat(event.at()).isEqualTo(NOW);
          assertThat(event.streams()).containsExactly("account", "ads", "ad_list");
          assertThat(event.what()).isEqualTo("effective status of an ad");
        });
    for (Map.Entry<String, String> level :
        Map.of("CAMPAIGN", "campaigns", "AD_SET", "ad_sets", "other", "campaigns").entrySet()) {
      assertThat(event("effective_status", level.getKey()).streams()).contains(level.getValue());
    }
    assertThat(event("creative_fatigue", "AD").streams()).isEmpty();
  }

  private Event event(String field, String level) {
    byte[] body =
        "{\"object\":\"ad_account\",\"entry\":[{\"id\":\"1\",\"time\":5,\"changes\":[{\"field\":\"%s\",\"value\":{\"level\":\"%s\"}}]}]}"
            .formatted(field, level)
            .getBytes(UTF_8);
    return ((Receipt.Accepted) signed(body)).events().getFirst();
  }

  private Receipt signed(byte[] body) {
    Secret secret = Secret.of(sandbox.description().meta().appSecret());
    return adapter.receive(
        Map.of("x-hub-signature-256", "sha256=" + Signature.hex(body, secret)),
        body,
        Optional.empty(),
        NOW);
  }

  @Test
  void what_is_signed_but_not_about_ad_accounts_is_refused() {
    for (String body :
        List.of(
            "no json", "7", "{\"object\":\"page\",\"entry\":[]}", "{\"object\":\"ad_account\"}")) {
      assertThat(signed(body.getBytes(UTF_8))).isInstanceOf(Receipt.Refused.class);
    }
    String change =
        "{\"field\":\"subscriptions\",\"value\":{\"account_id\":1,\"object_type\":\"adset\"}}";
    String entries =
        "[{\"id\":\"1\",\"time\":5,\"changes\":["
            + String.join(",", java.util.Collections.nCopies(1_000, change))
            + "]}]";
    assertThat(((Receipt.Accepted) signed(entries.getBytes(UTF_8))).events())
        .hasSize(1_000)
        .allSatisfy(event -> assertThat(event.streams()).contains("ad_sets"));
    String more = entries.replace("]}]", "," + change + "]}]");
    assertThat(signed(more.getBytes(UTF_8))).isInstanceOf(Receipt.Refused.class);
  }

  @Test
  void no_signature_counts_without_an_app() {
    var without = new MetaAdsAdapter(environment(new MetaAdsFactory().versions(), false));
    assertThat(without.receive(Map.of(), new byte[0], Optional.empty(), NOW))
        .isInstanceOf(Receipt.Refused.class);
    assertThat(without.statement("signed_request=a.b".getBytes(UTF_8))).isEmpty();
    assertThat(without.receive(Map.of(), new byte[0], Optional.of(Secret.of("")), NOW))
        .isInstanceOf(Receipt.Refused.class);
  }

  @Test
  void ten_thousand_forged_or_altered_deliveries_and_none_is_accepted() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    control("webhooks", "{\"account\":\"%s\",\"count\":3}".formatted(MetaWorld.SHOP));
    Came real = came.getFirst();
    Random random = new Random(7);
    for (int n = 0; n < 10_000; n++) {
      byte[] body = real.body().clone();
      Map<String, String> headers = new HashMap<>(real.headers());
      String signature = headers.get("x-hub-signature-256");
      switch (n % 5) {
        case 0 -> body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(7));
        case 1 -> headers.remove("x-hub-signature-256");
        case 2 ->
            headers.put(
                "x-hub-signature-256",
                "sha256=" + Signature.hex(body, Secret.of("guess-" + random.nextLong())));
        case 3 -> {
          int at = 7 + random.nextInt(64);
          char other = signature.charAt(at) == 'a' ? 'b' : 'a';
          headers.put(
              "x-hub-signature-256",
              signature.substring(0, at) + other + signature.substring(at + 1));
        }
        default -> body = java.util.Arrays.copyOf(body, body.length - 1 - random.nextInt(20));
      }
      assertThat(adapter.receive(headers, body, Optional.empty(), NOW))
          .isInstanceOf(Receipt.Refused.class);
    }
  }

  @Test
  void forgeries_of_the_sandbox_are_refused_on_the_wire() throws Exception {
    adapter.subscribe(managed, address, VERIFY, call());
    for (String forgery : List.of("unsigned", "other_secret", "altered_body")) {
      control(
          "webhooks", "{\"account\":\"%s\",\"forgery\":\"%s\"}".formatted(MetaWorld.SHOP, forgery));
    }
    assertThat(came).hasSize(3);
    assertThat(events()).isEmpty();
  }

  @Test
  void a_person_who_removes_us_or_wants_data_deleted_is_named() throws Exception {
    List<Optional<dev.tributary.spi.GrantCallbacks.Statement>> statements =
        new CopyOnWriteArrayList<>();
    server.createContext(
        "/gone",
        exchange -> {
          statements.add(adapter.statement(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    URI gone = address.resolve("/gone");
    control("app", "{\"deauthorizeUrl\":\"%s\",\"dataDeletionUrl\":\"%s\"}".formatted(gone, gone));
    String user = adapter.connect(credentials, call()).providerUser();
    control("delete-data", "{\"user\":\"owner\"}");
    control("deauthorize", "{\"user\":\"owner\"}");
    assertThat(statements).hasSize(2);
    assertThat(statements)
        .allSatisfy(statement -> {
          assertThat(statement.orElseThrow().providerUser()).isEqualTo(user);
          assertThat(statement.orElseThrow().at()).isEqualTo(NOW);
        });
  }

  @Test
  void a_statement_that_is_not_metas_says_nothing() {
    Secret secret = Secret.of(sandbox.description().meta().appSecret());
    String real = statement("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"7\"}", secret);
    assertThat(adapter.statement(("a=b&signed_request=" + real).getBytes(UTF_8))).isPresent();
    for (String wrong :
        List.of(
            statement("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"7\"}", Secret.of("guess")),
            statement("{\"algorithm\":\"none\",\"user_id\":\"7\"}", secret),
            statement("{\"algorithm\":\"HMAC-SHA256\"}", secret),
            statement("no json", secret),
            real + "x",
            "nothing",
            "%zz",
            "!." + real.substring(real.indexOf('.') + 1))) {
      assertThat(adapter.statement(("signed_request=" + wrong).getBytes(UTF_8)))
          .as(wrong)
          .isEmpty();
    }
    assertThat(adapter.statement("other=1".getBytes(UTF_8))).isEmpty();
  }

  private static String statement(String payload, Secret secret) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String text = encoder.encodeToString(payload.getBytes(UTF_8));
    return encoder.encodeToString(Signature.of(text.getBytes(UTF_8), secret)) + "." + text;
  }
}
