package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.resend.Fields;
import dev.tributary.sandbox.resend.ResendErrors;
import dev.tributary.sandbox.resend.team.Template;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads and checks one e-mail of a request, as Resend does before it accepts it. */
public final class MessageParser {
  private static final int RECIPIENTS_MAX = 50;
  private static final int TAGS_MAX = 75;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  private final Templates templates;
  private final Instant now;
  private final boolean batch;

  public MessageParser(Templates templates, Instant now, boolean batch) {
    this.templates = templates;
    this.now = now;
    this.batch = batch;
  }

  public Message parse(JsonNode node) {
    Fields fields = new Fields(node);
    Optional<Template.Version> template = template(fields);
    String from =
        fields
            .text("from")
            .or(() -> template.map(Template.Version::from).filter(text -> !text.isEmpty()))
            .orElseThrow(() -> ResendErrors.missing("from"));
    Addresses.bare(from, "from");
    List<String> to = recipients(fields, "to");
    if (to.isEmpty()) {
      throw ResendErrors.missing("to");
    }
    String subject =
        fields
            .text("subject")
            .or(() -> template.map(Template.Version::subject).filter(text -> !text.isEmpty()))
            .orElseThrow(() -> ResendErrors.missing("subject"));
    if (template.isEmpty() && !fields.has("html") && !fields.has("text")) {
      throw ResendErrors.missing("html");
    }
    attachments(fields);
    Message written =
        new Message(
            from,
            to,
            recipients(fields, "cc"),
            recipients(fields, "bcc"),
            recipients(fields, "reply_to"),
            subject,
            fields.text("html").orElse(""),
            fields.text("text").orElse(""),
            headers(fields),
            tags(fields),
            fields.text("scheduled_at").map(text -> Schedules.parse(text, now)),
            fields.get("template").path("id").asString(""));
    return template
        .map(one -> Templates.filled(written, one, fields.get("template").path("variables")))
        .orElse(written);
  }

  /** Only a published template can be sent. */
  private Optional<Template.Version> template(Fields fields) {
    if (!fields.has("template")) {
      return Optional.empty();
    }
    if (fields.has("html") || fields.has("text")) {
      throw ResendErrors.invalid("A `template` cannot be combined with `html` or `text`.");
    }
    String id = new Fields(fields.get("template")).required("id");
    Template template = templates.find(id).orElseThrow(() -> ResendErrors.notFound("Template"));
    return Optional.of(
        template
            .published()
            .orElseThrow(() ->
                ResendErrors.invalid(
                    "The template `" + template.name() + "` is a draft. Publish it first.")));
  }

  private static List<String> recipients(Fields fields, String name) {
    List<String> found = fields.texts(name);
    if (found.size() > RECIPIENTS_MAX) {
      throw ResendErrors.invalid("The `" + name + "` field holds at most 50 addresses.");
    }
    if (name.equals("reply_to")) {
      found.forEach(one -> Addresses.bare(one, name));
    } else {
      Addresses.checkRecipients(found, name);
    }
    return found;
  }

  private void attachments(Fields fields) {
    if (batch && fields.has("attachments")) {
      throw ResendErrors.invalid("Attachments are not supported in batch emails.");
    }
    for (JsonNode one : fields.get("attachments")) {
      if (!one.hasNonNull("content") && !one.hasNonNull("path")) {
        throw ResendErrors.attachment();
      }
    }
  }

  private static Map<String, String> headers(Fields fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : fields.get("headers").properties()) {
      if (!one.getValue().isString()) {
        throw ResendErrors.invalid("The `headers` field must hold strings.");
      }
      headers.put(one.getKey(), one.getValue().asString());
    }
    return headers;
  }

  private static Map<String, String> tags(Fields fields) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (JsonNode one : fields.get("tags")) {
      String name = one.path("name").asString("");
      String value = one.path("value").asString("");
      if (!TAG.matcher(name).matches() || !TAG.matcher(value).matches()) {
        throw ResendErrors.invalid(
            "Tags should only contain ASCII letters, numbers, underscores, or dashes.");
      }
      tags.put(name, value);
    }
    if (tags.size() > TAGS_MAX) {
      throw ResendErrors.invalid("An email has at most 75 tags.");
    }
    return tags;
  }
}
