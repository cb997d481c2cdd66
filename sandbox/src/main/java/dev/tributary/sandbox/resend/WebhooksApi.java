package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.webhook.Webhook;
import dev.tributary.sandbox.resend.webhook.Webhooks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** /webhooks: endpoints and their signing secrets. */
final class WebhooksApi {
  private static final String OBJECT = "webhook";

  private WebhooksApi() {}

  static Response answer(Call call) {
    Webhooks webhooks = call.team().webhooks();
    if (call.is("POST", 0)) {
      Webhook made = webhooks.create(call.fields(), call.now());
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("object", OBJECT);
      body.put("id", made.id());
      body.put("signing_secret", made.secret());
      return Call.json(201, body);
    }
    if (call.is("GET", 0)) {
      return call.page(webhooks.store(), any -> true, WebhooksApi::listed);
    }
    if (call.is("GET", 1)) {
      Webhook webhook = found(call);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("object", OBJECT);
      body.putAll(listed(webhook));
      body.put("signing_secret", webhook.secret());
      return Call.json(200, body);
    }
    if (call.is("PATCH", 1)) {
      return Call.done(200, OBJECT, webhooks.update(found(call), call.fields()).id());
    }
    if (call.is("DELETE", 1)) {
      Webhook webhook = found(call);
      webhooks.store().remove(webhook.id());
      return Call.deleted(OBJECT, webhook.id());
    }
    throw call.refusal(1, List.of());
  }

  private static Webhook found(Call call) {
    return call.team()
        .webhooks()
        .store()
        .find(call.id())
        .orElseThrow(() -> ResendErrors.notFound("Webhook"));
  }

  private static Map<String, Object> listed(Webhook webhook) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", webhook.id());
    body.put("endpoint", webhook.endpoint());
    body.put("events", webhook.events().stream().map(EventType::apiName).toList());
    body.put("status", webhook.enabled() ? "enabled" : "disabled");
    body.put("created_at", Formats.api(webhook.createdAt()));
    return body;
  }
}
