package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.Message;
import dev.tributary.sandbox.resend.mail.Schedules;
import dev.tributary.sandbox.resend.metrics.MetricsApi;
import dev.tributary.sandbox.resend.team.Domain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** /emails without sending: read, list, reschedule, cancel, metrics. */
final class EmailsApi {
  private EmailsApi() {}

  static Response answer(Call call) {
    if (call.is("POST", 0)) {
      return Sending.one(call);
    }
    if (call.is("GET", 0)) {
      return call.page(call.team().mailbox().emails(), any -> true, one -> listed(one, call));
    }
    String first = call.path().isEmpty() ? "" : call.id();
    if (first.equals("batch") && call.is("POST", 1)) {
      return Sending.batch(call);
    }
    if (first.equals("metrics") && call.is("GET", 1)) {
      return metrics(call);
    }
    if (call.is("GET", 1)) {
      return Call.json(200, whole(found(call), call));
    }
    if (call.is("PATCH", 1)) {
      Email email = found(call);
      Fields fields = call.fields();
      var at = Schedules.parse(fields.required("scheduled_at"), call.now());
      Email later = call.team().mailbox().reschedule(email, at, domain(call, email), call.now());
      return Call.done(200, "email", later.id());
    }
    if (call.is("POST", "cancel")) {
      return Call.done(200, "email", call.team().mailbox().cancel(found(call), call.now()).id());
    }
    throw call.refusal(1, List.of("cancel"));
  }

  private static Optional<Domain> domain(Call call, Email email) {
    return call.team().domains().find(email.domainId());
  }

  private static Email found(Call call) {
    return call.team()
        .mailbox()
        .emails()
        .find(call.id())
        .orElseThrow(() -> ResendErrors.notFound("Email"));
  }

  private static Response metrics(Call call) {
    Team team = call.team();
    if (!team.plan().metrics()) {
      throw ResendErrors.noEndpoint();
    }
    return Response.json(
        200,
        team.metricsCache()
            .get(
                call.request().rawQuery(),
                call.now(),
                () ->
                    new MetricsApi(team.domains(), team.history(), team.mailbox())
                        .answer(call.request(), team.plan(), call.now())));
  }

  private static Map<String, Object> listed(Email email, Call call) {
    Message message = email.message();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", email.id());
    body.put("message_id", messageId(email));
    body.put("to", message.to());
    body.put("from", message.from());
    body.put("created_at", Formats.api(email.createdAt()));
    body.put("subject", message.subject());
    body.put("bcc", message.bcc());
    body.put("cc", message.cc());
    body.put("reply_to", message.replyTo());
    body.put("last_event", email.lastEvent(call.now()));
    return body;
  }

  private static Map<String, Object> whole(Email email, Call call) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", "email");
    body.putAll(listed(email, call));
    if (!email.message().html().isEmpty()) {
      body.put("html", email.message().html());
    }
    if (!email.message().text().isEmpty()) {
      body.put("text", email.message().text());
    }
    return body;
  }

  private static String messageId(Email email) {
    return "<" + email.id() + "@" + "email.resend.example>";
  }
}
