package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Words;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.webhook.Habits;
import dev.tributary.sandbox.resend.webhook.Order;
import dev.tributary.sandbox.resend.webhook.Order.Forgery;
import dev.tributary.sandbox.resend.webhook.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the control API can have told to customers' endpoints. */
final class WebhookControl {
  private static final int EVENTS_MAX = 100_000;

  private final ResendSandbox resend;
  private final InstantSource clock;

  WebhookControl(ResendSandbox resend, InstantSource clock) {
    this.resend = resend;
    this.clock = clock;
  }

  /** Endpoints without their secrets, and what waits for them. */
  Object told() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Team team : resend.teams().all()) {
      team.webhooks()
          .store()
          .all()
          .forEach(one -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("team", team.id());
            told.put("id", one.id());
            told.put("endpoint", one.endpoint());
            told.put("enabled", one.enabled());
            told.put(
                "waiting",
                team.deliveries().waiting().stream()
                    .filter(dispatch -> dispatch.webhookId().equals(one.id()))
                    .count());
            all.add(told);
          });
    }
    return all;
  }

  private Team named(JsonNode node) {
    return resend.teams().team(node.path("team").asString(Teams.NORDLICHT));
  }

  /** Of all teams. */
  Object habits(JsonNode node) {
    Words.check(node, Set.of("automatic", "copies", "shuffle", "speed"), "webhooks");
    for (Team team : resend.teams().all()) {
      Habits before = team.deliveries().habits();
      team.deliveries()
          .habits(
              new Habits(
                  node.path("automatic").asBoolean(before.automatic()),
                  node.path("copies").asInt(before.copies()),
                  node.path("shuffle").asBoolean(before.shuffle()),
                  node.path("speed").asInt(before.speed())));
    }
    return resend.nordlicht().deliveries().habits();
  }

  Object rotate(JsonNode node) {
    Words.check(node, Set.of("team", "webhook"), "rotate");
    try {
      String id = node.path("webhook").asString("");
      return Map.of("id", named(node).webhooks().rotate(id, clock.instant()).id());
    } catch (ResendException unknown) {
      throw new ControlException(404, unknown.text());
    }
  }

  /** What is due, what was sent before, or something that never happened. */
  Object deliver(JsonNode node) {
    Words.check(
        node,
        Set.of(
            "team",
            "due",
            "replay",
            "type",
            "count",
            "copies",
            "shuffle",
            "forgery",
            "age",
            "email",
            "recipient",
            "data"),
        "a delivery");
    if (node.path("due").asBoolean(false)) {
      return Map.of("delivered", resend.deliver());
    }
    Team team = named(node);
    Instant now = clock.instant();
    if (node.path("replay").asBoolean(false)) {
      return Map.of("statuses", team.deliveries().replay(now));
    }
    String name = node.path("type").asString("email.delivered");
    EventType type =
        EventType.named(name)
            .orElseThrow(() -> new ControlException(400, "Resend has no event " + name));
    int count = node.path("count").asInt(1);
    if (count < 1 || count > EVENTS_MAX) {
      throw new ControlException(400, "count is 1 to " + EVENTS_MAX);
    }
    Order order =
        new Order(
            type,
            node.path("copies").asInt(1),
            node.path("shuffle").asBoolean(false),
            Forgery.valueOf(node.path("forgery").asString("none").toUpperCase(Locale.ROOT)),
            Duration.parse(node.path("age").asString("PT0S")));
    List<Map<String, Object>> data = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      data.add(data(team, type, node, now));
    }
    return Map.of("statuses", team.deliveries().send(order, data, now));
  }

  /** The usual words of a type, with those of the order in their place. */
  private static Map<String, Object> data(Team team, EventType type, JsonNode node, Instant now) {
    String domain = team.domains().all().stream().map(Domain::name).findFirst().orElse("");
    Map<String, Object> data =
        switch (type) {
          case DOMAIN_CREATED, DOMAIN_UPDATED, DOMAIN_DELETED ->
              DomainsApi.event(
                  team.domain(domain)
                      .orElseThrow(() -> new ControlException(409, "the team has no domain")));
          case CONTACT_CREATED, CONTACT_UPDATED, CONTACT_DELETED ->
              Payloads.contact(team.ids(), now);
          default ->
              Payloads.madeUp(
                  type,
                  node.path("email").asString(team.ids().uuid()),
                  "Nordlicht <hello@" + domain + ">",
                  node.path("recipient").asString("somebody@customers.example"),
                  now);
        };
    node.path("data").properties().forEach(one -> data.put(one.getKey(), one.getValue()));
    return data;
  }
}
