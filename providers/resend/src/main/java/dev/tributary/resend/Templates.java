package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplate.Content;
import dev.tributary.spi.EmailTemplate.Status;
import dev.tributary.spi.EmailTemplate.Summary;
import dev.tributary.spi.EmailTemplate.Variable;
import dev.tributary.spi.EmailTemplate.Variable.Type;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.SyncException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Templates as Resend keeps them ("Templates"). */
final class Templates {
  private static final String PATH = "/templates";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ResendApi api;

  Templates(ResendApi api) {
    this.api = api;
  }

  ListPage<Summary> page(Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    return api.page(
        PATH, cursor, connection.credentials(), "the templates", Templates::summary, call);
  }

  Optional<EmailTemplate> find(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    Optional<ProviderAnswer> answer =
        api.find(path(id), connection.credentials(), subject(id), call);
    return answer.isPresent() ? Optional.of(template(answer.get())) : Optional.empty();
  }

  String create(Connection connection, Content content, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.post(
            PATH,
            json(content).toString(),
            connection.credentials(),
            subject(content.name()),
            call);
    return ResendApi.id(answer, ResendApi.object(answer));
  }

  /**
   * Resend leaves alone what a change does not name, so what is gone is named, and empty. It is not
   * said whether a field that is empty already may be named so.
   */
  boolean update(Connection connection, String id, Content content, Call call)
      throws SyncException, InterruptedException {
    Optional<EmailTemplate> before = find(connection, id, call);
    if (before.isEmpty()) {
      return false;
    }
    ObjectNode json = json(content);
    empty(json, before.get().content(), content);
    return api.change(
            ProviderRequest.json("PATCH", api.address(path(id), Map.of()), json.toString()),
            connection.credentials(),
            subject(id),
            call)
        .isPresent();
  }

  private static void empty(ObjectNode json, Content before, Content after) {
    if (before.from().isPresent() && after.from().isEmpty()) {
      json.put("from", "");
    }
    if (before.subject().isPresent() && after.subject().isEmpty()) {
      json.put("subject", "");
    }
    if (before.text().isPresent() && after.text().isEmpty()) {
      json.put("text", "");
    }
    if (!before.replyTo().isEmpty() && after.replyTo().isEmpty()) {
      json.putArray("reply_to");
    }
  }

  boolean publish(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    return deed(connection, id, "publish", call).isPresent();
  }

  Optional<String> duplicate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    Optional<ProviderAnswer> answer = deed(connection, id, "duplicate", call);
    return answer.isPresent()
        ? Optional.of(ResendApi.id(answer.get(), ResendApi.object(answer.get())))
        : Optional.empty();
  }

  private Optional<ProviderAnswer> deed(Connection connection, String id, String deed, Call call)
      throws SyncException, InterruptedException {
    return api.change(
        ProviderRequest.postJson(api.address(path(id) + "/" + deed, Map.of()), "{}"),
        connection.credentials(),
        subject(id),
        call);
  }

  /** One that is gone already is no error. */
  void delete(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    var gone =
        api.change(
            ProviderRequest.delete(api.address(path(id), Map.of())),
            connection.credentials(),
            subject(id),
            call);
    if (gone.isPresent()) {
      ResendApi.object(gone.get());
    }
  }

  private static String path(String id) {
    return PATH + "/" + ResendApi.encoded(id);
  }

  private static String subject(String id) {
    return "template " + id;
  }

  private static Summary summary(ProviderAnswer answer, JsonNode json) throws SyncException {
    Instant created =
        Times.instant(json.path("created_at").asString(""))
            .orElseThrow(() -> answer.malformed("described a template without its time"));
    return new Summary(
        ResendApi.id(answer, json),
        json.path("name").asString(""),
        text(json, "alias"),
        json.path("status").asString("").equals("published") ? Status.PUBLISHED : Status.DRAFT,
        created,
        Times.instant(json.path("updated_at").asString("")).orElse(created),
        Times.instant(json.path("published_at").asString("")));
  }

  private static EmailTemplate template(ProviderAnswer answer) throws SyncException {
    JsonNode json = ResendApi.object(answer);
    List<Variable> variables = new ArrayList<>();
    for (JsonNode variable : json.path("variables")) {
      variables.add(variable(variable));
    }
    return new EmailTemplate(
        summary(answer, json),
        new Content(
            json.path("name").asString(""),
            text(json, "alias"),
            text(json, "from"),
            text(json, "subject"),
            Messages.texts(json.path("reply_to")),
            json.path("html").asString(""),
            text(json, "text"),
            variables),
        json.path("has_unpublished_versions").asBoolean(false));
  }

  private static Variable variable(JsonNode json) {
    Type type =
        switch (json.path("type").asString("").toLowerCase(Locale.ROOT)) {
          case "number" -> Type.NUMBER;
          case "boolean" -> Type.BOOLEAN;
          case "object" -> Type.OBJECT;
          case "list" -> Type.LIST;
          default -> Type.TEXT;
        };
    JsonNode fallback = json.path("fallback_value");
    return new Variable(
        json.path("key").asString(""),
        type,
        fallback.isMissingNode() || fallback.isNull()
            ? Optional.empty()
            : Optional.of(fallback.isString() ? fallback.asString("") : fallback.toString()));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.path(field).isString() && !json.path(field).asString("").isEmpty()
        ? Optional.of(json.path(field).asString(""))
        : Optional.empty();
  }

  private static ObjectNode json(Content content) throws SyncException {
    ObjectNode json = JSON.createObjectNode().put("name", content.name());
    content.alias().ifPresent(alias -> json.put("alias", alias));
    content.from().ifPresent(from -> json.put("from", from));
    content.subject().ifPresent(subject -> json.put("subject", subject));
    if (!content.replyTo().isEmpty()) {
      content.replyTo().forEach(json.putArray("reply_to")::add);
    }
    json.put("html", content.html());
    content.text().ifPresent(text -> json.put("text", text));
    var variables = json.putArray("variables");
    for (Variable variable : content.variables()) {
      ObjectNode one =
          variables.addObject().put("key", variable.key()).put("type", word(variable.type()));
      if (variable.fallback().isPresent()) {
        one.set("fallback_value", fallback(variable, variable.fallback().get()));
      }
    }
    return json;
  }

  private static String word(Type type) {
    return switch (type) {
      case TEXT -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case OBJECT -> "object";
      case LIST -> "list";
    };
  }

  private static JsonNode fallback(Variable variable, String text) throws SyncException {
    if (variable.type() == Type.TEXT) {
      return JSON.getNodeFactory().stringNode(text);
    }
    try {
      JsonNode value = JSON.readTree(text);
      boolean fits =
          switch (variable.type()) {
            case TEXT -> true;
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case OBJECT -> value.isObject();
            case LIST -> value.isArray();
          };
      if (fits) {
        return value;
      }
    } catch (JacksonException none) {
      throw new SyncException(unfit(variable), none);
    }
    throw new SyncException(unfit(variable));
  }

  private static Failure unfit(Variable variable) {
    return new Failure.InvalidRequest(
        "The fallback of the variable %s is no %s; write it as JSON."
            .formatted(variable.key(), word(variable.type())));
  }
}
