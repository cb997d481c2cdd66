package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.resend.Domains.Domain;
import dev.tributary.spi.Account;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Change;
import dev.tributary.spi.HealthStatus.Finding;
import dev.tributary.spi.SyncException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The team behind a key. Resend's API has neither a name nor an id of it, so a team is known by its
 * oldest domain, which stays when keys are exchanged, and one without domains by its oldest key.
 */
final class Teams {
  static final String DOMAINS = "domains";

  /** Where the team's numbers come from: {@code metrics}, or {@code events} where it has none. */
  static final String NUMBERS = "numbers_from";

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final String KEYS = "the API keys";

  private final ResendApi api;
  private final Domains domains;
  private final Metrics metrics;

  Teams(ResendApi api, Domains domains, Metrics metrics) {
    this.api = api;
    this.domains = domains;
    this.metrics = metrics;
  }

  private record Key(String id, String name, Instant createdAt) {
    static Key of(ProviderAnswer answer, JsonNode json) throws SyncException {
      return new Key(
          ResendApi.id(answer, json),
          json.path("name").asString(""),
          Times.instant(json.path("created_at").asString("")).orElse(Instant.MAX));
    }
  }

  ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    Account team = team(credentials, call);
    return new ConnectionResult(
        team.id(), Set.of(ResendErrors.FULL_ACCESS), Optional.of(team.name()), Optional.empty());
  }

  /** The one team that a key belongs to; its days are cut in UTC unless the customer chooses. */
  Account team(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    List<Domain> all = domains.all(credentials, call);
    Optional<Domain> oldest =
        all.stream().min(Comparator.comparing(Teams::since).thenComparing(Domain::id));
    if (oldest.isPresent()) {
      return new Account(
          oldest.get().id(),
          name(oldest.get(), all.size()),
          UTC,
          Optional.empty(),
          facts(all, credentials, call));
    }
    Key key =
        keys(credentials, call).stream()
            .min(Comparator.comparing(Key::createdAt).thenComparing(Key::id))
            .orElseThrow(() ->
                new SyncException(
                    new Failure.Malformed(
                        "Resend listed no API key although one was used.", Optional.empty())));
    return new Account(
        key.id(), "Team without domains", UTC, Optional.empty(), facts(all, credentials, call));
  }

  private static Instant since(Domain domain) {
    return Times.instant(domain.createdAt()).orElse(Instant.MAX);
  }

  private static String name(Domain domain, int domains) {
    return domains == 1 ? domain.name() : domain.name() + " and " + (domains - 1) + " more";
  }

  private Map<String, String> facts(List<Domain> all, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return Map.of(
        DOMAINS,
        String.join(", ", all.stream().map(Domain::name).sorted().limit(20).toList()),
        NUMBERS,
        metrics.offered(credentials, call) ? "metrics" : "events");
  }

  private List<Key> keys(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return api.all("/api-keys", credentials, KEYS, Key::of, call);
  }

  /** The team is what it was; what can go wrong under it are the domains that are read. */
  HealthStatus health(Connection connection, Call call) throws SyncException, InterruptedException {
    Settings settings = Settings.of(connection.settings());
    List<Domain> all = domains.all(connection.credentials(), call);
    List<Finding> findings = new ArrayList<>();
    for (Domain domain : all) {
      boolean broken =
          settings.domains().isEmpty()
              // One that was never set up is no change.
              ? domain.status().endsWith("failed")
              : settings.wants(domain.name()) && !domain.status().equals(Domains.VERIFIED);
      if (broken && domain.sending()) {
        findings.add(
            new Finding(
                Change.ACCOUNT_STATUS,
                "The domain %s is not verified at Resend (%s), so nothing can be sent from it."
                    .formatted(domain.name(), domain.status())));
      }
    }
    for (String wanted : settings.domains()) {
      if (all.stream().noneMatch(domain -> domain.name().equalsIgnoreCase(wanted))) {
        findings.add(
            new Finding(
                Change.ACCOUNT_STATUS,
                "The domain %s of the settings is not at Resend.".formatted(wanted)));
      }
    }
    Account before = connection.account();
    return new HealthStatus(
        new Account(
            before.id(),
            before.name(),
            before.zone(),
            before.currency(),
            facts(all, connection.credentials(), call)),
        findings);
  }

  /** Deletes the key with the given name, and no other. */
  void deleteKey(ConnectionCredentials credentials, String name, Call call)
      throws SyncException, InterruptedException {
    try {
      List<Key> named =
          keys(credentials, call).stream().filter(key -> key.name().equals(name)).toList();
      if (named.size() > 1) {
        throw new SyncException(
            new Failure.InvalidRequest(
                "Resend has %d keys named %s, so none was deleted; delete the right one at resend.com/api-keys."
                    .formatted(named.size(), name)));
      }
      for (Key key : named) {
        api.delete(
            "/api-keys/" + ResendApi.encoded(key.id()), credentials, "the key " + name, call);
      }
    } catch (SyncException refused) {
      switch (refused.failure()) {
        // A key that is gone already is what was asked for.
        case Failure.GrantRejected _ -> {}
        case Failure other when ResendErrors.unknown(other) -> {}
        case Failure other -> throw refused;
      }
    }
  }
}
