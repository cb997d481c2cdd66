package dev.tributary.engine.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OAuthFlowTest {
  private static final Secret SESSION = Secret.of("session-cookie-1");

  private final EngineFixture engine = new EngineFixture();
  private final OAuthFlow oauth = engine.engine.oauth();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void a_consent_leads_to_accounts_and_the_chosen_one_is_read() throws Exception {
    URI consent = begin(Optional.empty());
    assertThat(query(consent).get("redirect_uri"))
        .isEqualTo("http://localhost:8080/oauth/fake/callback");
    assertThat(query(consent).get("code_challenge")).hasSize(43);
    OAuthFlow.Landed landed = callback(good(consent), SESSION);
    assertThat(landed.returnTo()).isEqualTo("/connections");
    UUID id = ((OAuthFlow.Landed.Choose) landed).consent();
    assertThat(oauth.accounts(engine.workspace, id, SESSION))
        .extracting(Account::name)
        .containsExactly("Shop", "Blog");
    List<Connections.Connected> connected =
        oauth.finish(engine.workspace, id, SESSION, List.of("acc-2"), Map.of(), 5);
    engine.turn();
    Integration blog = connected.getFirst().integration();
    assertThat(engine.lastJob(blog).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(blog.account().name()).isEqualTo("Blog");
    refused(
        "consent_used",
        () -> oauth.finish(engine.workspace, id, SESSION, List.of("acc-1"), Map.of(), 5));
  }

  @Test
  void a_redirect_that_did_not_begin_here_is_refused() throws Exception {
    refused("state_missing", () -> callback(Map.of("code", "good-code"), SESSION));
    refused("state_missing", () -> callback(Map.of("code", "good-code", "state", " "), SESSION));
    refused(
        "state_unknown", () -> callback(Map.of("code", "good-code", "state", "made-up"), SESSION));
    Map<String, String> good = good(begin(Optional.empty()));
    refused(
        "state_unknown",
        () -> callback(Map.of("code", "good-code", "state", good.get("state") + "x"), SESSION));
  }

  @Test
  void another_browser_cannot_use_a_state_and_burns_it() throws Exception {
    Map<String, String> good = good(begin(Optional.empty()));
    refused("state_foreign", () -> callback(good, Secret.of("session-cookie-2")));
    refused("state_used", () -> callback(good, SESSION));
  }

  @Test
  void a_state_is_used_once() throws Exception {
    Map<String, String> good = good(begin(Optional.empty()));
    callback(good, SESSION);
    refused("state_used", () -> callback(good, SESSION));
  }

  @Test
  void a_state_lasts_ten_minutes() throws Exception {
    Map<String, String> good = good(begin(Optional.empty()));
    engine.clock.move(Duration.ofMinutes(10));
    refused("state_expired", () -> callback(good, SESSION));
  }

  @Test
  void a_denied_or_failed_consent_says_what_to_do() throws Exception {
    String state = good(begin(Optional.empty())).get("state");
    refused(
        "consent_denied",
        () -> callback(Map.of("state", state, "error", "access_denied"), SESSION));
    String other = good(begin(Optional.empty())).get("state");
    assertThatThrownBy(
            () -> callback(Map.of("state", other, "error", "<script>redirect_mismatch"), SESSION))
        .hasMessageContaining("scriptredirect_mismatch")
        .hasMessageNotContaining("<");
    String third = good(begin(Optional.empty())).get("state");
    refused("code_missing", () -> callback(Map.of("state", third), SESSION));
    String fourth = good(begin(Optional.empty())).get("state");
    refused("grant_rejected", () -> callback(Map.of("state", fourth, "code", "old"), SESSION));
  }

  @Test
  void a_scope_that_was_not_ticked_is_named_and_nothing_is_stored() throws Exception {
    engine.provider.scopesGranted = Set.of("openid");
    Map<String, String> good = good(begin(Optional.empty()));
    assertThatThrownBy(() -> callback(good, SESSION))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("permission read was not ticked");
    assertThat(engine.number("select count(*) from tributary.provider_grant")).isZero();
    assertThat(engine.number("select count(*) from tributary.pending_consent")).isZero();
  }

  @Test
  void a_consent_belongs_to_its_browser_and_workspace_and_lasts_half_an_hour() throws Exception {
    UUID id =
        ((OAuthFlow.Landed.Choose) callback(good(begin(Optional.empty())), SESSION)).consent();
    refused("consent_unknown", () -> oauth.accounts(UUID.randomUUID(), id, SESSION));
    refused("consent_unknown", () -> oauth.accounts(engine.workspace, id, Secret.of("other")));
    refused("consent_unknown", () -> oauth.accounts(engine.workspace, UUID.randomUUID(), SESSION));
    refused(
        "account_unknown",
        () -> oauth.finish(engine.workspace, id, SESSION, List.of("acc-9"), Map.of(), 5));
    refused(
        "nothing_chosen",
        () -> oauth.finish(engine.workspace, id, SESSION, List.of(), Map.of(), 5));
    engine.clock.move(Duration.ofMinutes(30));
    refused("consent_expired", () -> oauth.accounts(engine.workspace, id, SESSION));
  }

  @Test
  void the_way_back_is_a_path_of_our_own() {
    for (String away : List.of("https://evil.example", "//evil.example", "/\\evil.example", "")) {
      refused(
          "bad_return",
          () -> oauth.begin(engine.workspace, "fake", SESSION, away, Optional.empty()));
    }
    refused(
        "no_oauth", () -> oauth.begin(engine.workspace, "nobody", SESSION, "/", Optional.empty()));
    refused(
        "not_found",
        () -> oauth.begin(engine.workspace, "fake", SESSION, "/", Optional.of(UUID.randomUUID())));
  }

  @Test
  void a_reconnect_keeps_everything_and_goes_on() throws Exception {
    Integration shop = engine.connect(3);
    engine.provider.fails(new Failure.GrantRejected("Revoked."));
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
    engine.clock.move(Duration.ofSeconds(1));
    OAuthFlow.Landed landed = callback(good(begin(Optional.of(shop.id()))), SESSION);
    assertThat(landed)
        .isEqualTo(new OAuthFlow.Landed.Reconnected(engine.workspace, shop.id(), "/connections"));
    engine.turnAfter(Duration.ofSeconds(1));
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from tributary.integration")).isOne();
    assertThat(engine.number("select count(*) from tributary.provider_grant")).isOne();
  }

  @Test
  void a_reconnect_with_another_login_or_without_the_account_changes_nothing() throws Exception {
    Integration shop = engine.connect(3);
    engine.provider.login = "somebody-else";
    Map<String, String> other = good(begin(Optional.of(shop.id())));
    refused("other_login", () -> callback(other, SESSION));
    engine.provider.login = "user-1";
    engine.provider.accounts.removeFirst();
    Map<String, String> without = good(begin(Optional.of(shop.id())));
    refused("account_unknown", () -> callback(without, SESSION));
    assertThat(engine.number("select max(version) from tributary.provider_grant")).isOne();
  }

  @Test
  void neither_state_nor_verifier_nor_token_lies_open_in_the_database() throws Exception {
    URI consent = begin(Optional.empty());
    String state = query(consent).get("state");
    callback(good(consent), SESSION);
    for (String table : List.of("oauth_state", "pending_consent")) {
      assertThat(
              engine.number(
                  "select count(*) from tributary.%s t where t::text like '%%%s%%' or t::text like '%%canary%%' or t::text like '%%session-cookie%%'"
                      .formatted(table, state)))
          .isZero();
    }
  }

  @Test
  void the_operators_client_secret_is_kept_encrypted_and_can_be_replaced() throws Exception {
    OAuthApps apps = new OAuthApps(engine.stores.oauth(), engine.vault);
    assertThat(apps.of("fake")).isEmpty();
    apps.put(
        "fake", new AppCredentials("id-1", Secret.of("app-secret-canary")), engine.clock.instant());
    apps.put(
        "fake",
        new AppCredentials("id-2", Secret.of("app-secret-canary-2")),
        engine.clock.instant());
    assertThat(apps.of("fake"))
        .contains(new AppCredentials("id-2", Secret.of("app-secret-canary-2")));
    assertThat(
            engine.number(
                "select count(*) from tributary.oauth_app t where encode(t.ciphertext, 'escape') like '%canary%'"))
        .isZero();
  }

  @Test
  void there_is_one_adapter_for_each_provider() {
    assertThatThrownBy(() -> new Adapters(List.of(engine.provider, engine.provider)))
        .hasMessageContaining("two adapters for fake");
    assertThatThrownBy(() -> engine.adapters.of("nobody")).hasMessageContaining("[fake]");
    assertThat(engine.adapters.find(FakeProvider.ID)).isPresent();
  }

  private URI begin(Optional<UUID> reconnect) throws ConnectException {
    return oauth.begin(engine.workspace, "fake", SESSION, "/connections", reconnect);
  }

  private OAuthFlow.Landed callback(Map<String, String> parameters, Secret session)
      throws ConnectException, InterruptedException {
    return oauth.callback("fake", parameters, session);
  }

  private static Map<String, String> good(URI consent) {
    return Map.of("state", query(consent).get("state"), "code", "good-code");
  }

  private static Map<String, String> query(URI address) {
    return Arrays.stream(address.getQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static void refused(String code, ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(
            ConnectException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageEndingWith(".").hasMessageNotContaining("canary");
            });
  }
}
