package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.Secret;
import dev.tributary.store.ConnectAttempt;
import dev.tributary.store.ConnectAttempt.Stage;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectAttemptsTest {
  private static final Secret HERE = Secret.of("sign-in-1");
  private static final Secret ELSEWHERE = Secret.of("sign-in-2");

  private final EngineFixture engine = new EngineFixture();
  private final ConnectAttempts connects = engine.engine.connects();

  @AfterEach
  void close() {
    engine.close();
  }

  private ConnectAttempts.Begun begin(Optional<UUID> reconnect) throws ConnectException {
    return connects.begin(engine.workspace, FakeProvider.ID, HERE, reconnect);
  }

  private static Map<String, String> redirect(URI consent, String code) {
    Map<String, String> parameters = new HashMap<>(Map.of("code", code));
    for (String part : consent.getRawQuery().split("&")) {
      if (part.startsWith("state=")) {
        parameters.put("state", part.substring("state=".length()));
      }
    }
    return parameters;
  }

  private ConnectAttempt land(ConnectAttempts.Begun begun, String code, Secret session)
      throws InterruptedException {
    Map<String, String> parameters = redirect(begun.consent(), code);
    ConnectAttempt found = connects.ofRedirect(parameters).orElseThrow();
    assertThat(found.id()).isEqualTo(begun.attempt().id());
    return connects.land(found, FakeProvider.ID, parameters, session);
  }

  @Test
  void another_browser_cannot_look_at_it_land_it_or_choose() throws Exception {
    ConnectAttempts.Begun begun = begin(Optional.empty());
    UUID id = begun.attempt().id();
    refused("not_found", () -> connects.find(engine.workspace, id, ELSEWHERE));
    refused("not_found", () -> connects.find(UUID.randomUUID(), id, HERE));
    ConnectAttempt landed = land(begun, "good-code", ELSEWHERE);
    assertThat(landed.stage())
        .isInstanceOfSatisfying(
            Stage.Refused.class, stage -> assertThat(stage.code()).isEqualTo("state_foreign"));
    refused("not_granted", () -> connects.choose(landed, HERE, List.of("acc-1"), Map.of(), 1));
  }

  @Test
  void a_redirect_of_nobody_has_no_attempt() {
    assertThat(connects.ofRedirect(Map.of())).isEmpty();
    assertThat(connects.ofRedirect(Map.of("state", "made-up"))).isEmpty();
  }

  @Test
  void a_refusal_is_kept_and_a_second_redirect_changes_nothing() throws Exception {
    ConnectAttempts.Begun begun = begin(Optional.empty());
    assertThat(land(begun, "old-code", HERE).stage())
        .isInstanceOfSatisfying(
            Stage.Refused.class, stage -> assertThat(stage.code()).isEqualTo("grant_rejected"));
    ConnectAttempt again = land(begun, "good-code", HERE);
    assertThat(again.stage()).isInstanceOf(Stage.Refused.class);
  }

  @Test
  void it_ends_with_its_time() throws Exception {
    ConnectAttempts.Begun begun = begin(Optional.empty());
    assertThat(connects.expired(begun.attempt())).isFalse();
    engine.clock.move(Duration.ofMinutes(10));
    assertThat(connects.expired(begun.attempt())).isTrue();
    assertThat(engine.stores.connects().deleteExpired(engine.clock.instant().plusSeconds(1)))
        .isEqualTo(1);
  }

  @Test
  void several_accounts_of_one_login_are_connected_at_once() throws Exception {
    ConnectAttempt landed = land(begin(Optional.empty()), "good-code", HERE);
    assertThat(landed.stage()).isInstanceOf(Stage.Granted.class);
    assertThat(connects.accounts(landed, HERE)).extracting(Account::id).contains("acc-1", "acc-2");
    List<Connections.Connected> connected =
        connects.choose(landed, HERE, List.of("acc-1", "acc-2"), Map.of(), 1);
    assertThat(connected).hasSize(2);
    assertThat(connected.getFirst().integration().grantId())
        .isEqualTo(connected.getLast().integration().grantId());
    refused("consent_used", () -> connects.choose(landed, HERE, List.of("acc-1"), Map.of(), 1));
    connects.withdraw(landed);
    refused("not_found", () -> connects.find(engine.workspace, landed.id(), HERE));
  }

  @Test
  void a_reconnect_takes_the_same_login_in_place_and_names_another_one() throws Exception {
    engine.provider.displayName = Optional.of("anna@example.com");
    Integration shop =
        connects
            .choose(
                land(begin(Optional.empty()), "good-code", HERE),
                HERE,
                List.of("acc-1"),
                Map.of(),
                1)
            .getFirst()
            .integration();
    engine.provider.login = "user-2";
    engine.provider.displayName = Optional.of("bert@example.com");
    assertThat(land(begin(Optional.of(shop.id())), "good-code", HERE).stage())
        .isInstanceOfSatisfying(
            Stage.Refused.class,
            stage -> {
              assertThat(stage.code()).isEqualTo("other_login");
              assertThat(stage.message()).contains("bert@example.com", "anna@example.com", "Shop");
            });
    engine.provider.login = "user-1";
    assertThat(land(begin(Optional.of(shop.id())), "good-code", HERE).stage())
        .isInstanceOf(Stage.Reconnected.class);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }
}
