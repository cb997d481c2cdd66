package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Words;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.resend.mail.Ledger.Entry;
import dev.tributary.sandbox.resend.team.ApiKey;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.team.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the control API can change about Resend. */
public final class ResendControl {
  private static final String PATH = "/control/resend";
  private static final int ENTRIES_TOLD = 1_000;

  private final ResendSandbox resend;
  private final InstantSource clock;
  private final WebhookControl webhooks;

  ResendControl(ResendSandbox resend, InstantSource clock) {
    this.resend = resend;
    this.clock = clock;
    this.webhooks = new WebhookControl(resend, clock);
  }

  /** The "resend" part of a scenario. */
  public void apply(JsonNode node) {
    Words.check(node, Set.of("teams", "domains", "limits", "webhooks"), "resend");
    for (Map.Entry<String, JsonNode> entry : node.path("teams").properties()) {
      edit(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, JsonNode> entry : node.path("domains").properties()) {
      domain(entry.getKey(), entry.getValue());
    }
    if (node.has("limits")) {
      limits(node.get("limits"));
    }
    if (node.has("webhooks")) {
      webhooks.habits(node.get("webhooks"));
    }
  }

  public Object answer(Request request, JsonNode body) {
    String path = request.path();
    boolean reads = request.method().equals("GET");
    if (path.startsWith(PATH + "/teams/")) {
      String id = path.substring((PATH + "/teams/").length());
      if (!reads) {
        edit(id, body);
      }
      return team(resend.teams().team(id));
    }
    if (path.startsWith(PATH + "/domains/")) {
      return domain(path.substring((PATH + "/domains/").length()), body);
    }
    return switch (path) {
      case PATH + "/teams" -> resend.teams().all().stream().map(ResendControl::team).toList();
      case PATH + "/limits" -> {
        limits(body);
        yield Map.of("done", true);
      }
      case PATH + "/keys" -> key(body);
      case PATH + "/keys/kill" -> kill(body);
      case PATH + "/ledger" -> ledger(request);
      case PATH + "/webhooks" -> reads ? webhooks.told() : webhooks.deliver(body);
      case PATH + "/webhooks/habits" -> webhooks.habits(body);
      case PATH + "/webhooks/rotate" -> webhooks.rotate(body);
      default ->
          throw new ControlException(
              404, "there is no " + path + "; README.md of the sandbox lists what there is");
    };
  }

  public Object truth(Request request) {
    return new ResendTruthApi(resend, clock).answer(request);
  }

  private Team named(JsonNode node) {
    return resend.teams().team(node.path("team").asString(Teams.NORDLICHT));
  }

  private static Map<String, Object> team(Team team) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", team.id());
    told.put("name", team.name());
    told.put("plan", team.plan());
    told.put("domains", team.domains().all());
    told.put("emails", team.mailbox().emails().size());
    return told;
  }

  private void edit(String id, JsonNode node) {
    Words.check(
        node,
        Set.of(
            "requestsPerSecond",
            "dailyQuota",
            "monthlyQuota",
            "retentionDays",
            "metrics",
            "suppressions",
            "processingMillis",
            "speed",
            "adjust"),
        "a team");
    Team team = resend.teams().team(id);
    Plan plan = team.plan();
    team.plan(
        new Plan(
            node.path("requestsPerSecond").asInt(plan.requestsPerSecond()),
            node.path("dailyQuota").asInt(plan.daily()),
            node.path("monthlyQuota").asInt(plan.monthly()),
            node.path("retentionDays").asInt(plan.retentionDays()),
            node.path("metrics").asBoolean(plan.metrics()),
            node.path("suppressions").asBoolean(plan.suppressions())));
    if (node.has("processingMillis")) {
      team.processing(Duration.ofMillis(node.get("processingMillis").asLong()));
    }
    if (node.has("speed")) {
      team.mailbox().speed(node.get("speed").asInt());
    }
    for (Map.Entry<String, JsonNode> day : node.path("adjust").properties()) {
      team.history().adjust(LocalDate.parse(day.getKey()), day.getValue().asInt());
      team.metricsCache().clear();
    }
  }

  /** Finds a domain by name in any team. */
  private Object domain(String name, JsonNode node) {
    Words.check(node, Set.of("status", "openTracking", "clickTracking"), "a domain");
    for (Team team : resend.teams().all()) {
      Domain domain = team.domain(name).orElse(null);
      if (domain != null) {
        Domain changed =
            domain
                .withStatus(node.path("status").asString(domain.status()))
                .withTracking(
                    node.path("openTracking").asBoolean(domain.openTracking()),
                    node.path("clickTracking").asBoolean(domain.clickTracking()));
        team.domains().edit(domain.id(), any -> changed);
        return changed;
      }
    }
    throw new ControlException(404, "no team has the domain " + name);
  }

  private void limits(JsonNode node) {
    Words.check(node, Set.of("team", "enforce", "reset", "today", "month"), "limits");
    if (node.has("enforce")) {
      resend.teams().all().forEach(team -> team.limits().enforce(node.get("enforce").asBoolean()));
    }
    if (node.path("reset").asBoolean(false)) {
      resend.teams().all().forEach(team -> team.limits().reset());
    }
    if (node.has("today") || node.has("month")) {
      named(node)
          .limits()
          .use(node.path("today").asInt(0), node.path("month").asInt(0), clock.instant());
    }
  }

  private Object key(JsonNode node) {
    Words.check(node, Set.of("team", "name", "permission", "domain"), "a key");
    Team team = named(node);
    String name = node.path("domain").asString("");
    String domainId =
        name.isEmpty()
            ? ""
            : team.domain(name)
                .map(Domain::id)
                .orElseThrow(() -> new ControlException(404, "the team has no domain " + name));
    ApiKey key =
        team.newKey(
            node.path("name").asString("Control"),
            ApiKey.Permission.valueOf(
                node.path("permission").asString("full_access").toUpperCase(Locale.ROOT)),
            domainId,
            clock.instant());
    return Map.of("id", key.id(), "token", key.token());
  }

  /** A key is suspended, or with "revoke" gone. */
  private Object kill(JsonNode node) {
    Words.check(node, Set.of("token", "revoke"), "kill");
    String token = node.path("token").asString("");
    Teams.Owned owned =
        resend
            .teams()
            .owner(token)
            .orElseThrow(() -> new ControlException(404, "no team has this key"));
    if (node.path("revoke").asBoolean(false)) {
      owned.team().keys().remove(owned.key().id());
    } else {
      owned.team().keys().edit(owned.key().id(), one -> one.withSuspended(true));
    }
    return Map.of("done", true);
  }

  private Object ledger(Request request) {
    Team team = resend.teams().team(request.query("team").orElse(Teams.NORDLICHT));
    String to = request.query("to").orElse("");
    String key = request.query("key").orElse("");
    List<Entry> found =
        team.ledger().entries(clock.instant()).stream()
            .filter(one -> to.isEmpty() || one.recipient().equals(to))
            .filter(one -> key.isEmpty() || one.idempotencyKey().equals(key))
            .toList();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("count", found.size());
    told.put("recipients", found.stream().map(Entry::recipient).distinct().count());
    told.put("duplicates", team.ledger().duplicates(clock.instant()));
    told.put("entries", found.subList(0, Math.min(found.size(), ENTRIES_TOLD)));
    return told;
  }
}
