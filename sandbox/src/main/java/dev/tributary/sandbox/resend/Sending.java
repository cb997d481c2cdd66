package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.Addresses;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.Message;
import dev.tributary.sandbox.resend.mail.MessageParser;
import dev.tributary.sandbox.resend.team.Domain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** POST /emails and POST /emails/batch: checked, counted, accepted, and each key once. */
final class Sending {
  private static final int BATCH_MAX = 100;
  private static final int KEY_MAX = 256;

  /** A checked message and the domain that it comes from; empty for Resend's own. */
  private record Ready(Message message, Optional<Domain> domain) {}

  private Sending() {}

  static Response one(Call call) {
    return once(
        call,
        key -> {
          Ready ready =
              ready(
                  call, new MessageParser(call.team().templates(), call.now(), false), json(call));
          return Call.json(200, Map.of("id", accept(call, List.of(ready), key).getFirst()));
        });
  }

  static Response batch(Call call) {
    boolean permissive =
        mode(call.request().header("x-batch-validation").orElse("strict")).equals("permissive");
    return once(call, key -> batch(call, key, permissive));
  }

  private static String mode(String word) {
    if (!Set.of("strict", "permissive").contains(word)) {
      throw ResendErrors.parameter("x-batch-validation is strict or permissive.");
    }
    return word;
  }

  /** Permissive batches send what is right and tell what is not by its place in the request. */
  private static Response batch(Call call, String key, boolean permissive) {
    JsonNode list = json(call);
    if (!list.isArray() || list.isEmpty() || list.size() > BATCH_MAX) {
      throw ResendErrors.invalid("A batch is a list of 1 to 100 emails.");
    }
    MessageParser parser = new MessageParser(call.team().templates(), call.now(), true);
    List<Ready> ready = new ArrayList<>();
    List<Map<String, Object>> errors = new ArrayList<>();
    for (int n = 0; n < list.size(); n++) {
      try {
        ready.add(ready(call, parser, list.get(n)));
      } catch (ResendException refused) {
        if (!permissive) {
          throw refused;
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("index", n);
        error.put("message", refused.text());
        errors.add(error);
      }
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "data",
        accept(call, ready, key).stream().map(id -> Map.<String, Object>of("id", id)).toList());
    if (permissive) {
      body.put("errors", errors);
    }
    return Call.json(200, body);
  }

  private static JsonNode json(Call call) {
    return Fields.json(call.request().body());
  }

  private static Ready ready(Call call, MessageParser parser, JsonNode node) {
    Message message = parser.parse(node);
    return new Ready(message, domain(call, message));
  }

  /** Only verified domains send, and Resend's own only to the team itself and to test addresses. */
  private static Optional<Domain> domain(Call call, Message message) {
    Team team = call.team();
    String name = Addresses.domain(Addresses.bare(message.from(), "from"));
    if (name.equals(Addresses.TEST_DOMAIN)) {
      for (String one : message.recipients()) {
        String address = Addresses.bare(one, "to");
        if (!address.equals(team.ownAddress()) && !Addresses.test(address)) {
          throw ResendErrors.onlyToYourself(team.ownAddress());
        }
      }
      return Optional.empty();
    }
    Domain domain = team.domain(name).orElseThrow(() -> ResendErrors.unverified(name));
    if (!call.key().domainId().isEmpty() && !call.key().domainId().equals(domain.id())) {
      throw ResendErrors.restrictedDomain(name);
    }
    if (!domain.verified() || !domain.sending()) {
      throw ResendErrors.unverified(name);
    }
    return Optional.of(domain);
  }

  private static List<String> accept(Call call, List<Ready> all, String key) {
    Team team = call.team();
    team.limits().send(team.plan(), all.size(), call.now());
    List<String> ids = new ArrayList<>();
    for (Ready one : all) {
      Email email = team.mailbox().accept(one.message(), one.domain(), key, call.now());
      ids.add(email.id());
    }
    return ids;
  }

  /** A send with its key, which is empty without one. */
  @FunctionalInterface
  private interface Send {
    Response with(String key);
  }

  private static Response once(Call call, Send send) {
    Optional<String> key = call.request().header("idempotency-key");
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > KEY_MAX)) {
      throw ResendErrors.idempotencyKey();
    }
    Supplier<Response> slow =
        () -> {
          Response answer = send.with(key.orElse(""));
          if (call.team().processing().isPositive()) {
            LockSupport.parkNanos(call.team().processing().toNanos());
          }
          return answer;
        };
    if (key.isEmpty()) {
      return slow.get();
    }
    String payload = call.request().path() + "\n" + call.request().text();
    return call.team().idempotency().once(key.get(), payload, call.now(), slow);
  }
}
