package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Account;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.DataAccessException;

/** Grants, integrations and OAuth. */
@TestInstance(Lifecycle.PER_CLASS)
class ConnectionStoresTest {
  private static final Instant NOW = Connected.NOW;
  private static final Sealed OTHER = new Sealed(new byte[] {9, 9}, "key-2");

  private Database database;
  private GrantStore grants;
  private IntegrationStore integrations;
  private OAuthStore oauth;
  private Connected shop;

  @BeforeAll
  void open() {
    database = TestServer.database();
    grants = new GrantStore(database);
    integrations = new IntegrationStore(database);
    oauth = new OAuthStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
  }

  private Grant grant() {
    return grants.find(shop.workspaceId(), shop.grantId()).orElseThrow();
  }

  // --- grants ---

  @Test
  void credentials_are_replaced_only_by_who_read_the_latest() {
    assertThat(replace(7)).as("never had that version").isFalse();
    assertThat(replace(1)).isTrue();
    assertThat(replace(1)).as("somebody was faster").isFalse();

    Grant now = grant();
    assertThat(now.version()).isEqualTo(2);
    assertThat(now.credentials()).isEqualTo(OTHER);
    assertThat(now.scopes()).containsExactlyInAnyOrder("read", "write");
    assertThat(now.expiresAt()).isEmpty();
  }

  private boolean replace(long version) {
    return grants.replace(
        shop.workspaceId(),
        shop.grantId(),
        version,
        OTHER,
        Set.of("write", "read"),
        Optional.empty(),
        NOW);
  }

  @Test
  void one_of_many_gets_the_right_to_refresh() throws Exception {
    try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> leases =
          IntStream.range(0, 8)
              .mapToObj(node -> nodes.submit(() -> lease("node-" + node, NOW)))
              .toList();
      int got = 0;
      for (Future<Boolean> lease : leases) {
        got += lease.get() ? 1 : 0;
      }
      assertThat(got).isOne();
    }
  }

  private boolean lease(String owner, Instant now) {
    return grants.lease(shop.workspaceId(), shop.grantId(), owner, now, Duration.ofSeconds(60));
  }

  @Test
  void the_right_to_refresh_ends_by_itself_and_is_given_back_by_its_owner_alone() {
    assertThat(lease("a", NOW)).isTrue();
    assertThat(lease("b", NOW.plusSeconds(59))).isFalse();
    grants.release(shop.workspaceId(), shop.grantId(), "b");
    assertThat(lease("b", NOW.plusSeconds(59))).isFalse();
    assertThat(lease("b", NOW.plusSeconds(60))).isTrue();
    grants.release(shop.workspaceId(), shop.grantId(), "a");
    assertThat(lease("a", NOW.plusSeconds(61))).isFalse();
    grants.release(shop.workspaceId(), shop.grantId(), "b");
    assertThat(lease("a", NOW.plusSeconds(61))).isTrue();
  }

  @Test
  void a_refusal_of_credentials_that_were_replaced_says_nothing() {
    replace(1);

    assertThat(grants.reject(shop.workspaceId(), shop.grantId(), 1, "revoked", NOW)).isFalse();
    assertThat(grant().state()).isEqualTo(Grant.State.ACTIVE);
    assertThat(grants.reject(shop.workspaceId(), shop.grantId(), 2, "revoked", NOW)).isTrue();
    assertThat(grant().state()).isEqualTo(Grant.State.RECONNECT_NEEDED);
    assertThat(grant().reason()).contains("revoked");
    replace(2);
    assertThat(grant().state()).isEqualTo(Grant.State.ACTIVE);
    assertThat(grant().reason()).isEmpty();
  }

  @Test
  void disconnecting_destroys_the_credentials() {
    grants.disconnect(shop.workspaceId(), shop.grantId(), "ended by Anna", NOW);

    assertThat(grant().credentials()).isEqualTo(Sealed.NONE);
    assertThat(grant().state()).isEqualTo(Grant.State.DISCONNECTED);
    assertThat(grants.reject(shop.workspaceId(), shop.grantId(), 2, "revoked", NOW)).isFalse();
    assertThat(grants.ofProviderUser(shop.workspaceId(), "acme", "user-123").orElseThrow().id())
        .isEqualTo(shop.grantId());
    assertThat(grants.ofProviderUser(shop.workspaceId(), "other", "user-123")).isEmpty();
  }

  @Test
  void one_login_is_one_grant() {
    assertThatThrownBy(() ->
            grants.create(Connected.grant(shop.workspaceId(), Ids.next(NOW), "acme", "user-123")))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void rotation_finds_what_another_key_sealed() {
    assertThat(grants.keyIds()).contains("key-1");
    assertThat(grants.notSealedWith("key-2", 1_000)).extracting(Grant::id).contains(shop.grantId());
    replace(1);
    assertThat(grants.notSealedWith("key-2", 1_000))
        .extracting(Grant::id)
        .doesNotContain(shop.grantId());
  }

  @Test
  void what_is_sealed_shows_nothing() {
    Sealed sealed = new Sealed("secret".getBytes(StandardCharsets.UTF_8), "key-1");

    assertThat(sealed).hasToString("sealed with key-1, 6 bytes");
    assertThat(sealed).isNotEqualTo(OTHER).isNotEqualTo("secret");
    assertThat(sealed)
        .isEqualTo(new Sealed("secret".getBytes(StandardCharsets.UTF_8), "key-1"))
        .hasSameHashCodeAs(new Sealed("secret".getBytes(StandardCharsets.UTF_8), "key-9"))
        .isNotEqualTo(new Sealed("secret".getBytes(StandardCharsets.UTF_8), "key-9"));
  }

  // --- integrations ---

  private Integration integration() {
    return integrations.find(shop.workspaceId(), shop.integrationId()).orElseThrow();
  }

  @Test
  void reconnecting_takes_up_the_integration_that_is_there() {
    integrations.setState(
        shop.workspaceId(),
        shop.integrationId(),
        IntegrationState.DISCONNECTED,
        Optional.of(new Integration.Reason("ended", "Ended by Anna")),
        NOW);
    UUID newGrant = Ids.next(NOW);
    grants.create(Connected.grant(shop.workspaceId(), newGrant, "acme", "another"));
    Account moved =
        new Account("123", "Renamed", ZoneId.of("UTC"), Optional.of("USD"), Map.of("x", "y"));

    Integration again =
        integrations
            .connect(Ids.next(NOW), shop.workspaceId(), newGrant, "acme", moved, Map.of(), NOW)
            .orElseThrow();

    assertThat(again.id()).isEqualTo(shop.integrationId());
    assertThat(again.grantId()).isEqualTo(newGrant);
    assertThat(again.state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(again.settings()).as("kept").isEqualTo(Map.of("a", "b"));
    assertThat(again.account().name()).isEqualTo("Renamed");
    assertThat(again.account().zone()).as("days were cut by it").isEqualTo(Connected.ZONE);
    assertThat(again.account().currency()).contains("EUR");
    assertThat(integrations.ofGrant(shop.workspaceId(), newGrant)).containsExactly(again);
  }

  @Test
  void the_database_repeats_the_table_of_statuses() {
    for (IntegrationState state : IntegrationState.values()) {
      Optional<Integration.Reason> reason =
          state == IntegrationState.ACTIVE
              ? Optional.empty()
              : Optional.of(new Integration.Reason("code", "A reason"));
      integrations.setState(shop.workspaceId(), shop.integrationId(), state, reason, NOW);
      String status =
          database.inTenant(
              shop.workspaceId(),
              session ->
                  session.sql().sql("select status from integration").query(String.class).single());

      assertThat(status).isEqualTo(Columns.word(state.status()));
      assertThat(integration().state()).isEqualTo(state);
      assertThat(integration().reason()).isEqualTo(reason);
      assertThat(integration().status()).isEqualTo(state.status());
    }
    assertThat(IntegrationState.ACTIVE.syncs()).isTrue();
    assertThat(IntegrationState.PAUSED.syncs()).isFalse();
  }

  @Test
  void a_refused_grant_stops_all_its_integrations_but_those_that_ended() {
    Integration second =
        integrations
            .connect(
                Ids.next(NOW),
                shop.workspaceId(),
                shop.grantId(),
                "acme",
                Connected.account("456"),
                Map.of(),
                NOW)
            .orElseThrow();
    integrations.setState(
        shop.workspaceId(),
        second.id(),
        IntegrationState.DISCONNECTED,
        Optional.of(new Integration.Reason("ended", "Ended")),
        NOW);

    int stopped =
        integrations.setStateOfGrant(
            shop.workspaceId(),
            shop.grantId(),
            IntegrationState.RECONNECT_NEEDED,
            Optional.of(new Integration.Reason("grant_rejected", "Reconnect")),
            NOW);

    assertThat(stopped).isOne();
    assertThat(integrations.of(shop.workspaceId()))
        .extracting(Integration::state)
        .containsExactlyInAnyOrder(
            IntegrationState.RECONNECT_NEEDED, IntegrationState.DISCONNECTED);
    assertThat(integrations.all(List.of(IntegrationState.RECONNECT_NEEDED)))
        .extracting(Integration::id)
        .contains(shop.integrationId())
        .doesNotContain(second.id());
  }

  @Test
  void settings_and_account_are_kept_exactly() {
    Map<String, String> hostile = Map.of("a\"b", "c\\d", "", "", "tab", "\t", "nul", "x\0y");
    assertThat(
            integrations.change(
                shop.workspaceId(), shop.integrationId(), 1, hostile, Optional.empty(), NOW))
        .isTrue();
    assertThat(integration().settings())
        .isEqualTo(Map.of("a\"b", "c\\d", "", "", "tab", "\t", "nul", "xy"));

    Account bare =
        new Account("123", "'; drop", ZoneId.of("Asia/Tokyo"), Optional.empty(), Map.of());
    integrations.updateAccount(shop.workspaceId(), shop.integrationId(), bare, NOW);
    assertThat(integration().account()).isEqualTo(bare);
  }

  @Test
  void workspaces_are_found_by_themselves_and_listed_by_the_system() {
    WorkspaceStore workspaces = new WorkspaceStore(database);

    assertThat(workspaces.find(shop.workspaceId()).orElseThrow().name()).isEqualTo("Acme & Söhne");
    assertThat(workspaces.all()).extracting(Workspace::id).contains(shop.workspaceId());
  }

  // --- OAuth ---

  private OAuthState state(byte seed, String returnTo) {
    byte[] hash = new byte[32];
    hash[0] = seed;
    hash[1] = (byte) shop.workspaceId().hashCode();
    return new OAuthState(
        hash,
        shop.workspaceId(),
        "acme",
        new byte[] {7},
        OTHER,
        "http://localhost/callback",
        returnTo,
        Optional.of(shop.integrationId()),
        NOW,
        NOW.plusSeconds(600),
        Optional.empty());
  }

  @Test
  void a_state_is_used_once_and_then_known_as_used() {
    OAuthState state = state((byte) 1, "/connections");
    oauth.begin(state);

    OAuthState first = oauth.take(state.stateHash(), NOW.plusSeconds(1)).orElseThrow();
    assertThat(first.usedAt()).isEmpty();
    assertThat(first.verifier()).isEqualTo(OTHER);
    assertThat(first.reconnect()).contains(shop.integrationId());
    assertThat(first.sessionHash()).containsExactly(7);
    OAuthState second = oauth.take(state.stateHash(), NOW.plusSeconds(2)).orElseThrow();
    assertThat(second.usedAt()).contains(NOW.plusSeconds(1));
    assertThat(oauth.take(new byte[32], NOW)).isEmpty();
  }

  @Test
  void one_of_many_callbacks_with_the_same_state_comes_first() throws Exception {
    OAuthState state = state((byte) 2, "/");
    oauth.begin(state);
    try (ExecutorService browsers = Executors.newFixedThreadPool(6)) {
      List<Future<Boolean>> taken =
          IntStream.range(0, 6)
              .mapToObj(one ->
                  browsers.submit(
                      () -> oauth.take(state.stateHash(), NOW).orElseThrow().usedAt().isEmpty()))
              .toList();
      int first = 0;
      for (Future<Boolean> one : taken) {
        first += one.get() ? 1 : 0;
      }
      assertThat(first).isOne();
    }
  }

  @Test
  void the_way_back_is_a_path_of_our_own() {
    for (String elsewhere : List.of("https://evil.example", "//evil.example", "/\\evil", "")) {
      assertThatThrownBy(() -> oauth.begin(state((byte) 3, elsewhere)))
          .as(elsewhere)
          .isInstanceOf(DataAccessException.class);
    }
  }

  @Test
  void a_consent_waits_and_is_used_once() {
    PendingConsent consent =
        new PendingConsent(
            Ids.next(NOW),
            shop.workspaceId(),
            "acme",
            new byte[] {7},
            OTHER,
            Optional.empty(),
            NOW,
            NOW.plusSeconds(600),
            Optional.empty());
    oauth.keep(consent);

    assertThat(oauth.consent(consent.id()).orElseThrow().credentials()).isEqualTo(OTHER);
    assertThat(oauth.takeConsent(consent.id(), NOW).orElseThrow().usedAt()).isEmpty();
    PendingConsent after = oauth.takeConsent(consent.id(), NOW).orElseThrow();
    assertThat(after.usedAt()).contains(NOW);
    assertThat(after.credentials()).as("destroyed").isEqualTo(Sealed.NONE);
    assertThat(oauth.deleteExpired(NOW.plusSeconds(601))).isPositive();
    assertThat(oauth.consent(consent.id())).isEmpty();
  }

  @Test
  void an_app_is_replaced_only_by_who_saw_it() {
    OAuthApp first = new OAuthApp("acme", "client", OTHER, 1, NOW);

    assertThat(oauth.putApp(new OAuthApp("acme", "client", OTHER, 2, NOW)))
        .as("there is none to replace")
        .isFalse();
    assertThat(oauth.putApp(first)).isTrue();
    assertThat(oauth.putApp(first)).isFalse();
    assertThat(oauth.putApp(new OAuthApp("acme", "client-2", OTHER, 2, NOW))).isTrue();
    assertThat(oauth.app("acme").orElseThrow().clientId()).isEqualTo("client-2");
    assertThat(oauth.app("other")).isEmpty();
  }

  @Test
  void the_first_sentinel_stays_until_it_is_replaced() {
    SentinelStore sentinels = new SentinelStore(database);
    Sealed first = new Sealed(new byte[] {1}, "k1");

    assertThat(sentinels.read()).isEmpty();
    assertThat(sentinels.keepIfAbsent(first)).isEqualTo(first);
    assertThat(sentinels.keepIfAbsent(OTHER)).isEqualTo(first);
    sentinels.replace(OTHER);
    assertThat(sentinels.read()).contains(OTHER);
  }
}
