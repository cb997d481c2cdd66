package dev.tributary.engine.connect;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.Account;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Ids;
import dev.tributary.store.OAuthState;
import dev.tributary.store.PendingConsent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Connecting by OAuth 2.0 with a code, state and PKCE S256. A state is used once, within ten
 * minutes, by the browser session that it was made for.
 */
public final class OAuthFlow {
  private static final Duration STATE_LASTS = Duration.ofMinutes(10);
  private static final Duration CONSENT_LASTS = Duration.ofMinutes(30);

  private final Stores stores;
  private final Vault vault;
  private final Adapters adapters;
  private final Connections connections;
  private final URI publicUrl;
  private final InstantSource clock;

  /**
   * @param publicUrl where browsers reach this installation, without a path
   */
  public OAuthFlow(
      Stores stores,
      Vault vault,
      Adapters adapters,
      Connections connections,
      URI publicUrl,
      InstantSource clock) {
    this.stores = stores;
    this.vault = vault;
    this.adapters = adapters;
    this.connections = connections;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** The redirect address to register at the provider, and to serve. */
  public URI redirect(String provider) {
    return publicUrl.resolve("/oauth/" + provider + "/callback");
  }

  /**
   * Begins a consent.
   *
   * @param session unguessable, kept in the browser's cookie
   * @param returnTo a path of our own, to which the browser goes in the end
   * @param reconnect the integration whose login is renewed; empty for a new one
   * @return where to send the browser
   */
  public URI begin(
      UUID workspace, String provider, Secret session, String returnTo, Optional<UUID> reconnect)
      throws ConnectException {
    return start(workspace, provider, session, returnTo, reconnect).consent();
  }

  /**
   * A consent that was begun.
   *
   * @param stateHash by which its redirect can be recognised
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Started(URI consent, byte[] stateHash, Instant expiresAt) {}

  /** As {@link #begin}. */
  Started start(
      UUID workspace, String provider, Secret session, String returnTo, Optional<UUID> reconnect)
      throws ConnectException {
    OAuthProvider oauth = oauth(provider);
    if (!returnTo.startsWith("/") || returnTo.startsWith("//") || returnTo.contains("\\")) {
      throw new ConnectException("bad_return", "The way back must be a path of this installation.");
    }
    if (reconnect.isPresent()
        && stores
            .integrations()
            .find(workspace, reconnect.get())
            .filter(known -> known.provider().equals(provider))
            .isEmpty()) {
      throw new ConnectException("not_found", "There is no such connection to reconnect.");
    }
    Instant now = clock.instant();
    State state = new State(32);
    CodeVerifier verifier = new CodeVerifier();
    byte[] stateHash = Sessions.hash(state);
    stores
        .oauth()
        .begin(
            new OAuthState(
                stateHash,
                workspace,
                provider,
                Sessions.hash(session),
                vault.seal(
                    verifier.getValue().getBytes(StandardCharsets.US_ASCII),
                    verifierPlace(workspace, stateHash)),
                redirect(provider).toString(),
                returnTo,
                reconnect,
                now,
                now.plus(STATE_LASTS),
                Optional.empty()));
    try {
      URI consent =
          oauth.consentAddress(
              redirect(provider),
              state.getValue(),
              CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
      return new Started(consent, stateHash, now.plus(STATE_LASTS));
    } catch (SyncException e) {
      throw ConnectException.of(e);
    }
  }

  /** Where a callback led. */
  public sealed interface Landed {
    String returnTo();

    /**
     * The person chooses accounts next, see {@link #accounts} and {@link #finish}.
     *
     * @param consent valid for half an hour, for the same browser session
     */
    record Choose(UUID workspace, UUID consent, String returnTo) implements Landed {}

    /** The login was renewed in place; its integrations go on. */
    record Reconnected(UUID workspace, UUID integration, String returnTo) implements Landed {}
  }

  /**
   * Handles the provider's redirect.
   *
   * @param parameters of the redirect's query, as they came
   * @throws ConnectException with {@code state_missing}, {@code state_unknown}, {@code state_used},
   *     {@code state_expired}, {@code state_foreign}, {@code consent_denied}, {@code
   *     consent_failed}, {@code code_missing}, {@code scope_missing}, {@code other_login} or a
   *     failure's code; nothing was stored
   */
  public Landed callback(String provider, Map<String, String> parameters, Secret session)
      throws ConnectException, InterruptedException {
    OAuthState state = takeState(provider, parameters, session);
    String error = parameters.getOrDefault("error", "");
    if (error.equals("access_denied")) {
      throw new ConnectException(
          "consent_denied",
          "The access was not granted, so nothing was connected. Start again and agree to it.");
    }
    if (!error.isEmpty()) {
      throw new ConnectException(
          "consent_failed",
          "The provider refused the consent (%s). Check the OAuth client's settings there."
              .formatted(error.replaceAll("[^A-Za-z0-9_.-]", "")));
    }
    String code = parameters.getOrDefault("code", "");
    if (code.isEmpty()) {
      throw new ConnectException(
          "code_missing", "The provider sent no code. Start the connection again.");
    }
    OAuthCredentials credentials = exchange(provider, state, code);
    if (state.reconnect().isPresent()) {
      connections.reconnect(state.workspaceId(), state.reconnect().get(), credentials);
      return new Landed.Reconnected(state.workspaceId(), state.reconnect().get(), state.returnTo());
    }
    Instant now = clock.instant();
    UUID consent = Ids.next(now);
    stores
        .oauth()
        .keep(
            new PendingConsent(
                consent,
                state.workspaceId(),
                provider,
                state.sessionHash(),
                vault.seal(credentials, consentPlace(state.workspaceId(), consent)),
                Optional.empty(),
                now,
                now.plus(CONSENT_LASTS),
                Optional.empty()));
    return new Landed.Choose(state.workspaceId(), consent, state.returnTo());
  }

  /** The accounts that a consent may read. */
  public List<Account> accounts(UUID workspace, UUID consent, Secret session)
      throws ConnectException, InterruptedException {
    PendingConsent pending = usable(workspace, session, stores.oauth().consent(consent));
    return connections.accounts(pending.provider(), credentials(pending));
  }

  /**
   * Connects the chosen accounts and begins to read them. Uses the consent up.
   *
   * @param accountIds as in {@link #accounts}
   * @param backfillDays how many whole days to read, beside the day that is under way
   */
  public List<Connections.Connected> finish(
      UUID workspace,
      UUID consent,
      Secret session,
      List<String> accountIds,
      Map<String, String> settings,
      int backfillDays)
      throws ConnectException, InterruptedException {
    PendingConsent pending = usable(workspace, session, stores.oauth().consent(consent));
    List<Connections.Connected> connected =
        connections.connect(
            workspace,
            pending.provider(),
            credentials(pending),
            accountIds,
            settings,
            backfillDays);
    stores.oauth().takeConsent(consent, clock.instant());
    return connected;
  }

  private OAuthState takeState(String provider, Map<String, String> parameters, Secret session)
      throws ConnectException {
    String text = parameters.getOrDefault("state", "");
    if (text.isBlank()) {
      throw new ConnectException(
          "state_missing", "The redirect carries no state, so it is not answered. Start again.");
    }
    Instant now = clock.instant();
    OAuthState state =
        stores
            .oauth()
            .take(Sessions.hash(new State(text)), now)
            .filter(found -> found.provider().equals(provider))
            .orElseThrow(() ->
                new ConnectException(
                    "state_unknown", "This installation did not begin that consent. Start again."));
    if (!MessageDigest.isEqual(state.sessionHash(), Sessions.hash(session))) {
      throw new ConnectException(
          "state_foreign", "Another browser began that consent. Start again in this one.");
    }
    if (state.usedAt().isPresent()) {
      throw new ConnectException(
          "state_used", "That consent was used already. Start again if it did not connect.");
    }
    if (!now.isBefore(state.expiresAt())) {
      throw new ConnectException(
          "state_expired", "The consent took longer than ten minutes. Start again.");
    }
    return state;
  }

  private OAuthCredentials exchange(String provider, OAuthState state, String code)
      throws ConnectException, InterruptedException {
    OAuthProvider oauth = oauth(provider);
    String verifier =
        new String(
            vault.open(state.verifier(), verifierPlace(state.workspaceId(), state.stateHash())),
            StandardCharsets.US_ASCII);
    OAuthCredentials credentials =
        connections.call(
            call -> oauth.exchange(code, verifier, URI.create(state.redirectUri()), call));
    TreeSet<String> missing = new TreeSet<>(oauth.requiredScopes());
    missing.removeAll(credentials.scopes());
    if (!missing.isEmpty()) {
      throw new ConnectException(
          "scope_missing",
          "The permission %s was not ticked, so nothing was connected. Start again and tick it."
              .formatted(String.join(", ", missing)));
    }
    return credentials;
  }

  private PendingConsent usable(UUID workspace, Secret session, Optional<PendingConsent> found)
      throws ConnectException {
    PendingConsent pending =
        found
            .filter(consent -> consent.workspaceId().equals(workspace))
            .filter(consent -> MessageDigest.isEqual(consent.sessionHash(), Sessions.hash(session)))
            .orElseThrow(() ->
                new ConnectException(
                    "consent_unknown", "There is no such consent in this browser. Start again."));
    if (pending.usedAt().isPresent()) {
      throw new ConnectException("consent_used", "These accounts were chosen already.");
    }
    if (!clock.instant().isBefore(pending.expiresAt())) {
      throw new ConnectException(
          "consent_expired", "Choosing the accounts took longer than half an hour. Start again.");
    }
    return pending;
  }

  private ConnectionCredentials credentials(PendingConsent pending) {
    return vault.openCredentials(
        pending.credentials(), consentPlace(pending.workspaceId(), pending.id()));
  }

  private OAuthProvider oauth(String provider) throws ConnectException {
    Optional<IntegrationAdapter> adapter = adapters.find(provider);
    if (adapter.isPresent() && adapter.get() instanceof OAuthProvider oauth) {
      return oauth;
    }
    throw new ConnectException(
        "no_oauth", "There is no provider named " + provider + " that is connected by consent.");
  }

  private static Vault.Place verifierPlace(UUID workspace, byte[] stateHash) {
    return new Vault.Place(workspace, Sessions.row(stateHash), "oauth_state.verifier", 1);
  }

  private static Vault.Place consentPlace(UUID workspace, UUID consent) {
    return new Vault.Place(workspace, consent, "pending_consent.credentials", 1);
  }
}
