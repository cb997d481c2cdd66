package dev.tributary.e2e.resend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.resend.services.apikeys.model.CreateApiKeyResponse;
import com.resend.services.apikeys.model.ListApiKeysResponse;
import com.resend.services.apikeys.model.UpdateApiKeyResponseSuccess;
import com.resend.services.batch.model.CreateBatchEmailsResponse;
import com.resend.services.domains.model.CreateDomainResponse;
import com.resend.services.domains.model.Domain;
import com.resend.services.domains.model.ListDomainsResponse;
import com.resend.services.domains.model.RemoveDomainResponse;
import com.resend.services.domains.model.UpdateDomainResponseSuccess;
import com.resend.services.domains.model.VerifyDomainResponse;
import com.resend.services.emails.model.CancelEmailResponse;
import com.resend.services.emails.model.CreateEmailResponse;
import com.resend.services.emails.model.Email;
import com.resend.services.emails.model.EmailsMetricsResponse;
import com.resend.services.emails.model.ListEmailsResponseSuccess;
import com.resend.services.emails.model.UpdateEmailResponse;
import com.resend.services.suppressions.model.AddSuppressionResponseSuccess;
import com.resend.services.suppressions.model.AddSuppressionsResponseSuccess;
import com.resend.services.suppressions.model.GetSuppressionResponseSuccess;
import com.resend.services.suppressions.model.ListSuppressionsResponseSuccess;
import com.resend.services.suppressions.model.RemoveSuppressionResponseSuccess;
import com.resend.services.suppressions.model.RemoveSuppressionsResponseSuccess;
import com.resend.services.templates.model.CreateTemplateResponseSuccess;
import com.resend.services.templates.model.DeleteTemplateResponseSuccess;
import com.resend.services.templates.model.DuplicateTemplateResponseSuccess;
import com.resend.services.templates.model.GetTemplateResponseSuccess;
import com.resend.services.templates.model.ListTemplatesResponseSuccess;
import com.resend.services.templates.model.PublishTemplateResponseSuccess;
import com.resend.services.templates.model.UpdateTemplateResponseSuccess;
import com.resend.services.webhooks.model.CreateWebhookResponseSuccess;
import com.resend.services.webhooks.model.GetWebhookResponseSuccess;
import com.resend.services.webhooks.model.ListWebhooksResponseSuccess;
import com.resend.services.webhooks.model.RemoveWebhookResponseSuccess;
import com.resend.services.webhooks.model.UpdateWebhookResponseSuccess;
import dev.tributary.e2e.Specs;
import dev.tributary.e2e.resend.Walk.Exchange;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.sandbox.resend.mail.EventType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's answers before the classes of the vendor's client and the published document. */
@Tag("ci")
class ResendAnswersTest {
  /** Which class of the client reads the answer of which operation. */
  private static final Map<String, Class<?>> MODELS =
      Map.ofEntries(
          Map.entry("POST /emails", CreateEmailResponse.class),
          Map.entry("GET /emails", ListEmailsResponseSuccess.class),
          Map.entry("GET /emails/*", Email.class),
          Map.entry("PATCH /emails/*", UpdateEmailResponse.class),
          Map.entry("POST /emails/*/cancel", CancelEmailResponse.class),
          Map.entry("POST /emails/batch", CreateBatchEmailsResponse.class),
          Map.entry("GET /emails/metrics", EmailsMetricsResponse.class),
          Map.entry("POST /domains", CreateDomainResponse.class),
          Map.entry("GET /domains", ListDomainsResponse.class),
          Map.entry("GET /domains/*", Domain.class),
          Map.entry("PATCH /domains/*", UpdateDomainResponseSuccess.class),
          Map.entry("DELETE /domains/*", RemoveDomainResponse.class),
          Map.entry("POST /domains/*/verify", VerifyDomainResponse.class),
          Map.entry("POST /api-keys", CreateApiKeyResponse.class),
          Map.entry("GET /api-keys", ListApiKeysResponse.class),
          Map.entry("PATCH /api-keys/*", UpdateApiKeyResponseSuccess.class),
          Map.entry("POST /templates", CreateTemplateResponseSuccess.class),
          Map.entry("GET /templates", ListTemplatesResponseSuccess.class),
          Map.entry("GET /templates/*", GetTemplateResponseSuccess.class),
          Map.entry("PATCH /templates/*", UpdateTemplateResponseSuccess.class),
          Map.entry("DELETE /templates/*", DeleteTemplateResponseSuccess.class),
          Map.entry("POST /templates/*/publish", PublishTemplateResponseSuccess.class),
          Map.entry("POST /templates/*/duplicate", DuplicateTemplateResponseSuccess.class),
          Map.entry("POST /suppressions", AddSuppressionResponseSuccess.class),
          Map.entry("GET /suppressions", ListSuppressionsResponseSuccess.class),
          Map.entry("GET /suppressions/*", GetSuppressionResponseSuccess.class),
          Map.entry("DELETE /suppressions/*", RemoveSuppressionResponseSuccess.class),
          Map.entry("POST /suppressions/batch/add", AddSuppressionsResponseSuccess.class),
          Map.entry("POST /suppressions/batch/remove", RemoveSuppressionsResponseSuccess.class),
          Map.entry("POST /webhooks", CreateWebhookResponseSuccess.class),
          Map.entry("GET /webhooks", ListWebhooksResponseSuccess.class),
          Map.entry("GET /webhooks/*", GetWebhookResponseSuccess.class),
          Map.entry("PATCH /webhooks/*", UpdateWebhookResponseSuccess.class),
          Map.entry("DELETE /webhooks/*", RemoveWebhookResponseSuccess.class));

  /** What the document names and this version of the client does not read. */
  private static final Set<String> NEWER =
      Set.of(
          "CreateDomainResponse.capabilities",
          "Domain.capabilities",
          "DomainDTO.capabilities",
          "GetTemplateResponseSuccess.current_version_id",
          "GetTemplateResponseSuccess.has_unpublished_versions");

  /** There the document gives the request's fields as the answer's. */
  private static final String SLIP = "PATCH /emails/*";

  private static PlainResend clients;
  private static List<Exchange> walked;

  @BeforeAll
  static void start() throws Exception {
    clients = new PlainResend();
    walked = Walk.of(clients);
  }

  @AfterAll
  static void stop() {
    clients.close();
  }

  /** "GET /emails/*" for one e-mail. */
  private static String operation(Exchange one) {
    String[] parts = one.path().split("/");
    boolean named = parts.length > 2 && !Set.of("batch", "metrics").contains(parts[2]);
    if (named) {
      parts[2] = "*";
    }
    return one.method() + " " + String.join("/", parts);
  }

  @Test
  void every_key_of_every_answer_is_one_that_the_vendors_client_reads() throws IOException {
    Set<String> unknown = new TreeSet<>();
    ObjectMapper mapper =
        new ObjectMapper()
            .addHandler(
                new DeserializationProblemHandler() {
                  @Override
                  public boolean handleUnknownProperty(
                      DeserializationContext context,
                      JsonParser parser,
                      JsonDeserializer<?> reader,
                      Object bean,
                      String name)
                      throws IOException {
                    unknown.add(bean.getClass().getSimpleName() + "." + name);
                    parser.skipChildren();
                    return true;
                  }
                });
    List<String> read = new ArrayList<>();
    for (Exchange one : walked) {
      Class<?> model = MODELS.get(operation(one));
      if (model == null) {
        assertThat(operation(one)).as("has no class in the client").isEqualTo("DELETE /api-keys/*");
      } else {
        assertThat(mapper.readValue(one.answer().toString(), model)).isNotNull();
        read.add(operation(one));
      }
    }
    assertThat(read).containsAll(MODELS.keySet());
    assertThat(unknown).isSubsetOf(NEWER);
  }

  @TestFactory
  List<DynamicTest> answers_hold_to_the_published_document() throws IOException {
    OpenApi document = OpenApi.published();
    List<DynamicTest> tests = new ArrayList<>();
    List<Exchange> documented =
        walked.stream().filter(one -> !operation(one).equals(SLIP)).toList();
    for (Exchange one : documented) {
      tests.add(
          DynamicTest.dynamicTest(
              one.method() + " " + one.path(),
              () -> {
                assertThat(
                        document.answerFaults(one.method(), one.path(), one.status(), one.answer()))
                    .as(one.answer().toString())
                    .isEmpty();
                if (!one.request().isNull()) {
                  assertThat(document.requestFaults(one.method(), one.path(), one.request()))
                      .isEmpty();
                }
              }));
    }
    assertThat(tests).hasSizeGreaterThan(35);
    return tests;
  }

  @Test
  void the_document_would_notice_a_wrong_answer() throws IOException {
    OpenApi document = OpenApi.published();
    JsonNode wrong = JsonMapper.shared().readTree("{\"id\":7}");
    JsonNode more = JsonMapper.shared().readTree("{\"id\":\"a\",\"ID\":\"a\"}");
    assertThat(document.answerFaults("POST", "/emails", 200, wrong)).isNotEmpty();
    assertThat(document.answerFaults("POST", "/emails", 200, more)).isNotEmpty();
    assertThat(document.answerFaults("POST", "/emails", 418, more)).isNotEmpty();
    assertThat(document.requestFaults("POST", "/emails", wrong)).isNotEmpty();
  }

  @TestFactory
  List<DynamicTest> recorded_requests_are_accepted() throws Exception {
    PlainResend.Answer domain = clients.send("POST", "/domains", "{\"name\":\"x.dev\"}");
    assertThat(domain.status()).isEqualTo(201);
    clients
        .team()
        .domains()
        .edit(domain.json().get("id").asString(), one -> one.withStatus("verified"));
    String known = clients.send("GET", "/emails?limit=1", "").json().at("/data/0/id").asString();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode request : Specs.read("resend/recorded-requests.json").get("requests")) {
      String name =
          request.get("client").asString()
              + " "
              + request.get("method").asString()
              + " "
              + request.path("call").asString("");
      tests.add(DynamicTest.dynamicTest(name, () -> replay(request, known)));
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  /** Ids become known ones, and the e-mail to be cancelled is one that waits. */
  private static void replay(JsonNode request, String known) throws Exception {
    String path = request.get("path").asString();
    String id = known;
    if (path.endsWith("/cancel")) {
      String mail =
          "{\"from\":\"a@x.dev\",\"to\":\"d@x.dev\",\"subject\":\"s\",\"text\":\"t\","
              + "\"scheduled_at\":\"in 1 hour\"}";
      id = clients.send("POST", "/emails", mail).json().get("id").asString();
    }
    String recorded = "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794";
    String query = request.path("rawQuery").asString("");
    String target =
        path.replace(recorded, id) + (query.isEmpty() ? "" : "?" + query.replace(recorded, id));
    List<String> headers = new ArrayList<>();
    for (String name : List.of("idempotency-key", "accept")) {
      if (request.get("headers").has(name)) {
        headers.add(name);
        headers.add(request.get("headers").get(name).asString());
      }
    }
    String body = request.has("jsonBody") ? request.get("jsonBody").toString() : "";
    PlainResend.Answer answer =
        clients.send(
            request.get("method").asString(), target, body, headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.json().toString()).isIn(200, 201);
  }

  @Test
  void every_event_holds_to_the_published_document() throws Exception {
    OpenApi document = OpenApi.published();
    try (Ear ear = new Ear()) {
      StringBuilder types = new StringBuilder();
      for (EventType type : EventType.values()) {
        types.append(types.isEmpty() ? "\"" : ",\"").append(type.apiName()).append('"');
      }
      clients.send(
          "POST",
          "/webhooks",
          "{\"endpoint\":\"" + ear.address() + "\",\"events\":[" + types + "]}");
      for (EventType type : EventType.values()) {
        PlainResend.Answer ordered =
            clients.send(
                "POST", "/control/resend/webhooks", "{\"type\":\"" + type.apiName() + "\"}");
        assertThat(ordered.json().at("/statuses/0").asInt()).isEqualTo(200);
      }
      assertThat(ear.heard()).hasSizeGreaterThanOrEqualTo(EventType.values().length);
      for (String who : List.of("clicked", "soft", "failed", "delayed", "suppressed")) {
        clients.send(
            "POST",
            "/emails",
            "{\"from\":\"hello@"
                + Teams.SHOP_DOMAIN
                + "\",\"to\":\""
                + who
                + "@events.example\",\"subject\":\"s\",\"text\":\"t\","
                + "\"tags\":[{\"name\":\"a\",\"value\":\"b\"}],\"headers\":{\"X-A\":\"b\"}}");
      }
      clients.team().deliveries().habits(clients.team().deliveries().habits().withAutomatic(false));
      clients.sandbox.clock().advance(Duration.ofHours(1));
      clients.sandbox.resend().deliver();
      for (String event : ear.heard()) {
        assertThat(document.eventFaults(JsonMapper.shared().readTree(event))).as(event).isEmpty();
      }
    }
  }
}
