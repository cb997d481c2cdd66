package dev.tributary.server.api.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.Templates;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.email.EmailTemplateDocument.VariableDocument;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.ListPage;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Templates of e-mails, which the provider keeps: each of these asks it. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations/{integration}/email-templates")
final class EmailTemplateApi {
  private static final int NAME_MAX = 200;
  private static final int SUBJECT_MAX = 900;
  private static final int VARIABLES_MAX = 50;
  private static final int FALLBACK_MAX = 2_000;
  private static final int VALUES_MAX = 20_000;
  private static final JsonMapper JSON = new JsonMapper();

  /** Whatever a template says stays in its frame: no script, no form, no way out. */
  private static final String CAGE =
      "sandbox; default-src 'none'; img-src data: https:; font-src data: https:;"
          + " style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none';"
          + " form-action 'none'";

  private final BackendSource source;

  EmailTemplateApi(BackendSource source) {
    this.source = source;
  }

  private Templates templates() {
    return source.get().engine().email().templates();
  }

  /**
   * What a person writes.
   *
   * @param alias a name to send with instead of the id
   * @param from used where the batch brings none, as are subject and replyTo
   */
  record TemplateWish(
      String name,
      Optional<String> alias,
      Optional<String> from,
      Optional<String> subject,
      Optional<List<String>> replyTo,
      String html,
      Optional<String> text,
      Optional<List<VariableDocument>> variables) {}

  private static EmailTemplate.Content content(TemplateWish wish) {
    List<VariableDocument> variables = wish.variables().orElse(List.of());
    if (variables.size() > VARIABLES_MAX) {
      throw ApiProblem.invalid("variables", "must be at most " + VARIABLES_MAX);
    }
    if (wish.html().isBlank()) {
      throw ApiProblem.invalid("html", "must not be empty");
    }
    return new EmailTemplate.Content(
        Fields.text("name", wish.name(), NAME_MAX),
        Fields.atMost("alias", wish.alias(), NAME_MAX),
        Fields.atMost("from", wish.from(), NAME_MAX),
        Fields.atMost("subject", wish.subject(), SUBJECT_MAX),
        wish.replyTo().orElse(List.of()),
        wish.html(),
        wish.text().filter(text -> !text.isEmpty()),
        variables.stream()
            .map(one ->
                new EmailTemplate.Variable(
                    Fields.text("variables.key", one.key(), VARIABLES_MAX),
                    one.type(),
                    Fields.atMost("variables.fallback", one.fallback(), FALLBACK_MAX)))
            .toList());
  }

  /**
   * The account's templates, newest first.
   *
   * @param cursor the next of the page before
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<EmailTemplateDocument.InList> list(
      Place place, @PathVariable UUID integration, @RequestParam Optional<String> cursor)
      throws ConnectException, InterruptedException {
    ListPage<EmailTemplate.Summary> page =
        templates()
            .list(
                place.workspaceId(),
                integration,
                Fields.atMost("cursor", cursor, NAME_MAX).map(Cursor::new));
    return new Page<>(
        page.items().stream().map(EmailTemplateDocument.InList::of).toList(),
        page.next().map(Cursor::value));
  }

  /** Makes a draft; it can be sent once it is published. */
  @Allowed(Permission.OPERATE)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  EmailTemplateDocument create(
      Place place, @PathVariable UUID integration, @RequestBody TemplateWish wish)
      throws ConnectException, InterruptedException {
    return EmailTemplateDocument.of(
        templates().create(place.workspaceId(), integration, content(wish)));
  }

  /** One template in its newest version. */
  @Allowed(Permission.READ)
  @GetMapping("/{template}")
  EmailTemplateDocument get(
      Place place, @PathVariable UUID integration, @PathVariable String template)
      throws ConnectException, InterruptedException {
    return EmailTemplateDocument.of(
        templates().find(place.workspaceId(), integration, id(template)));
  }

  private static String id(String template) {
    return Fields.text("template", template, NAME_MAX);
  }

  /** Replaces the newest version; what is sent stays as it is until that is published. */
  @Allowed(Permission.OPERATE)
  @PutMapping("/{template}")
  EmailTemplateDocument update(
      Place place,
      @PathVariable UUID integration,
      @PathVariable String template,
      @RequestBody TemplateWish wish)
      throws ConnectException, InterruptedException {
    return EmailTemplateDocument.of(
        templates().update(place.workspaceId(), integration, id(template), content(wish)));
  }

  /** From now on the newest version is what is sent. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{template}/publish")
  EmailTemplateDocument publish(
      Place place, @PathVariable UUID integration, @PathVariable String template)
      throws ConnectException, InterruptedException {
    return EmailTemplateDocument.of(
        templates().publish(place.workspaceId(), integration, id(template)));
  }

  /** Makes a draft of the same content. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{template}/duplicate")
  @ResponseStatus(HttpStatus.CREATED)
  EmailTemplateDocument duplicate(
      Place place, @PathVariable UUID integration, @PathVariable String template)
      throws ConnectException, InterruptedException {
    return EmailTemplateDocument.of(
        templates().duplicate(place.workspaceId(), integration, id(template)));
  }

  /** Deletes a template at the provider; again does nothing. */
  @Allowed(Permission.OPERATE)
  @DeleteMapping("/{template}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Place place, @PathVariable UUID integration, @PathVariable String template)
      throws ConnectException, InterruptedException {
    templates().delete(place.workspaceId(), integration, id(template));
  }

  /**
   * What a preview is made with.
   *
   * @param values by variable, each a text or a number
   */
  record PreviewWish(Optional<Map<String, JsonNode>> values) {}

  /**
   * How an e-mail would look.
   *
   * @param html to be shown in a sandboxed frame alone
   * @param missing variables with neither a value nor a fallback: it could not be sent
   * @param draft whether what is shown is not published
   */
  record PreviewDocument(
      Optional<String> subject,
      String html,
      Optional<String> text,
      List<String> missing,
      boolean draft) {}

  /** Fills the newest version in, and sends nothing. */
  @Allowed(Permission.READ)
  @PostMapping("/{template}/preview")
  PreviewDocument preview(
      Place place,
      @PathVariable UUID integration,
      @PathVariable String template,
      @RequestBody PreviewWish wish)
      throws ConnectException, InterruptedException {
    Templates.Shown shown =
        templates()
            .preview(
                place.workspaceId(),
                integration,
                id(template),
                Fields.values("values", wish.values().orElse(Map.of())));
    return new PreviewDocument(
        shown.preview().subject(),
        shown.preview().html(),
        shown.preview().text(),
        shown.preview().missing(),
        shown.draft());
  }

  /**
   * The filled-in HTML as a page for a frame: no script of it runs and no form of it is sent.
   *
   * @param values a JSON object of values by variable
   */
  @Allowed(Permission.READ)
  @GetMapping(path = "/{template}/preview", produces = MediaType.TEXT_HTML_VALUE)
  void page(
      Place place,
      @PathVariable UUID integration,
      @PathVariable String template,
      @RequestParam Optional<String> values,
      HttpServletResponse response)
      throws ConnectException, InterruptedException, IOException {
    Templates.Shown shown =
        templates()
            .preview(
                place.workspaceId(),
                integration,
                id(template),
                Fields.values("values", read(Fields.atMost("values", values, VALUES_MAX))));
    response.setHeader("Content-Security-Policy", CAGE);
    response.setContentType("text/html;charset=UTF-8");
    response.getOutputStream().write(shown.preview().html().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, JsonNode> read(Optional<String> values) {
    Map<String, JsonNode> read = new HashMap<>();
    try {
      JsonNode object = values.map(JSON::readTree).orElseGet(JSON::createObjectNode);
      if (object.isObject()) {
        object.properties().forEach(one -> read.put(one.getKey(), one.getValue()));
        return read;
      }
    } catch (JacksonException e) {
      // Told below: what is no JSON and what is no object are the same mistake.
    }
    throw ApiProblem.invalid("values", "must be a JSON object");
  }
}
