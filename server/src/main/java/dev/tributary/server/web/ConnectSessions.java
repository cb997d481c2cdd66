package dev.tributary.server.web;

import dev.tributary.engine.connect.OAuthFlow.Landed;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Connections under way, begun by the command line and carried on by a browser. The session's text
 * is unguessable; the browser gets it as a cookie, so a consent can only end where it began. Kept
 * in this process: a restart means to begin again.
 */
@Component
final class ConnectSessions {
  private static final Duration LASTS = Duration.ofMinutes(30);
  private static final int SESSIONS_MAX = 1_000;

  private final Map<String, ConnectSession> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /** How far a connection is. It ends once: what comes later changes nothing. */
  sealed interface Stage {
    /** The browser has not come back. */
    record Waiting() implements Stage {}

    /** The browser came back with the consent. */
    record Arrived(Landed landed) implements Stage {}

    /** It did not succeed. */
    record Refused(String sentence) implements Stage {}
  }

  /** One connection under way. */
  record ConnectSession(
      Secret session, String provider, Optional<UUID> reconnect, Instant begunAt, Stage stage) {
    boolean waits() {
      return stage instanceof Stage.Waiting;
    }

    private ConnectSession at(Stage next) {
      return new ConnectSession(session, provider, reconnect, begunAt, next);
    }
  }

  ConnectSession begin(String provider, Optional<UUID> reconnect, Instant now) {
    sessions.values().removeIf(old -> old.begunAt().isBefore(now.minus(LASTS)));
    if (sessions.size() >= SESSIONS_MAX) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "Too many connections are under way; finish some or try again in half an hour.");
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ConnectSession begun =
        new ConnectSession(Secret.of(text), provider, reconnect, now, new Stage.Waiting());
    sessions.put(text, begun);
    return begun;
  }

  Optional<ConnectSession> find(String session, Instant now) {
    return Optional.ofNullable(sessions.get(session))
        .filter(found -> found.begunAt().isAfter(now.minus(LASTS)));
  }

  void landed(ConnectSession session, Landed landed) {
    end(session, new Stage.Arrived(landed));
  }

  void refused(ConnectSession session, String sentence) {
    end(session, new Stage.Refused(sentence));
  }

  private void end(ConnectSession session, Stage stage) {
    sessions.computeIfPresent(
        session.session().reveal(), (text, known) -> known.waits() ? known.at(stage) : known);
  }

  void forget(ConnectSession session) {
    sessions.remove(session.session().reveal());
  }
}
