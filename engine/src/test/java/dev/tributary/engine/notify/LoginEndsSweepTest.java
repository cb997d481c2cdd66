package dev.tributary.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.vault.Grants;
import dev.tributary.store.Integration;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Administrators hear of a login's end before it has come. */
class LoginEndsSweepTest {
  private final EngineFixture engine = new EngineFixture();
  private final LoginEndsSweep sweep =
      new LoginEndsSweep(engine.stores, engine.adapters, engine.clock);

  @AfterEach
  void close() {
    engine.close();
  }

  private List<Notification> told() {
    return engine.engine.inbox().list(engine.workspace, false, Optional.empty(), 20).items();
  }

  private Integration connectedForAWeek() {
    engine.provider.loginEnds = Optional.of(engine.clock.instant().plus(Duration.ofDays(7)));
    return engine.connect(1);
  }

  private Optional<Instant> shown(Integration shop) {
    return engine
        .stores
        .grants()
        .infos(engine.workspace, Set.of(shop.grantId()))
        .get(shop.grantId())
        .endsAt();
  }

  @Test
  void a_login_without_an_end_is_never_told() {
    Integration shop = engine.connect(1);
    engine.clock.move(Duration.ofDays(1_000));
    sweep.run();
    assertThat(told()).isEmpty();
    assertThat(shown(shop)).isEmpty();
  }

  @Test
  void the_end_is_told_once_three_days_before_and_renewed_tokens_change_nothing() {
    engine.provider.tokenLife = Duration.ofHours(1);
    Integration shop = connectedForAWeek();
    assertThat(shown(shop)).isEqualTo(engine.provider.loginEnds);
    engine.clock.move(Duration.ofDays(3));
    engine.turn();
    sweep.run();
    assertThat(engine.provider.refreshes).hasPositiveValue();
    assertThat(shown(shop)).isEqualTo(engine.provider.loginEnds);
    assertThat(told()).isEmpty();
    engine.clock.move(Duration.ofDays(2));
    sweep.run();
    sweep.run();
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.notice().kind()).isEqualTo(NoticeKind.LOGIN_ENDS);
          assertThat(one.notice().subject())
              .startsWith("Fake: the login of ")
              .endsWith("ends soon");
          assertThat(one.notice().text()).contains("Shop", "reconnect with the same login");
        });
  }

  @Test
  void who_signs_in_again_is_told_that_it_is_over() throws Exception {
    Integration shop = connectedForAWeek();
    engine.clock.move(Duration.ofDays(5));
    sweep.run();
    engine.provider.loginEnds = Optional.of(engine.clock.instant().plus(Duration.ofDays(7)));
    engine
        .engine
        .connections()
        .reconnect(engine.workspace, shop.id(), engine.provider.credentials("anew"));
    sweep.run();
    assertThat(told())
        .extracting(one -> one.notice().kind())
        .containsExactly(NoticeKind.RECOVERED, NoticeKind.LOGIN_ENDS);
    assertThat(told()).noneMatch(Notification::open);
    assertThat(shown(shop)).isEqualTo(engine.provider.loginEnds);
  }

  @Test
  void a_login_that_has_ended_is_no_news_of_its_future() {
    Integration shop = connectedForAWeek();
    engine.clock.move(Duration.ofDays(5));
    sweep.run();
    var grant = engine.stores.grants().find(engine.workspace, shop.grantId()).orElseThrow();
    new Grants(engine.database, engine.vault)
        .reject(engine.workspace, grant.id(), grant.version(), "It ended.", engine.clock.instant());
    sweep.run();
    assertThat(told())
        .extracting(one -> one.notice().kind())
        .containsExactly(NoticeKind.RECONNECT_NEEDED, NoticeKind.LOGIN_ENDS);
    assertThat(told().getLast().open()).isFalse();
  }
}
