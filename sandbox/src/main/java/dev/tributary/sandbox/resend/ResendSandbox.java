package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.Provider;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.team.ApiKey;
import dev.tributary.sandbox.resend.truth.ResendTruth;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resend: keys, domains, templates, e-mails, metrics, suppressions, and webhooks to customers. */
public final class ResendSandbox implements Provider, AutoCloseable {
  private static final Set<String> FAMILIES =
      Set.of("emails", "domains", "api-keys", "templates", "webhooks", "suppressions");

  private final InstantSource clock;
  private final Teams teams;
  private final Postman postman;

  public ResendSandbox(InstantSource clock, long seed, boolean enforceLimits) {
    this.clock = clock;
    this.teams = new Teams(seed, clock.instant(), enforceLimits);
    this.postman = new Postman(teams, clock);
  }

  public Teams teams() {
    return teams;
  }

  /** The scenario company's own team. */
  public Team nordlicht() {
    return teams.team(Teams.NORDLICHT);
  }

  /** Delivers everything to endpoints that is due now, one after the other; returns how many. */
  public int deliver() {
    return postman.deliver();
  }

  /** What really happened in a team, as known at {@code asOf}, with days of {@code zone}. */
  public ResendTruth truth(String teamId, ZoneId zone, Instant asOf) {
    Team team = teams.team(teamId);
    return new ResendTruth(team.domains().all(), team.history(), team.mailbox(), zone, asOf);
  }

  public ResendControl control() {
    return new ResendControl(this, clock);
  }

  /** Addresses and credentials, with fresh keys. */
  public ResendDescription description(String base) {
    return ResendDescription.of(base, teams, clock.instant());
  }

  /** Forgets every key, e-mail, edit and used-up limit. */
  public void reset() {
    teams.reset();
  }

  @Override
  public Optional<Response> answer(Request request) {
    String[] parts = request.path().replaceFirst("^/", "").replaceFirst("/$", "").split("/", -1);
    if (!FAMILIES.contains(parts[0])) {
      return Optional.empty();
    }
    if (request.header("user-agent").orElse("").isBlank()) {
      return Optional.of(Response.of(403, "text/plain", Body.of("error code: 1010")));
    }
    List<String> path = List.of(parts).subList(1, parts.length);
    try {
      return Optional.of(answer(request, parts[0], path));
    } catch (ResendException refused) {
      return Optional.of(ResendErrors.response(refused));
    }
  }

  private Response answer(Request request, String family, List<String> path) {
    Instant now = clock.instant();
    String token =
        request
            .header("authorization")
            .map(header -> header.replaceFirst("(?i)^bearer +", "").strip())
            .filter(value -> !value.isEmpty())
            .orElseThrow(ResendErrors::missingKey);
    Teams.Owned owned = teams.owner(token).orElseThrow(ResendErrors::invalidKey);
    Team team = owned.team();
    try {
      team.limits().enter(team.plan(), now);
      usable(owned.key(), request.method(), family, path);
      team.keys().edit(owned.key().id(), key -> key.used(now));
      Response response = route(new Call(request, team, owned.key(), path, now), family);
      postman.wake();
      return team.limits().headers(response, team.plan(), now);
    } catch (ResendException refused) {
      return team.limits().headers(ResendErrors.response(refused), team.plan(), now);
    }
  }

  /** A sending key sends and nothing else. */
  private static void usable(ApiKey key, String method, String family, List<String> path) {
    if (key.suspended()) {
      throw ResendErrors.suspendedKey();
    }
    boolean sends =
        method.equals("POST")
            && family.equals("emails")
            && (path.isEmpty() || path.equals(List.of("batch")));
    if (key.permission() == ApiKey.Permission.SENDING_ACCESS && !sends) {
      throw ResendErrors.restrictedKey();
    }
  }

  private static Response route(Call call, String family) {
    return switch (family) {
      case "emails" -> EmailsApi.answer(call);
      case "domains" -> DomainsApi.answer(call);
      case "api-keys" -> ApiKeysApi.answer(call);
      case "templates" -> TemplatesApi.answer(call);
      case "webhooks" -> WebhooksApi.answer(call);
      default -> SuppressionsApi.answer(call);
    };
  }

  @Override
  public void answered(Request request, int status) {
    // Resend counts what it did, not what the client got.
  }

  @Override
  public void close() {
    postman.close();
  }
}
