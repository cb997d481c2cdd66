package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.Addresses;
import dev.tributary.sandbox.resend.team.Store;
import dev.tributary.sandbox.resend.team.Suppression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** /suppressions, by id or address; teams without the feature have no such endpoints. */
final class SuppressionsApi {
  private static final String OBJECT = "suppression";
  private static final int BATCH_MAX = 100;
  private static final Set<String> ORIGINS = Set.of("bounce", "complaint", "manual");

  private SuppressionsApi() {}

  static Response answer(Call call) {
    if (!call.team().plan().suppressions()) {
      throw ResendErrors.noEndpoint();
    }
    if (call.is("POST", 0)) {
      return Call.done(201, OBJECT, add(call, call.fields().required("email")).id());
    }
    if (call.is("GET", 0)) {
      return list(call);
    }
    if (call.path().getFirst().equals("batch")) {
      return batch(call);
    }
    if (call.is("GET", 1)) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("object", OBJECT);
      body.putAll(listed(found(call, call.id())));
      return Call.json(200, body);
    }
    if (call.is("DELETE", 1)) {
      Suppression one = found(call, call.id());
      store(call).remove(one.email());
      return Call.deleted(OBJECT, one.id());
    }
    throw call.refusal(1, List.of());
  }

  private static Store<Suppression> store(Call call) {
    return call.team().mailbox().suppressions();
  }

  private static boolean past(Call call, Suppression one) {
    return !one.createdAt().isAfter(call.now());
  }

  /** Ids are cursors although addresses are the keys. */
  private static Response list(Call call) {
    String origin = call.request().query("origin").orElse("");
    if (!origin.isEmpty() && !ORIGINS.contains(origin)) {
      throw ResendErrors.parameter("`origin` is bounce, complaint or manual.");
    }
    Store<Suppression> byId = new Store<>(Suppression::id);
    store(call).all().stream().filter(one -> past(call, one)).forEach(byId::add);
    return call.page(
        byId, one -> origin.isEmpty() || one.origin().equals(origin), SuppressionsApi::listed);
  }

  private static Optional<Suppression> find(Call call, String idOrEmail) {
    return store(call)
        .find(idOrEmail.toLowerCase(Locale.ROOT))
        .or(() -> store(call).first(one -> one.id().equals(idOrEmail)))
        .filter(one -> past(call, one));
  }

  private static Suppression found(Call call, String idOrEmail) {
    return find(call, idOrEmail).orElseThrow(() -> ResendErrors.notFound("Suppression"));
  }

  /** Adding twice changes nothing. */
  private static Suppression add(Call call, String email) {
    String address = Addresses.bare(email, "email");
    return find(call, address)
        .orElseGet(() -> {
          Suppression fresh =
              new Suppression(call.team().ids().uuid(), address, "manual", "", call.now());
          store(call).remove(address);
          store(call).add(fresh);
          return fresh;
        });
  }

  private static Response batch(Call call) {
    boolean adds = call.is("POST", "add");
    if (!adds && !call.is("POST", "remove")) {
      throw call.refusal(0, List.of("add", "remove"));
    }
    Fields fields = call.fields();
    List<String> names = fields.texts(!adds && fields.has("ids") ? "ids" : "emails");
    if (names.isEmpty()
        || names.size() > BATCH_MAX
        || (fields.has("ids") && fields.has("emails"))) {
      throw ResendErrors.invalid("Give 1 to 100 `emails` or, to remove, as many `ids`.");
    }
    List<Map<String, Object>> data = new ArrayList<>();
    if (adds) {
      names.forEach(one -> data.add(Map.of("object", OBJECT, "id", add(call, one).id())));
    } else {
      for (String name : names) {
        find(call, name)
            .ifPresent(one -> {
              store(call).remove(one.email());
              data.add(Map.of("object", OBJECT, "id", one.id(), "deleted", true));
            });
      }
    }
    return Call.json(adds ? 201 : 200, Map.of("data", data));
  }

  private static Map<String, Object> listed(Suppression one) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", one.id());
    body.put("email", one.email());
    body.put("origin", one.origin());
    body.put("source_id", one.sourceId().isEmpty() ? null : one.sourceId());
    body.put("created_at", Formats.api(one.createdAt()));
    return body;
  }
}
