package dev.tributary.engine.connect;

import com.nimbusds.oauth2.sdk.id.State;
import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.OAuthFlow.Landed;
import dev.tributary.spi.Account;
import dev.tributary.spi.Secret;
import dev.tributary.store.ConnectAttempt;
import dev.tributary.store.ConnectAttempt.Stage;
import dev.tributary.store.ConnectStore;
import dev.tributary.store.Ids;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Connections that signed-in people begin in a browser. They are kept in the database, so the
 * provider may send the browser back to any node, and each is tied to the browser session that
 * began it: no other can look at it, land it or choose.
 */
public final class ConnectAttempts {
  /** How long the outcome can be looked at. */
  private static final Duration OUTCOME_LASTS = Duration.ofMinutes(30);

  private final OAuthFlow oauth;
  private final ConnectStore store;
  private final InstantSource clock;

  public ConnectAttempts(Stores stores, OAuthFlow oauth, InstantSource clock) {
    this.store = stores.connects();
    this.oauth = oauth;
    this.clock = clock;
  }

  /**
   * @param consent where to send the browser
   */
  public record Begun(ConnectAttempt attempt, URI consent) {}

  /**
   * @param session what the browser session is recognised by at every later step
   * @param reconnect the integration whose login is renewed; empty for a new one
   */
  public Begun begin(UUID workspace, String provider, Secret session, Optional<UUID> reconnect)
      throws ConnectException {
    Instant now = clock.instant();
    UUID id = Ids.next(now);
    OAuthFlow.Started started =
        oauth.start(workspace, provider, session, "/connect/" + id, reconnect);
    ConnectAttempt attempt =
        new ConnectAttempt(
            id,
            workspace,
            provider,
            started.stateHash(),
            Sessions.hash(session),
            reconnect,
            new Stage.Waiting(),
            now,
            started.expiresAt());
    store.begin(attempt);
    return new Begun(attempt, started.consent());
  }

  /**
   * How far it is; see {@link #expired}.
   *
   * @throws ConnectException with {@code not_found}: unknown, or begun by another browser
   */
  public ConnectAttempt find(UUID workspace, UUID id, Secret session) throws ConnectException {
    return store
        .find(workspace, id)
        .filter(one -> MessageDigest.isEqual(one.sessionHash(), Sessions.hash(session)))
        .orElseThrow(() ->
            new ConnectException(
                "not_found", "There is no such connection under way in this browser."));
  }

  /** Whether its time is over. */
  public boolean expired(ConnectAttempt attempt) {
    return !clock.instant().isBefore(attempt.expiresAt());
  }

  /** The attempt that a provider's redirect belongs to. */
  public Optional<ConnectAttempt> ofRedirect(Map<String, String> parameters) {
    String state = parameters.getOrDefault("state", "");
    return state.isBlank() ? Optional.empty() : store.ofState(Sessions.hash(new State(state)));
  }

  /**
   * Handles the provider's redirect.
   *
   * @param session of the browser that came back
   * @return the attempt as it is afterwards
   */
  public ConnectAttempt land(
      ConnectAttempt attempt, String provider, Map<String, String> parameters, Secret session)
      throws InterruptedException {
    Stage stage;
    try {
      stage =
          switch (oauth.callback(provider, parameters, session)) {
            case Landed.Choose choose -> new Stage.Granted(choose.consent());
            case Landed.Reconnected _ -> new Stage.Reconnected();
          };
    } catch (ConnectException e) {
      // Who comes a second time, while the first is being answered or after it, changes nothing.
      if (e.code().equals("state_used")) {
        return again(attempt);
      }
      stage = new Stage.Refused(e.code(), String.valueOf(e.getMessage()));
    }
    store.move(attempt.id(), stage, clock.instant().plus(OUTCOME_LASTS));
    return again(attempt);
  }

  private ConnectAttempt again(ConnectAttempt attempt) {
    return store.find(attempt.workspaceId(), attempt.id()).orElse(attempt);
  }

  /**
   * The accounts that the consent may read.
   *
   * @throws ConnectException with {@code not_granted} before the consent
   */
  public List<Account> accounts(ConnectAttempt attempt, Secret session)
      throws ConnectException, InterruptedException {
    return oauth.accounts(attempt.workspaceId(), consent(attempt), session);
  }

  /**
   * Connects the chosen accounts and begins to read them. Uses the consent up.
   *
   * @param backfillDays how many whole days to read, beside the day that is under way
   */
  public List<Connections.Connected> choose(
      ConnectAttempt attempt,
      Secret session,
      List<String> accountIds,
      Map<String, String> settings,
      int backfillDays)
      throws ConnectException, InterruptedException {
    return oauth.finish(
        attempt.workspaceId(), consent(attempt), session, accountIds, settings, backfillDays);
  }

  private static UUID consent(ConnectAttempt attempt) throws ConnectException {
    if (attempt.stage() instanceof Stage.Granted(UUID consent)) {
      return consent;
    }
    throw new ConnectException(
        "not_granted", "The access is not granted yet; finish the consent in the browser first.");
  }

  /** Forgets it; a consent that was granted meanwhile is never used. */
  public void withdraw(ConnectAttempt attempt) {
    store.delete(attempt.workspaceId(), attempt.id());
  }
}
