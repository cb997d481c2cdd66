package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppChecksTest {
  private static final URI HOME = URI.create("http://localhost:8080/oauth/fake/callback");
  private static final AppCredentials APP =
      new AppCredentials("client-1", Secret.of("client-secret-canary"));

  private final EngineFixture engine = new EngineFixture();
  private final AppChecks apps = engine.engine.connections().apps();

  @AfterEach
  void close() {
    engine.close();
  }

  private AppChecks.Check check(String name) throws Exception {
    return apps.check(FakeProvider.ID, HOME).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void without_a_client_the_provider_is_not_asked() throws Exception {
    List<AppChecks.Check> checks = apps.check(FakeProvider.ID, HOME);
    assertThat(checks).extracting(AppChecks.Check::name).doesNotContain("client_accepted");
    assertThat(check("entered").ok()).isFalse();
    assertThat(apps.lastCheck(FakeProvider.ID)).isEmpty();
    refused("no_oauth", () -> apps.check("nobody", HOME));
    refused("not_found", () -> apps.forget(FakeProvider.ID));
  }

  @Test
  void a_client_that_the_provider_refuses_is_told_from_a_provider_that_is_away() throws Exception {
    apps.enter(FakeProvider.ID, APP);
    engine.provider.exchangeFails =
        Optional.of(new Failure.Misconfigured("Fake knows no client-1."));
    assertThat(check("client_accepted").detail()).isEqualTo("Fake knows no client-1.");
    assertThat(apps.lastCheck(FakeProvider.ID).orElseThrow().ok()).isFalse();
    engine.provider.exchangeFails = Optional.of(new Failure.Network("No answer."));
    assertThat(check("client_accepted").detail()).contains("could not be asked: No answer.");
  }

  @Test
  void a_refused_code_shows_that_the_client_is_accepted_until_it_is_replaced() throws Exception {
    apps.enter(FakeProvider.ID, APP);
    assertThat(apps.check(FakeProvider.ID, HOME)).allMatch(AppChecks.Check::ok);
    assertThat(apps.lastCheck(FakeProvider.ID).orElseThrow().ok()).isTrue();
    apps.enter(FakeProvider.ID, APP);
    assertThat(apps.lastCheck(FakeProvider.ID)).isEmpty();
    apps.forget(FakeProvider.ID);
    assertThat(apps.entered(FakeProvider.ID)).isEmpty();
    assertThat(engine.stores.installationLog().recent(5))
        .extracting(entry -> entry.action())
        .containsExactly("oauth_app.forgotten", "oauth_app.entered", "oauth_app.entered");
  }

  @Test
  void an_address_that_no_provider_accepts_is_told_at_once() throws Exception {
    List<AppChecks.Check> checks =
        apps.check(FakeProvider.ID, URI.create("http://kpi.example.org/oauth/fake/callback"));
    assertThat(checks.get(1).ok()).isFalse();
    assertThat(checks.get(1).nextStep().orElseThrow()).contains("https");
  }
}
