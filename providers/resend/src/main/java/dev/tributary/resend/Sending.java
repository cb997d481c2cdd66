package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.EmailSender.Outcome;
import dev.tributary.spi.EmailSender.Reason;
import dev.tributary.spi.EmailSender.Result;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.TemplateValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends batches ("Send batch emails"). With the header {@code x-batch-validation: permissive} one
 * bad e-mail is no obstacle to the others: the ids of those that were accepted come in order, and
 * the refused ones with their index beside them.
 */
final class Sending {
  static final int EMAILS_MAX = 100;

  private static final int KEY_MAX = 256;
  private static final String SUBJECT = "the batch";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ResendApi api;

  Sending(ResendApi api) {
    this.api = api;
  }

  Outcome send(Connection connection, List<OutgoingEmail> emails, String key, Call call)
      throws SyncException, InterruptedException {
    if (emails.isEmpty() || emails.size() > EMAILS_MAX) {
      throw new IllegalArgumentException(
          "a batch has 1 to " + EMAILS_MAX + " e-mails: " + emails.size());
    }
    if (key.isEmpty() || key.length() > KEY_MAX || !key.chars().allMatch(c -> c > 32 && c < 127)) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to " + KEY_MAX + " visible ASCII characters");
    }
    ProviderRequest request =
        ProviderRequest.postJson(api.address("/emails/batch", Map.of()), Outgoing.json(emails))
            .withHeader("Idempotency-Key", key)
            .withHeader("x-batch-validation", "permissive");
    if (!call.timeLeft().isPositive()) {
      throw new SyncException(new Failure.Network("No time was left to send " + SUBJECT + "."));
    }
    ProviderAnswer answer;
    try {
      answer = api.ask(request, connection.credentials(), call);
    } catch (SyncException lost) {
      return unknown(lost);
    }
    if (!answer.ok()) {
      SyncException refused = ResendErrors.of(answer, SUBJECT, call.now());
      // A request with this key is under way: what becomes of it is not known yet.
      boolean underWay = answer.status() == 409 && refused.failure() instanceof Failure.Throttled;
      return underWay ? new Outcome.Unknown(refused.failure()) : unknown(refused);
    }
    try {
      return new Outcome.Answered(
          results(answer, emails.size()), RequestRate.readings(answer, call.now()));
    } catch (SyncException unreadable) {
      return new Outcome.Unknown(unreadable.failure());
    }
  }

  /** What broke on the way, or inside Resend, may have been done all the same. */
  private static Outcome unknown(SyncException thrown) throws SyncException {
    return switch (thrown.failure()) {
      case Failure.Network _, Failure.Unavailable _, Failure.TooLarge _, Failure.Malformed _ ->
          new Outcome.Unknown(thrown.failure());
      case Failure.TokenRejected _,
          Failure.GrantRejected _,
          Failure.PermissionMissing _,
          Failure.QuotaExhausted _,
          Failure.Throttled _,
          Failure.InvalidRequest _,
          Failure.AccountGone _,
          Failure.TooMuchData _,
          Failure.Misconfigured _,
          Failure.Storage _,
          Failure.Defect _ ->
          throw thrown;
    };
  }

  private static List<Result> results(ProviderAnswer answer, int size) throws SyncException {
    JsonNode json = ResendApi.object(answer);
    Map<Integer, Result> refused = new HashMap<>();
    for (JsonNode error : json.path("errors")) {
      int index = error.path("index").asInt(-1);
      String message = answer.masked(error.path("message").asString("no reason given"));
      if (index < 0
          || index >= size
          || refused.put(index, new Result.Refused(reason(message), message)) != null) {
        throw answer.malformed("refused an e-mail that was not in the batch");
      }
    }
    JsonNode data = json.path("data");
    if (!data.isArray() || data.size() + refused.size() != size) {
      throw answer.malformed(
          "answered for %d of %d e-mails".formatted(data.size() + refused.size(), size));
    }
    List<Result> results = new ArrayList<>();
    int accepted = 0;
    for (int index = 0; index < size; index++) {
      Optional<Result> no = Optional.ofNullable(refused.get(index));
      results.add(
          no.isPresent()
              ? no.get()
              : new Result.Accepted(ResendApi.id(answer, data.get(accepted++))));
    }
    return results;
  }

  /** Resend gives a sentence and no code; the words that it uses tell most. */
  static Reason reason(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (words.contains("variable")) {
      return Reason.VARIABLE;
    }
    if (words.contains("template")) {
      return Reason.TEMPLATE;
    }
    if (words.contains("`from`")
        || words.contains("from field")
        || words.contains("domain is not verified")
        || words.contains("domain")) {
      return Reason.SENDER;
    }
    if (words.contains("`to`")
        || words.contains("to field")
        || words.contains("recipient")
        || words.contains("email address")) {
      return Reason.RECIPIENT;
    }
    return Reason.OTHER;
  }

  /** E-mails as Resend takes them: the same ones are the same bytes in every process. */
  private static final class Outgoing {

    static String json(List<OutgoingEmail> emails) {
      var batch = JSON.createArrayNode();
      for (OutgoingEmail email : emails) {
        var one = batch.addObject();
        one.put("from", email.from());
        one.putArray("to").add(email.to());
        if (!email.subject().isEmpty()) {
          one.put("subject", email.subject());
        }
        if (!email.replyTo().isEmpty()) {
          email.replyTo().forEach(one.putArray("reply_to")::add);
        }
        switch (email.content()) {
          case OutgoingEmail.Content.Written(Optional<String> html, Optional<String> text) -> {
            html.ifPresent(it -> one.put("html", it));
            text.ifPresent(it -> one.put("text", it));
          }
          case OutgoingEmail.Content.FromTemplate from -> {
            var template = one.putObject("template").put("id", from.template());
            var values = template.putObject("variables");
            from.values()
                .forEach((variable, value) -> {
                  switch (value) {
                    case TemplateValue.Text(String text) -> values.put(variable, text);
                    case TemplateValue.Decimal(BigDecimal number) -> values.put(variable, number);
                  }
                });
          }
        }
        if (!email.headers().isEmpty()) {
          var headers = one.putObject("headers");
          new TreeMap<>(email.headers()).forEach(headers::put);
        }
        if (!email.tags().isEmpty()) {
          var tags = one.putArray("tags");
          email
              .tags()
              .forEach((name, value) -> tags.addObject().put("name", name).put("value", value));
        }
        email.at().ifPresent(at -> one.put("scheduled_at", at.toString()));
      }
      return batch.toString();
    }

    private Outgoing() {}
  }
}
