package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.Choosing.AccountOffer;
import dev.tributary.server.api.connections.Choosing.ChoiceMade;
import dev.tributary.server.api.connections.Choosing.ScheduleWish;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.spi.Account;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.store.Integration;
import dev.tributary.store.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Connecting with a key that a person got from the provider. It is never shown again. */
@RestController
final class KeysApi {
  private final BackendSource source;

  KeysApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A key and what is done with it.
   *
   * @param kind service_account or api_key, as the provider takes it
   * @param key the key's text or its file's content
   * @param accounts left out to list them
   * @param reconnect the connection whose key is replaced in place
   */
  record KeyWish(
      String provider,
      Login kind,
      String key,
      Optional<List<String>> accounts,
      Optional<Map<String, JsonNode>> settings,
      Optional<ScheduleWish> schedule,
      Optional<Integer> backfillDays,
      Optional<UUID> reconnect) {
    @Override
    public String toString() {
      return "KeyWish[" + provider + ", " + kind + "]";
    }
  }

  /**
   * What the key did: one of the four is there.
   *
   * @param accounts that the key may read, when none was named
   * @param integrations that were connected
   * @param operations their first reads
   * @param reconnected the connection whose key was replaced
   */
  record KeyUsed(
      Optional<List<AccountOffer>> accounts,
      Optional<List<IntegrationShown>> integrations,
      Optional<List<OperationShown>> operations,
      Optional<IntegrationShown> reconnected) {}

  /** Lists the accounts of a key, connects those that are named, or replaces a connection's key. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/api/v1/workspaces/{workspace}/keys")
  ResponseEntity<KeyUsed> use(Place place, @RequestBody KeyWish wish)
      throws ConnectException, InterruptedException {
    Backend backend = source.get();
    ProviderDescriptor provider = provider(backend, wish.provider());
    ConnectionCredentials credentials = credentials(provider, wish.kind(), wish.key());
    if (wish.reconnect().isPresent()) {
      return ResponseEntity.ok(
          reconnected(backend, place, provider, wish.reconnect().get(), credentials));
    }
    Choosing choosing = new Choosing(backend, place);
    if (wish.accounts().isEmpty()) {
      List<AccountOffer> offers =
          choosing.offers(
              provider.id(), backend.engine().connections().accounts(provider.id(), credentials));
      return ResponseEntity.ok(
          new KeyUsed(Optional.of(offers), Optional.empty(), Optional.empty(), Optional.empty()));
    }
    List<String> accounts = Choosing.chosen(wish.accounts().get());
    Map<String, String> settings = Choosing.settings(provider, wish.settings());
    int days = SettingsForm.of(provider).backfillDays(wish.backfillDays(), settings);
    Optional<Optional<Schedule>> schedule =
        wish.schedule().isPresent()
            ? Optional.of(wish.schedule().get().schedule())
            : Optional.empty();
    ResponseEntity<ChoiceMade> made =
        choosing.made(
            backend
                .engine()
                .connections()
                .connect(place.workspaceId(), provider.id(), credentials, accounts, settings, days),
            schedule);
    ChoiceMade choice = Optional.ofNullable(made.getBody()).orElseThrow();
    return ResponseEntity.status(made.getStatusCode())
        .headers(made.getHeaders())
        .body(
            new KeyUsed(
                Optional.empty(),
                Optional.of(choice.integrations()),
                Optional.of(choice.operations()),
                Optional.empty()));
  }

  /**
   * A key and what would be done with it.
   *
   * @param kind service_account or api_key, as the provider takes it
   * @param key the key's text or its file's content
   */
  record KeyPreview(
      String provider,
      Login kind,
      String key,
      List<String> accounts,
      Optional<Map<String, JsonNode>> settings,
      Optional<Integer> backfillDays) {
    @Override
    public String toString() {
      return "KeyPreview[" + provider + ", " + kind + "]";
    }
  }

  /** What connecting these accounts with a key would cost. Nothing is connected, no key is kept. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/api/v1/workspaces/{workspace}/keys/preview")
  PriceShown preview(Place place, @RequestBody KeyPreview wish)
      throws ConnectException, InterruptedException {
    Backend backend = source.get();
    ProviderDescriptor provider = provider(backend, wish.provider());
    List<String> chosen = Choosing.chosen(wish.accounts());
    Map<String, String> settings = Choosing.settings(provider, wish.settings());
    int days = SettingsForm.of(provider).backfillDays(wish.backfillDays(), settings);
    List<Account> accounts =
        backend
            .engine()
            .connections()
            .accounts(provider.id(), credentials(provider, wish.kind(), wish.key()))
            .stream()
            .filter(one -> chosen.contains(one.id()))
            .toList();
    if (accounts.size() < chosen.size()) {
      throw ApiProblem.invalid("accounts", "must be accounts that the key lists");
    }
    return PriceShown.of(
        backend.engine().pricing().connecting(provider.id(), accounts, settings, days),
        Optional.empty());
  }

  private static ProviderDescriptor provider(Backend backend, String id) throws ConnectException {
    return backend
        .adapters()
        .find(id)
        .map(adapter -> adapter.describe())
        .orElseThrow(() -> new ConnectException("no_adapter", "There is no provider " + id + "."));
  }

  private static KeyUsed reconnected(
      Backend backend,
      Place place,
      ProviderDescriptor provider,
      UUID id,
      ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(id);
    if (!known.provider().equals(provider.id())) {
      throw ApiProblem.invalid("reconnect", "must be a connection of " + provider.name());
    }
    backend.engine().connections().reconnect(place.workspaceId(), id, credentials);
    return new KeyUsed(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(views.one(id)));
  }

  private static ConnectionCredentials credentials(
      ProviderDescriptor provider, Login kind, String text) {
    if (text.isBlank()) {
      throw ApiProblem.invalid("key", "must not be empty");
    }
    if (!provider.logins().contains(kind) || kind == Login.OAUTH) {
      throw ApiProblem.invalid(
          "kind",
          "must be a kind of key that %s takes: %s"
              .formatted(
                  provider.name(),
                  String.join(
                      ", ",
                      provider.logins().stream()
                          .filter(login -> login != Login.OAUTH)
                          .map(login -> login.name().toLowerCase(Locale.ROOT))
                          .toList())));
    }
    Secret key = Secret.of(text.strip());
    return kind == Login.API_KEY
        ? new ApiKeyCredentials(provider.id(), key)
        : ServiceAccountCredentials.unused(provider.id(), key);
  }
}
