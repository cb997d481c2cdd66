package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.AppChecks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.WebhookAddresses;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.OperatorOnly;
import dev.tributary.server.api.Page;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.store.OAuthApp;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The installation's own registrations at the providers. Their secrets are never shown again. */
@RestController
@RequestMapping("/api/v1/oauth-apps")
final class OAuthAppsApi {
  private static final int TEXT_MAX = 500;

  private final BackendSource source;

  OAuthAppsApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A registration.
   *
   * @param redirectUri to be registered at the provider exactly so
   * @param webhookUri where the provider is to call about accounts; absent where it does not
   * @param verifyToken what the provider is told at that address, to prove that it is ours;
   *     Tributary registers both by itself
   * @param deauthorizeUri where the provider is to say that a person took the access away
   * @param dataDeletionUri where the provider is to say that a person wants to be forgotten
   * @param lastCheck what the provider said when it was last asked
   */
  record AppShown(
      String provider,
      String name,
      boolean configured,
      Optional<String> clientId,
      URI redirectUri,
      Optional<URI> webhookUri,
      Optional<String> verifyToken,
      Optional<URI> deauthorizeUri,
      Optional<URI> dataDeletionUri,
      Optional<Instant> updatedAt,
      Optional<LastCheck> lastCheck) {}

  /** What a check said. */
  record LastCheck(Instant at, boolean ok, String detail) {}

  /** A client's id and secret, as the provider shows them. */
  record AppWish(String clientId, String clientSecret) {
    @Override
    public String toString() {
      return "AppWish[" + clientId + "]";
    }
  }

  /** The result of a check. */
  record AppChecked(boolean ok, List<CheckShown> checks) {}

  /**
   * One thing that was looked at.
   *
   * @param name entered, redirect_address or client_accepted
   */
  record CheckShown(String name, boolean ok, String detail, Optional<String> nextAction) {
    static CheckShown of(AppChecks.Check check) {
      return new CheckShown(check.name(), check.ok(), check.detail(), check.nextStep());
    }
  }

  /** Every provider that is connected by consent. */
  @OperatorOnly
  @GetMapping
  Page<AppShown> list() {
    Backend backend = source.get();
    return Page.whole(
        apps(backend).providers().stream().map(provider -> shown(backend, provider)).toList());
  }

  /** Enters or replaces a client. */
  @OperatorOnly
  @PutMapping("/{provider}")
  AppShown enter(@PathVariable String provider, @RequestBody AppWish wish) throws ConnectException {
    Backend backend = require(provider);
    apps(backend)
        .enter(
            provider,
            new AppCredentials(
                text("clientId", wish.clientId()),
                Secret.of(text("clientSecret", wish.clientSecret()))));
    return shown(backend, provider);
  }

  private static String text(String field, String given) {
    String text = given.strip();
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw ApiProblem.invalid(field, "must have 1 to " + TEXT_MAX + " characters");
    }
    return text;
  }

  /** Forgets a client; its connections stop at their next renewal. */
  @OperatorOnly
  @DeleteMapping("/{provider}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void forget(@PathVariable String provider) throws ConnectException {
    apps(require(provider)).forget(provider);
  }

  /** Asks the provider whether it accepts the client. */
  @OperatorOnly
  @PostMapping("/{provider}/check")
  AppChecked check(@PathVariable String provider) throws ConnectException, InterruptedException {
    Backend backend = require(provider);
    List<AppChecks.Check> checks =
        apps(backend).check(provider, backend.engine().oauth().redirect(provider));
    return new AppChecked(
        checks.stream().allMatch(AppChecks.Check::ok),
        checks.stream().map(CheckShown::of).toList());
  }

  private Backend require(String provider) {
    Backend backend = source.get();
    if (!apps(backend).providers().contains(provider)) {
      throw ApiProblem.notFound("provider that is connected by consent");
    }
    return backend;
  }

  private static AppChecks apps(Backend backend) {
    return backend.engine().connections().apps();
  }

  private static Optional<URI> callback(Backend backend, String provider, String what) {
    return backend.engine().connections().withdrawals().told(provider)
        ? Optional.of(backend.publicUrl().resolve("/callbacks/%s/%s".formatted(provider, what)))
        : Optional.empty();
  }

  private static AppShown shown(Backend backend, String provider) {
    Optional<OAuthApp> app = apps(backend).entered(provider);
    WebhookAddresses addresses = backend.engine().webhooks().addresses();
    return new AppShown(
        provider,
        backend.adapters().name(provider),
        app.isPresent(),
        app.map(OAuthApp::clientId),
        backend.engine().oauth().redirect(provider),
        addresses.ofProvider(provider),
        addresses
            .ofProvider(provider)
            .flatMap(any -> addresses.verifyToken(provider))
            .map(Secret::reveal),
        callback(backend, provider, "deauthorize"),
        callback(backend, provider, "delete-data"),
        app.map(OAuthApp::updatedAt),
        apps(backend)
            .lastCheck(provider)
            .map(check -> new LastCheck(check.at(), check.ok(), check.detail())));
  }
}
