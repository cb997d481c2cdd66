package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.engine.connect.OAuthFlow.Landed;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.web.ConnectSessions.ConnectSession;
import dev.tributary.server.web.ConnectSessions.Stage;
import dev.tributary.spi.Account;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the command line connects accounts. {@link ControlGate} lets nobody else in. */
@RestController
@RequestMapping("/control")
final class ConnectApi {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectApi.class);

  private final BackendSource source;
  private final ConnectSessions sessions;

  ConnectApi(BackendSource source, ConnectSessions sessions) {
    this.source = source;
    this.sessions = sessions;
  }

  /** What a connect needs to know. */
  record ConnectRequest(String provider, Optional<UUID> reconnect) {}

  /** Where to go with a browser. */
  record ConnectBegun(String session, URI address) {
    @Override
    public String toString() {
      return "ConnectBegun[]";
    }
  }

  /**
   * How far a consent is.
   *
   * @param state {@code waiting}, {@code granted}, {@code reconnected} or {@code refused}
   */
  record ConnectState(String state, String message, List<AccountOffer> accounts) {}

  /** An account that can be chosen. */
  record AccountOffer(
      String id, String name, String zone, String currency, Map<String, String> facts) {
    static AccountOffer of(Account account) {
      return new AccountOffer(
          account.id(),
          account.name(),
          account.zone().getId(),
          account.currency().orElse(""),
          account.facts());
    }
  }

  /** What was chosen. */
  record Choice(List<String> accounts, Map<String, String> settings, int backfillDays) {}

  /** A key file, and what is chosen with it; no accounts to list them. */
  record KeyChoice(
      String provider,
      String key,
      List<String> accounts,
      Map<String, String> settings,
      int backfillDays) {
    @Override
    public String toString() {
      return "KeyChoice[" + provider + "]";
    }
  }

  /** A connected account and the operation of its first backfill. */
  record NewIntegration(UUID integration, String account, UUID operation) {}

  @PostMapping("/connects")
  ConnectBegun begin(@RequestBody ConnectRequest wish) throws ConnectException {
    Backend backend = source.get();
    requireProvider(backend, wish.provider());
    if (wish.reconnect().isPresent()) {
      requireConnection(backend, wish.provider(), wish.reconnect().get());
    }
    ConnectSession session =
        sessions.begin(wish.provider(), wish.reconnect(), backend.engine().now());
    URI callback = backend.engine().oauth().redirect(wish.provider());
    return new ConnectBegun(
        session.session().reveal(), callback.resolve("/connect/" + session.session().reveal()));
  }

  @GetMapping("/connects/{id}")
  ConnectState state(@PathVariable String id) throws ConnectException, InterruptedException {
    ConnectSession session = session(id);
    return switch (session.stage()) {
      case Stage.Waiting waiting ->
          new ConnectState("waiting", "Waiting for the browser.", List.of());
      case Stage.Refused(String sentence) -> new ConnectState("refused", sentence, List.of());
      case Stage.Arrived(Landed.Reconnected reconnected) -> {
        sessions.forget(session);
        LOG.info("Reconnected {}.", reconnected.integration());
        yield new ConnectState("reconnected", "Reconnected.", List.of());
      }
      case Stage.Arrived(Landed.Choose choose) ->
          new ConnectState(
              "granted",
              "Access granted.",
              source
                  .get()
                  .engine()
                  .oauth()
                  .accounts(choose.workspace(), choose.consent(), session.session())
                  .stream()
                  .map(AccountOffer::of)
                  .toList());
    };
  }

  @PostMapping("/connects/{id}/choice")
  List<NewIntegration> choose(@PathVariable String id, @RequestBody Choice choice)
      throws ConnectException, InterruptedException {
    ConnectSession session = session(id);
    if (session.stage() instanceof Stage.Arrived(Landed.Choose choose)) {
      List<Connected> connected =
          source
              .get()
              .engine()
              .oauth()
              .finish(
                  choose.workspace(),
                  choose.consent(),
                  session.session(),
                  choice.accounts(),
                  choice.settings(),
                  choice.backfillDays());
      sessions.forget(session);
      return connected.stream().map(ConnectApi::told).toList();
    }
    throw new ConnectException(
        "not_granted", "The access is not granted yet; finish the consent in the browser first.");
  }

  /** Lists the accounts of a key, or connects those that are named. */
  @PostMapping("/service-accounts/accounts")
  List<AccountOffer> accounts(@RequestBody KeyChoice choice)
      throws ConnectException, InterruptedException {
    Backend backend = source.get();
    requireProvider(backend, choice.provider());
    return backend
        .engine()
        .connections()
        .accounts(choice.provider(), credentials(backend, choice))
        .stream()
        .map(AccountOffer::of)
        .toList();
  }

  @PostMapping("/service-accounts")
  List<NewIntegration> connect(@RequestBody KeyChoice choice)
      throws ConnectException, InterruptedException {
    Backend backend = source.get();
    requireProvider(backend, choice.provider());
    return backend
        .engine()
        .connections()
        .connect(
            backend.workspace().id(),
            choice.provider(),
            credentials(backend, choice),
            choice.accounts(),
            choice.settings(),
            choice.backfillDays())
        .stream()
        .map(ConnectApi::told)
        .toList();
  }

  /** A provider takes keys of one kind; of two, a service account's. */
  private static ConnectionCredentials credentials(Backend backend, KeyChoice choice) {
    List<Login> logins = backend.adapters().of(choice.provider()).describe().logins();
    return logins.contains(Login.API_KEY) && !logins.contains(Login.SERVICE_ACCOUNT)
        ? new ApiKeyCredentials(choice.provider(), Secret.of(choice.key().strip()))
        : ServiceAccountCredentials.unused(choice.provider(), Secret.of(choice.key()));
  }

  private static NewIntegration told(Connected connected) {
    LOG.info(
        "Connected {} of {} as {}.",
        connected.integration().account().name(),
        connected.integration().provider(),
        connected.integration().id());
    return new NewIntegration(
        connected.integration().id(),
        connected.integration().account().name(),
        connected.operation());
  }

  private static void requireProvider(Backend backend, String provider) throws ConnectException {
    if (backend.adapters().find(provider).isEmpty()) {
      throw new ConnectException(
          "no_adapter",
          "There is no provider "
              + provider
              + "; there are: "
              + String.join(
                  ", ",
                  backend.adapters().descriptors().stream().map(ProviderDescriptor::id).toList())
              + ".");
    }
  }

  private static void requireConnection(Backend backend, String provider, UUID id)
      throws ConnectException {
    if (backend
        .engine()
        .stores()
        .integrations()
        .find(backend.workspace().id(), id)
        .filter(known -> known.provider().equals(provider))
        .isEmpty()) {
      throw new ConnectException(
          "not_found",
          "There is no connection "
              + id
              + " of "
              + provider
              + "; ./tributary status lists them with their ids.");
    }
  }

  private ConnectSession session(String id) throws ConnectException {
    return sessions
        .find(id, source.get().engine().now())
        .orElseThrow(() ->
            new ConnectException("not_found", "This connection took too long; start it again."));
  }
}
