package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.ConnectAttempts;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.Choosing.AccountOffer;
import dev.tributary.server.api.connections.Choosing.ChoiceMade;
import dev.tributary.server.api.connections.Choosing.ScheduleWish;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Permission;
import dev.tributary.spi.Account;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.ConnectAttempt;
import dev.tributary.store.ConnectAttempt.Stage;
import dev.tributary.store.Schedule;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Connecting by consent in the browser of whoever is signed in. No other browser can look at a
 * connection under way, and no key: a program connects with keys instead.
 */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}")
final class ConnectsApi {
  private final BackendSource source;

  ConnectsApi(BackendSource source) {
    this.source = source;
  }

  /**
   * What is to be connected.
   *
   * @param reconnect the connection whose login is renewed in place; left out for a new one
   */
  record ConnectWish(String provider, Optional<UUID> reconnect) {}

  /**
   * A connection under way.
   *
   * @param authorizeUrl where to send this browser; it works once
   * @param expiresAt the provider must have sent it back by then
   */
  record ConnectBegun(UUID id, URI authorizeUrl, Instant expiresAt) {
    static ConnectBegun of(ConnectAttempts.Begun begun) {
      return new ConnectBegun(begun.attempt().id(), begun.consent(), begun.attempt().expiresAt());
    }

    @Override
    public String toString() {
      return "ConnectBegun[" + id + "]";
    }
  }

  /** How far a connection is. */
  enum ConnectState {
    /** The browser has not come back from the provider. */
    WAITING,
    /** The accounts can be chosen. */
    GRANTED,
    /** The login was renewed in place. */
    RECONNECTED,
    /** Nothing was connected; code and message say why. */
    REFUSED,
    /** Its time is over. */
    EXPIRED
  }

  /**
   * How far a connection is.
   *
   * @param code why it was refused
   * @param message one sentence for people
   * @param accounts that can be chosen, once it is granted
   */
  record ConnectShown(
      UUID id,
      String provider,
      ConnectState state,
      Optional<String> code,
      String message,
      Optional<UUID> reconnect,
      List<AccountOffer> accounts) {}

  /**
   * Accounts and how they are to be read.
   *
   * @param settings left out for the provider's defaults
   * @param backfillDays whole days before today; left out for the provider's default
   */
  record PreviewWish(
      List<String> accounts,
      Optional<Map<String, JsonNode>> settings,
      Optional<Integer> backfillDays) {}

  /** As for a preview, and when the accounts are to be synced. */
  record ChoiceWish(
      List<String> accounts,
      Optional<Map<String, JsonNode>> settings,
      Optional<ScheduleWish> schedule,
      Optional<Integer> backfillDays) {}

  /** The same by the name of what is made. */
  record IntegrationWish(
      UUID connectId,
      List<String> accounts,
      Optional<Map<String, JsonNode>> settings,
      Optional<ScheduleWish> schedule,
      Optional<Integer> backfillDays) {}

  /** Begins a connection, or renews a login in place. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/connects")
  @ResponseStatus(HttpStatus.CREATED)
  ConnectBegun begin(Place place, Caller.OfPerson person, @RequestBody ConnectWish wish)
      throws ConnectException {
    return ConnectBegun.of(
        connects()
            .begin(
                place.workspaceId(),
                wish.provider(),
                BrowserSessions.of(person),
                wish.reconnect()));
  }

  /** Renews the login of a connection in place: its id, data and settings stay. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/integrations/{integration}/reconnect")
  @ResponseStatus(HttpStatus.CREATED)
  ConnectBegun reconnect(Place place, Caller.OfPerson person, @PathVariable UUID integration)
      throws ConnectException {
    String provider = new IntegrationViews(source.get(), place).require(integration).provider();
    return ConnectBegun.of(
        connects()
            .begin(
                place.workspaceId(),
                provider,
                BrowserSessions.of(person),
                Optional.of(integration)));
  }

  /** How far a connection is; once it is granted, with the accounts that the login may read. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @GetMapping("/connects/{connect}")
  ConnectShown get(Place place, Caller.OfPerson person, @PathVariable UUID connect)
      throws ConnectException, InterruptedException {
    ConnectAttempt attempt = find(place, person, connect);
    if (connects().expired(attempt)) {
      return shown(
          attempt,
          ConnectState.EXPIRED,
          Optional.empty(),
          "It took too long; start again.",
          List.of());
    }
    return switch (attempt.stage()) {
      case Stage.Waiting _ ->
          shown(
              attempt,
              ConnectState.WAITING,
              Optional.empty(),
              "Waiting for the browser.",
              List.of());
      case Stage.Reconnected _ ->
          shown(
              attempt,
              ConnectState.RECONNECTED,
              Optional.empty(),
              "Reconnected; syncing goes on.",
              List.of());
      case Stage.Refused(String code, String message) ->
          shown(attempt, ConnectState.REFUSED, Optional.of(code), message, List.of());
      case Stage.Granted _ ->
          shown(
              attempt,
              ConnectState.GRANTED,
              Optional.empty(),
              "Access granted; choose what to connect.",
              new Choosing(source.get(), place)
                  .offers(attempt.provider(), accounts(attempt, person)));
    };
  }

  /** What connecting these accounts would cost. Nothing is connected. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/connects/{connect}/preview")
  PriceShown preview(
      Place place,
      Caller.OfPerson person,
      @PathVariable UUID connect,
      @RequestBody PreviewWish wish)
      throws ConnectException, InterruptedException {
    ConnectAttempt attempt = find(place, person, connect);
    ProviderDescriptor provider = provider(attempt);
    List<String> chosen = Choosing.chosen(wish.accounts());
    Map<String, String> settings = Choosing.settings(provider, wish.settings());
    int days = SettingsForm.of(provider).backfillDays(wish.backfillDays(), settings);
    List<Account> accounts =
        accounts(attempt, person).stream().filter(one -> chosen.contains(one.id())).toList();
    if (accounts.size() < chosen.size()) {
      throw ApiProblem.invalid("accounts", "must be accounts that the login lists");
    }
    return PriceShown.of(
        source.get().engine().pricing().connecting(provider.id(), accounts, settings, days),
        Optional.empty());
  }

  /** Connects the chosen accounts and begins to read them; each is an operation of its own. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/connects/{connect}/choice")
  ResponseEntity<ChoiceMade> choose(
      Place place, Caller.OfPerson person, @PathVariable UUID connect, @RequestBody ChoiceWish wish)
      throws ConnectException, InterruptedException {
    ConnectAttempt attempt = find(place, person, connect);
    ProviderDescriptor provider = provider(attempt);
    List<String> accounts = Choosing.chosen(wish.accounts());
    Map<String, String> settings = Choosing.settings(provider, wish.settings());
    int days = SettingsForm.of(provider).backfillDays(wish.backfillDays(), settings);
    Optional<Optional<Schedule>> schedule =
        wish.schedule().isPresent()
            ? Optional.of(wish.schedule().get().schedule())
            : Optional.empty();
    var connected =
        connects().choose(attempt, BrowserSessions.of(person), accounts, settings, days);
    connects().withdraw(attempt);
    return new Choosing(source.get(), place).made(connected, schedule);
  }

  /** The same as choosing the accounts of a connection under way. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/integrations")
  ResponseEntity<ChoiceMade> create(
      Place place, Caller.OfPerson person, @RequestBody IntegrationWish wish)
      throws ConnectException, InterruptedException {
    return choose(
        place,
        person,
        wish.connectId(),
        new ChoiceWish(wish.accounts(), wish.settings(), wish.schedule(), wish.backfillDays()));
  }

  /** Gives a connection under way up; a consent that was granted is not used. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @DeleteMapping("/connects/{connect}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(Place place, Caller.OfPerson person, @PathVariable UUID connect)
      throws ConnectException {
    connects().withdraw(find(place, person, connect));
  }

  private ConnectAttempts connects() {
    return source.get().engine().connects();
  }

  private ConnectAttempt find(Place place, Caller.OfPerson person, UUID connect)
      throws ConnectException {
    return connects().find(place.workspaceId(), connect, BrowserSessions.of(person));
  }

  private List<Account> accounts(ConnectAttempt attempt, Caller.OfPerson person)
      throws ConnectException, InterruptedException {
    return connects().accounts(attempt, BrowserSessions.of(person));
  }

  private ProviderDescriptor provider(ConnectAttempt attempt) {
    Backend backend = source.get();
    return backend.adapters().of(attempt.provider()).describe();
  }

  private static ConnectShown shown(
      ConnectAttempt attempt,
      ConnectState state,
      Optional<String> code,
      String message,
      List<AccountOffer> accounts) {
    return new ConnectShown(
        attempt.id(), attempt.provider(), state, code, message, attempt.reconnect(), accounts);
  }
}
