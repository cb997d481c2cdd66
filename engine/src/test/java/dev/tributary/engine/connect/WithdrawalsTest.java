package dev.tributary.engine.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeHooks;
import dev.tributary.engine.FakeProvider;
import dev.tributary.store.DataDeletionStore.DataDeletion;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider says of a person who took our access away, or wants to be forgotten. */
class WithdrawalsTest {
  private final EngineFixture engine = new EngineFixture();
  private final Withdrawals withdrawals = engine.engine.connections().withdrawals();

  @AfterEach
  void close() {
    engine.close();
  }

  private byte[] said() {
    return FakeHooks.said(engine.provider.login, engine.clock.instant());
  }

  @Test
  void who_did_not_sign_is_not_believed() {
    Integration shop = engine.connect(1);
    byte[] forged = "guess user-1 1".getBytes(UTF_8);
    assertThat(withdrawals.deauthorized(FakeProvider.ID, forged)).isFalse();
    assertThat(withdrawals.forget(FakeProvider.ID, forged)).isEmpty();
    assertThat(withdrawals.deauthorized("nobody", said())).isFalse();
    assertThat(withdrawals.told("nobody")).isFalse();
    assertThat(withdrawals.told(FakeProvider.ID)).isTrue();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void access_that_was_taken_away_waits_for_a_new_login() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 1);
    byte[] said = said();
    assertThat(withdrawals.deauthorized(FakeProvider.ID, said)).isTrue();
    for (Connections.Connected one : both) {
      assertThat(engine.again(one.integration()).state())
          .isEqualTo(IntegrationState.RECONNECT_NEEDED);
    }
    engine.clock.move(Duration.ofMinutes(1));
    Integration shop = both.getFirst().integration();
    engine
        .engine
        .connections()
        .reconnect(
            engine.workspace, shop.id(), engine.provider.credentials(FakeProvider.ACCESS_TOKEN));
    assertThat(withdrawals.deauthorized(FakeProvider.ID, said)).isTrue();
    assertThat(engine.again(shop).state())
        .as("an old statement says nothing of a new login")
        .isEqualTo(IntegrationState.ACTIVE);
    assertThat(
            withdrawals.deauthorized(
                FakeProvider.ID, FakeHooks.said("stranger", engine.clock.instant())))
        .isTrue();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void a_forgotten_persons_login_is_destroyed_and_its_numbers_stay() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    long rows = engine.number("select count(*) from kpi.fake_visits");
    byte[] said = said();
    DataDeletion done = withdrawals.forget(FakeProvider.ID, said).orElseThrow();
    assertThat(done.logins()).isOne();
    assertThat(done.code()).hasSize(22);
    assertThat(withdrawals.deletion(FakeProvider.ID, done.code())).isPresent();
    assertThat(withdrawals.deletion(FakeProvider.ID, "guess")).isEmpty();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.DISCONNECTED);
    assertThat(engine.again(shop).reason().orElseThrow().code()).isEqualTo("person_forgotten");
    assertThat(
            engine.number(
                "select count(*) from tributary.provider_grant where provider_user = 'user-1'"
                    + " or length(ciphertext) > 0"))
        .isZero();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(rows);
    assertThat(engine.number("select count(*) from tributary.notification where kind = 'stopped'"))
        .isOne();

    engine
        .engine
        .connections()
        .connect(
            engine.workspace,
            FakeProvider.ID,
            engine.provider.credentials(FakeProvider.ACCESS_TOKEN),
            List.of("acc-1"),
            Map.of(),
            0);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(withdrawals.forget(FakeProvider.ID, said).orElseThrow().code())
        .as("the same demand once more")
        .isEqualTo(done.code());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void who_was_never_here_is_told_so() {
    DataDeletion done =
        withdrawals
            .forget(FakeProvider.ID, FakeHooks.said("stranger", engine.clock.instant()))
            .orElseThrow();
    assertThat(done.logins()).isZero();
  }
}
