package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Actor;
import dev.tributary.store.Ids;
import dev.tributary.store.InstallationLog;
import dev.tributary.store.OAuthApp;
import dev.tributary.store.OAuthStore;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator does with our registrations at the providers: enters, forgets and tries them.
 * Each deed is entered in the installation's log; secrets are never shown again.
 */
public final class AppChecks {
  /** No provider ever gives such a code, so it refuses the code or, before that, the client. */
  private static final String NO_CODE = "tributary-checks-this-client";

  private static final String NO_VERIFIER = "tributary-checks-this-client-with-a-code-of-nobody";

  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Stores stores;
  private final Adapters adapters;
  private final ProviderCalls calls;
  private final OAuthApps apps;
  private final SyncTools tools;

  AppChecks(SyncTools tools, OAuthApps apps, ProviderCalls calls) {
    this.tools = tools;
    this.stores = tools.stores();
    this.adapters = tools.adapters();
    this.apps = apps;
    this.calls = calls;
  }

  /**
   * One thing that was looked at.
   *
   * @param name for programs: {@code entered}, {@code redirect_address}, {@code client_accepted}
   * @param nextStep empty when it is fine
   */
  public record Check(String name, boolean ok, String detail, Optional<String> nextStep) {
    private static Check fine(String name, String detail) {
      return new Check(name, true, detail, Optional.empty());
    }

    private static Check wrong(String name, String detail, String nextStep) {
      return new Check(name, false, detail, Optional.of(nextStep));
    }
  }

  /** The providers to which people connect by consent. */
  public List<String> providers() {
    return adapters.descriptors().stream()
        .map(descriptor -> descriptor.id())
        .filter(id -> adapters.of(id) instanceof OAuthProvider)
        .toList();
  }

  /** As it is stored; its secret stays sealed. */
  public Optional<OAuthApp> entered(String provider) {
    return stores.oauth().app(provider);
  }

  public Optional<OAuthStore.AppCheck> lastCheck(String provider) {
    return stores.oauth().lastCheck(provider);
  }

  /**
   * Enters or replaces a registration.
   *
   * @throws ConnectException with {@code no_oauth} or {@code changed_meanwhile}
   */
  public void enter(String provider, AppCredentials app) throws ConnectException {
    require(provider);
    Instant now = tools.clock().instant();
    apps.put(provider, app, now);
    log("oauth_app.entered", provider, "The client " + app.clientId() + " was entered.", now);
  }

  /** Forgets a registration; connected accounts stop at their next renewal. */
  public void forget(String provider) throws ConnectException {
    require(provider);
    if (!stores.oauth().deleteApp(provider)) {
      throw new ConnectException(
          "not_found", "No OAuth client is entered for " + adapters.name(provider) + ".");
    }
    log("oauth_app.forgotten", provider, "The client was forgotten.", tools.clock().instant());
  }

  /**
   * Asks the provider whether it accepts the registration, and keeps the answer.
   *
   * @param redirect as it must be registered there
   */
  public List<Check> check(String provider, URI redirect)
      throws ConnectException, InterruptedException {
    OAuthProvider oauth = require(provider);
    Optional<OAuthApp> app = entered(provider);
    List<Check> checks = new ArrayList<>();
    checks.add(
        app.map(known -> Check.fine("entered", "The client " + known.clientId() + " is entered."))
            .orElseGet(() ->
                Check.wrong(
                    "entered",
                    "No client is entered.",
                    "Register one at the provider and enter its id and secret here.")));
    checks.add(address(redirect));
    if (app.isPresent()) {
      checks.add(accepted(provider, oauth, redirect));
      Instant now = tools.clock().instant();
      boolean ok = checks.stream().allMatch(Check::ok);
      String detail =
          checks.stream()
              .filter(one -> !one.ok())
              .findFirst()
              .map(Check::detail)
              .orElse("The provider accepts the client.");
      stores
          .oauth()
          .checked(provider, app.get().version(), new OAuthStore.AppCheck(now, ok, detail));
    }
    return checks;
  }

  /** Providers send browsers back over https alone, or to the same machine. */
  private static Check address(URI redirect) {
    boolean safe =
        "https".equals(redirect.getScheme()) || LOCAL.contains(String.valueOf(redirect.getHost()));
    return safe
        ? Check.fine(
            "redirect_address", "Register exactly " + redirect + " as redirect address there.")
        : Check.wrong(
            "redirect_address",
            "Providers do not send browsers back to " + redirect + ".",
            "Serve Tributary over https and set public-url.");
  }

  private Check accepted(String provider, OAuthProvider oauth, URI redirect)
      throws InterruptedException {
    String name = adapters.name(provider);
    try {
      calls.made(call -> oauth.exchange(NO_CODE, NO_VERIFIER, redirect, call));
      return Check.wrong(
          "client_accepted",
          name + " accepted a code that nobody got.",
          "Check that the provider's address is the real one.");
    } catch (SyncException e) {
      Failure failure = e.failure();
      return switch (failure) {
        // It looked at the code, so it had accepted the client.
        case Failure.GrantRejected _, Failure.TokenRejected _ ->
            Check.fine("client_accepted", name + " accepts the client.");
        case Failure.Misconfigured(String message) ->
            Check.wrong(
                "client_accepted", message, "Correct id, secret or address and check again.");
        case Failure.PermissionMissing _,
            Failure.QuotaExhausted _,
            Failure.Throttled _,
            Failure.Unavailable _,
            Failure.TooLarge _,
            Failure.InvalidRequest _,
            Failure.AccountGone _,
            Failure.Malformed _,
            Failure.TooMuchData _,
            Failure.Network _,
            Failure.Storage _,
            Failure.Defect _ ->
            Check.wrong(
                "client_accepted",
                name + " could not be asked: " + failure.message(),
                "Check again in a few minutes.");
      };
    }
  }

  private OAuthProvider require(String provider) throws ConnectException {
    if (adapters.find(provider).orElse(null) instanceof OAuthProvider oauth) {
      return oauth;
    }
    throw new ConnectException(
        "no_oauth", "There is no provider named " + provider + " that is connected by consent.");
  }

  private void log(String action, String provider, String detail, Instant now) {
    stores
        .installationLog()
        .add(
            new InstallationLog.Entry(
                Ids.next(now), now, Actor.current().name(), action, provider, detail));
  }
}
