package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.Templates;
import dev.tributary.sandbox.resend.team.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** /templates, by id or alias. */
final class TemplatesApi {
  private static final String OBJECT = "template";

  private TemplatesApi() {}

  static Response answer(Call call) {
    Templates templates = call.team().templates();
    if (call.is("POST", 0)) {
      return Call.done(201, OBJECT, templates.create(call.fields(), call.now()).id());
    }
    if (call.is("GET", 0)) {
      return call.page(templates.store(), any -> true, TemplatesApi::listed);
    }
    if (call.is("GET", 1)) {
      return Call.json(200, whole(found(call)));
    }
    if (call.is("PATCH", 1)) {
      return Call.done(200, OBJECT, templates.update(found(call), call.fields(), call.now()).id());
    }
    if (call.is("DELETE", 1)) {
      Template template = found(call);
      templates.store().remove(template.id());
      return Call.deleted(OBJECT, template.id());
    }
    if (call.is("POST", "publish")) {
      return Call.done(200, OBJECT, templates.publish(found(call), call.now()).id());
    }
    if (call.is("POST", "duplicate")) {
      return Call.done(200, OBJECT, templates.duplicate(found(call), call.now()).id());
    }
    throw call.refusal(1, List.of("publish", "duplicate"));
  }

  private static Template found(Call call) {
    return call.team()
        .templates()
        .find(call.id())
        .orElseThrow(() -> ResendErrors.notFound("Template"));
  }

  private static Map<String, Object> listed(Template template) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", template.id());
    body.put("name", template.name());
    if (!template.alias().isEmpty()) {
      body.put("alias", template.alias());
    }
    body.put("status", template.published().isPresent() ? "published" : "draft");
    body.put("published_at", template.publishedAt().map(Formats::api).orElse(null));
    body.put("created_at", Formats.api(template.createdAt()));
    body.put("updated_at", Formats.api(template.updatedAt()));
    return body;
  }

  private static Map<String, Object> whole(Template template) {
    Template.Version draft = template.draft();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", OBJECT);
    body.putAll(listed(template));
    body.put("current_version_id", draft.id());
    body.put("has_unpublished_versions", template.hasUnpublished());
    text(body, "from", draft.from());
    text(body, "subject", draft.subject());
    body.put("reply_to", draft.replyTo().isEmpty() ? null : draft.replyTo());
    body.put("html", draft.html());
    text(body, "text", draft.text());
    body.put("variables", draft.variables().stream().map(TemplatesApi::variable).toList());
    return body;
  }

  private static void text(Map<String, Object> body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }

  private static Map<String, Object> variable(Template.Variable one) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", one.id());
    body.put("key", one.key());
    body.put("type", one.type());
    body.put("fallback_value", one.fallback().orElse(null));
    body.put("created_at", Formats.api(one.createdAt()));
    body.put("updated_at", Formats.api(one.createdAt()));
    return body;
  }
}
