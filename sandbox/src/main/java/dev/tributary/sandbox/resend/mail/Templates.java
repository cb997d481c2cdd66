package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.resend.Fields;
import dev.tributary.sandbox.resend.ResendErrors;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Store;
import dev.tributary.sandbox.resend.team.Template;
import dev.tributary.sandbox.resend.team.Template.Variable;
import dev.tributary.sandbox.resend.team.Template.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A team's templates by id or alias, and how they are filled in. */
public final class Templates {
  private static final Set<String> TYPES = Set.of("string", "number", "boolean", "object", "list");

  /** Filled in by Resend itself, so nobody may declare them. */
  private static final Set<String> RESERVED =
      Set.of(
          "FIRST_NAME",
          "LAST_NAME",
          "EMAIL",
          "UNSUBSCRIBE_URL",
          "RESEND_UNSUBSCRIBE_URL",
          "contact",
          "this");

  private static final int VARIABLES_MAX = 50;
  private static final int VALUE_CHARS_MAX = 2_000;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]{1,50}");
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\{\\s*([A-Za-z0-9_]+)\\s*}}}");

  private final Store<Template> store = new Store<>(Template::id);
  private final Ids ids;

  public Templates(Ids ids) {
    this.ids = ids;
  }

  public Store<Template> store() {
    return store;
  }

  public Optional<Template> find(String idOrAlias) {
    return store
        .find(idOrAlias)
        .or(() -> store.first(one -> !one.alias().isEmpty() && one.alias().equals(idOrAlias)));
  }

  public Template create(Fields fields, Instant now) {
    String name = fields.required("name");
    fields.required("html");
    Version empty = new Version("", "", "", List.of(), "", "", List.of());
    Template template =
        new Template(
            ids.uuid(),
            name,
            alias(fields, "", ""),
            version(fields, empty, now),
            now,
            now,
            Optional.empty(),
            Optional.empty());
    store.add(template);
    return template;
  }

  /** Edits the draft; what is published stays. */
  public Template update(Template template, Fields fields, Instant now) {
    String name = fields.text("name").orElse(template.name());
    String alias = alias(fields, template.alias(), template.id());
    Version version = version(fields, template.draft(), now);
    return edit(template, one -> one.edited(name, alias, version, now));
  }

  public Template publish(Template template, Instant now) {
    return edit(template, one -> one.publishedAt(now));
  }

  /** A copy is a draft without an alias. */
  public Template duplicate(Template template, Instant now) {
    Version draft = template.draft();
    Template copy =
        new Template(
            ids.uuid(),
            template.name() + " (copy)",
            "",
            new Version(
                ids.uuid(),
                draft.from(),
                draft.subject(),
                draft.replyTo(),
                draft.html(),
                draft.text(),
                draft.variables()),
            now,
            now,
            Optional.empty(),
            Optional.empty());
    store.add(copy);
    return copy;
  }

  private Template edit(Template template, UnaryOperator<Template> change) {
    return store.edit(template.id(), change).orElseThrow(() -> ResendErrors.notFound("Template"));
  }

  private String alias(Fields fields, String before, String own) {
    String alias = fields.text("alias").orElse(before);
    if (!alias.isEmpty()
        && store.first(one -> one.alias().equals(alias) && !one.id().equals(own)).isPresent()) {
      throw ResendErrors.invalid("The alias `" + alias + "` is taken by another template.");
    }
    return alias;
  }

  private Version version(Fields fields, Version before, Instant now) {
    Version version =
        new Version(
            ids.uuid(),
            fields.text("from").orElse(before.from()),
            fields.text("subject").orElse(before.subject()),
            fields.has("reply_to") ? fields.texts("reply_to") : before.replyTo(),
            fields.text("html").orElse(before.html()),
            fields.text("text").orElse(before.text()),
            fields.has("variables") ? variables(fields.get("variables"), now) : before.variables());
    Set<String> declared = new HashSet<>(RESERVED);
    version.variables().forEach(one -> declared.add(one.key()));
    Matcher used = PLACE.matcher(version.subject() + version.html() + version.text());
    while (used.find()) {
      if (!declared.contains(used.group(1))) {
        throw ResendErrors.invalid(
            "The variable `" + used.group(1) + "` is used but not declared in `variables`.");
      }
    }
    return version;
  }

  private List<Variable> variables(JsonNode list, Instant now) {
    List<Variable> found = new ArrayList<>();
    for (JsonNode one : list) {
      Fields fields = new Fields(one);
      String key = fields.required("key");
      if (!KEY.matcher(key).matches() || RESERVED.contains(key)) {
        throw ResendErrors.invalid("The variable key `" + key + "` is reserved or malformed.");
      }
      fields.required("type");
      String type = fields.word("type", "", TYPES);
      found.add(
          new Variable(
              ids.uuid(),
              key,
              type,
              Optional.ofNullable(one.get("fallback_value")).filter(value -> !value.isNull()),
              now));
    }
    if (found.size() > VARIABLES_MAX) {
      throw ResendErrors.invalid("A template has at most 50 variables.");
    }
    return found;
  }

  /** The template's words with values in their places; a variable without either is refused. */
  static Message filled(Message message, Version template, JsonNode values) {
    Map<String, String> known = new HashMap<>();
    RESERVED.forEach(key -> known.put(key, ""));
    for (Variable one : template.variables()) {
      JsonNode value = values.path(one.key());
      if (value.isMissingNode() || value.isNull()) {
        value =
            one.fallback()
                .orElseThrow(() ->
                    ResendErrors.invalid(
                        "Missing value for the template variable `" + one.key() + "`."));
      } else if (!value.isString() && !value.isNumber()) {
        throw ResendErrors.invalid(
            "The template variable `" + one.key() + "` must be a string or a number.");
      } else if (one.type().equals("number") && !value.isNumber()) {
        throw ResendErrors.invalid("The template variable `" + one.key() + "` must be a number.");
      }
      String text = value.isContainer() ? value.toString() : value.asString();
      if (text.length() > VALUE_CHARS_MAX) {
        throw ResendErrors.invalid("A template variable has at most 2000 characters.");
      }
      known.put(one.key(), text);
    }
    return new Message(
        message.from(),
        message.to(),
        message.cc(),
        message.bcc(),
        message.replyTo().isEmpty() ? template.replyTo() : message.replyTo(),
        placed(message.subject(), known),
        placed(template.html(), known),
        placed(template.text(), known),
        message.headers(),
        message.tags(),
        message.scheduledAt(),
        message.templateId());
  }

  private static String placed(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
  }
}
