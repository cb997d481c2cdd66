package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.team.ApiKey;
import dev.tributary.sandbox.resend.team.Store;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request of a key that is good.
 *
 * @param path the parts below the family: empty, or an id, or an id and a verb
 */
record Call(Request request, Team team, ApiKey key, List<String> path, Instant now) {
  private static final int PAGE = 20;
  private static final int PAGE_MAX = 100;

  boolean is(String method, int parts) {
    return request.method().equals(method) && path.size() == parts;
  }

  /** A request such as POST /templates/ID/publish. */
  boolean is(String method, String verb) {
    return is(method, 2) && path.getLast().equals(verb);
  }

  String id() {
    return URLDecoder.decode(path.getFirst(), StandardCharsets.UTF_8);
  }

  Fields fields() {
    return Fields.of(request.body());
  }

  /** No such address, or none for this method. */
  ResendException refusal(int partsMax, List<String> verbs) {
    boolean known = path.size() <= partsMax || (path.size() == 2 && verbs.contains(path.getLast()));
    return known ? ResendErrors.method() : ResendErrors.noEndpoint();
  }

  /** A page of a list, newest first; 20 items unless told. */
  <T> Response page(Store<T> store, Predicate<T> wanted, Function<T, Map<String, Object>> row) {
    Optional<String> after = request.query("after").filter(text -> !text.isEmpty());
    Optional<String> before = request.query("before").filter(text -> !text.isEmpty());
    if (after.isPresent() && before.isPresent()) {
      throw ResendErrors.invalid("Only one of `after` and `before` can be used.");
    }
    Store.Page<T> page =
        store
            .page(limit(), after, before, wanted)
            .orElseThrow(() -> ResendErrors.invalid("The cursor is not an id of this list."));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", "list");
    body.put("has_more", page.more());
    body.put("data", page.items().stream().map(row).toList());
    return json(200, body);
  }

  private int limit() {
    String text = request.query("limit").orElse("");
    if (text.isEmpty()) {
      return PAGE;
    }
    int limit = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > PAGE_MAX) {
      throw ResendErrors.invalid("The `limit` must be a number between 1 and 100.");
    }
    return limit;
  }

  static Response json(int status, Object body) {
    return Response.json(status, JsonMapper.shared().writeValueAsString(body));
  }

  /** {@code {"object":…,"id":…}} */
  static Response done(int status, String object, String id) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", object);
    body.put("id", id);
    return json(status, body);
  }

  static Response deleted(String object, String id) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", object);
    body.put("id", id);
    body.put("deleted", true);
    return json(200, body);
  }
}
