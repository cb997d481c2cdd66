package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.team.ApiKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** /api-keys: a token is told once; a deleted key is no longer good. */
final class ApiKeysApi {
  private static final Set<String> PERMISSIONS = Set.of("full_access", "sending_access");

  private ApiKeysApi() {}

  static Response answer(Call call) {
    if (call.is("POST", 0)) {
      return create(call);
    }
    if (call.is("GET", 0)) {
      return call.page(call.team().keys(), any -> true, ApiKeysApi::listed);
    }
    if (call.is("PATCH", 1)) {
      String name = call.fields().required("name");
      ApiKey key =
          call.team()
              .keys()
              .edit(call.id(), one -> one.withName(name))
              .orElseThrow(() -> ResendErrors.notFound("API key"));
      return Call.done(200, "api_key", key.id());
    }
    if (call.is("DELETE", 1)) {
      ApiKey key =
          call.team().keys().remove(call.id()).orElseThrow(() -> ResendErrors.notFound("API key"));
      return Call.deleted("api_key", key.id());
    }
    throw call.refusal(1, List.of());
  }

  private static Response create(Call call) {
    Fields fields = call.fields();
    String name = fields.required("name");
    String permission = fields.word("permission", "full_access", PERMISSIONS);
    String domainId = fields.text("domain_id").orElse("");
    if (!domainId.isEmpty() && call.team().domains().find(domainId).isEmpty()) {
      throw ResendErrors.notFound("Domain");
    }
    ApiKey key =
        call.team()
            .newKey(
                name,
                ApiKey.Permission.valueOf(permission.toUpperCase(Locale.ROOT)),
                domainId,
                call.now());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", key.id());
    body.put("token", key.token());
    return Call.json(201, body);
  }

  private static Map<String, Object> listed(ApiKey key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", key.id());
    body.put("name", key.name());
    body.put("created_at", Formats.api(key.createdAt()));
    key.lastUsedAt().ifPresent(at -> body.put("last_used_at", Formats.api(at)));
    body.putIfAbsent("last_used_at", null);
    return body;
  }
}
