package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.Formats;
import dev.tributary.sandbox.resend.mail.Bounce;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.mail.Happening;
import dev.tributary.sandbox.resend.team.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of deliveries; they carry no id of the event, only the header svix-id does. */
public final class Payloads {
  private Payloads() {}

  static byte[] body(EventType type, Instant at, Map<String, Object> data) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.apiName());
    body.put("created_at", Formats.iso(at));
    body.put("data", data);
    return JsonMapper.shared().writeValueAsBytes(body);
  }

  static Map<String, Object> email(Email email, Happening happening) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("email_id", email.id());
    data.put("created_at", Formats.iso(email.createdAt()));
    data.put("from", email.message().from());
    data.put("to", List.of(happening.recipient()));
    data.put("subject", email.message().subject());
    if (!email.message().templateId().isEmpty()) {
      data.put("template_id", email.message().templateId());
    }
    if (!email.message().tags().isEmpty()) {
      data.put("tags", email.message().tags());
    }
    if (!email.message().headers().isEmpty()) {
      data.put("headers", headers(email.message().headers()));
    }
    Bounce bounce = happening.bounce().orElse(Bounce.NO_EMAIL);
    data.putAll(detail(happening.type(), bounce, happening.at()));
    return data;
  }

  /** Of an e-mail that was perhaps never sent. */
  public static Map<String, Object> madeUp(
      EventType type, String emailId, String from, String recipient, Instant now) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("email_id", emailId);
    data.put("created_at", Formats.iso(now));
    data.put("from", from);
    data.put("to", List.of(recipient));
    data.put("subject", "Made up");
    if (type == EventType.RECEIVED) {
      data.put("message_id", "<" + emailId + "@customers.example>");
      data.put("bcc", List.of());
      data.put("cc", List.of());
      data.put("attachments", List.of());
    }
    data.putAll(detail(type, Bounce.NO_EMAIL, now));
    return data;
  }

  public static Map<String, Object> contact(Ids ids, Instant now) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", ids.uuid());
    data.put("audience_id", ids.uuid());
    data.put("segment_ids", List.of());
    data.put("created_at", Formats.iso(now));
    data.put("updated_at", Formats.iso(now));
    data.put("email", "somebody@customers.example");
    data.put("first_name", "Some");
    data.put("last_name", "Body");
    data.put("unsubscribed", false);
    return data;
  }

  private static List<Map<String, String>> headers(Map<String, String> headers) {
    List<Map<String, String>> list = new ArrayList<>();
    headers.forEach((name, value) -> list.add(Map.of("name", name, "value", value)));
    return list;
  }

  /** What some types say beyond the e-mail. */
  static Map<String, Object> detail(EventType type, Bounce bounce, Instant at) {
    return switch (type) {
      case BOUNCED -> Map.of("bounce", bounce(bounce));
      case CLICKED ->
          Map.of(
              "click",
              Map.of(
                  "ipAddress",
                  "192.0.2.10",
                  "link",
                  "https://nordlicht.example/shop",
                  "timestamp",
                  Formats.iso(at),
                  "userAgent",
                  "Mozilla/5.0 (sandbox)"));
      case FAILED -> Map.of("failed", Map.of("reason", "reached_daily_quota"));
      case SUPPRESSED ->
          Map.of(
              "suppressed",
              Map.of(
                  "diagnosticCode",
                  List.of(),
                  "message",
                  "The recipient is on the account's suppression list.",
                  "reason",
                  "previous_bounce",
                  "type",
                  "OnAccountSuppressionList"));
      default -> Map.of();
    };
  }

  private static Map<String, Object> bounce(Bounce kind) {
    Map<String, Object> bounce = new LinkedHashMap<>();
    bounce.put("diagnosticCode", List.of(kind.diagnosticCode()));
    bounce.put("message", "The recipient's email provider sent a bounce message.");
    bounce.put("subType", kind.subType());
    bounce.put("type", kind.type());
    return bounce;
  }
}
