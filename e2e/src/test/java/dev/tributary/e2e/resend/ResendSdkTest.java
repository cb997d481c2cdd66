package dev.tributary.e2e.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.resend.Resend;
import com.resend.core.exception.ResendException;
import com.resend.core.net.ListParams;
import com.resend.core.net.RequestOptions;
import com.resend.services.apikeys.model.CreateApiKeyOptions;
import com.resend.services.batch.model.CreateBatchEmailsResponse;
import com.resend.services.domains.model.CreateDomainOptions;
import com.resend.services.domains.model.UpdateDomainOptions;
import com.resend.services.emails.model.CreateEmailOptions;
import com.resend.services.emails.model.EmailsMetricsResponse;
import com.resend.services.emails.model.GetEmailsMetricsOptions;
import com.resend.services.emails.model.MetricName;
import com.resend.services.emails.model.MetricsDimension;
import com.resend.services.emails.model.Tag;
import com.resend.services.emails.model.Template;
import com.resend.services.emails.model.UpdateEmailOptions;
import com.resend.services.suppressions.model.AddSuppressionOptions;
import com.resend.services.suppressions.model.AddSuppressionsOptions;
import com.resend.services.suppressions.model.RemoveSuppressionsOptions;
import com.resend.services.templates.model.CreateTemplateOptions;
import com.resend.services.templates.model.UpdateTemplateOptions;
import com.resend.services.templates.model.Variable;
import com.resend.services.templates.model.VariableType;
import com.resend.services.webhooks.model.CreateWebhookOptions;
import com.resend.services.webhooks.model.CreateWebhookResponseSuccess;
import com.resend.services.webhooks.model.UpdateWebhookOptions;
import com.resend.services.webhooks.model.VerifyWebhookOptions;
import com.resend.services.webhooks.model.WebhookEvent;
import com.resend.services.webhooks.model.WebhookStatus;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.resend.Teams;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vendor's client, unchanged, before the sandbox. */
@org.junit.jupiter.api.Tag("ci")
class ResendSdkTest {
  private static ResendClients clients;

  @BeforeAll
  static void start() throws Exception {
    clients = new ResendClients();
  }

  @AfterEach
  void peace() {
    clients.sandbox.faults().clear();
  }

  @AfterAll
  static void stop() throws Exception {
    clients.close();
  }

  private static Resend vendor() {
    return clients.vendor;
  }

  private static CreateEmailOptions.Builder mail(String to) {
    return CreateEmailOptions.builder()
        .from("Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">")
        .to(to)
        .subject("Hi")
        .html("<p>Hi</p>");
  }

  private static void refused(ResendException refused, int status, String name) {
    assertThat(refused.getStatusCode()).isEqualTo(status);
    assertThat(refused.getErrorName()).isEqualTo(name);
  }

  @Test
  void errors_arrive_with_status_and_name() {
    assertThatThrownBy(() -> new Resend("re_guessed").domains().list())
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 403, "invalid_api_key"));
    assertThatThrownBy(() -> new Resend(clients.resend.sendingKey()).domains().list())
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 401, "restricted_api_key"));
    assertThatThrownBy(() -> vendor().emails().get("none"))
        .isInstanceOfSatisfying(ResendException.class, error -> refused(error, 404, "not_found"));
    clients.sandbox.faults().add(Fault.once("resend.rate_limit_exceeded", "/domains"));
    assertThatThrownBy(() -> vendor().domains().list())
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 429, "rate_limit_exceeded"));
    clients.sandbox.faults().add(Fault.once("resend.daily_quota_exceeded", "/emails"));
    assertThatThrownBy(() -> vendor().emails().send(mail("delivered@resend.dev").build()))
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 429, "daily_quota_exceeded"));
  }

  @Test
  void an_email_is_sent_once_with_its_key_and_found_again() throws ResendException {
    RequestOptions once = RequestOptions.builder().setIdempotencyKey("sdk-1").build();
    CreateEmailOptions mail =
        mail("delivered@resend.dev")
            .replyTo("me@nordlicht.example")
            .addHeader("X-A", "b")
            .addTag(Tag.builder().name("a").value("b").build())
            .build();
    String id = vendor().emails().send(mail, once).getId();
    assertThat(vendor().emails().send(mail, once).getId()).isEqualTo(id);
    assertThatThrownBy(() -> vendor().emails().send(mail("bounced@resend.dev").build(), once))
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 409, "invalid_idempotent_request"));
    var email = vendor().emails().get(id);
    assertThat(email.getTo()).containsExactly("delivered@resend.dev");
    assertThat(email.getReplyTo()).containsExactly("me@nordlicht.example");
    assertThat(email.getLastEvent()).isIn("sent", "delivered");
    assertThat(vendor().emails().list(ListParams.builder().limit(100).build()).getData())
        .anyMatch(one -> one.getId().equals(id));
    assertThat(clients.team().ledger().entries(clients.sandbox.clock().instant()))
        .filteredOn(one -> one.idempotencyKey().equals("sdk-1"))
        .hasSize(1);
  }

  @Test
  void a_scheduled_email_is_moved_and_cancelled() throws ResendException {
    String id =
        vendor()
            .emails()
            .send(mail("delivered@resend.dev").scheduledAt("in 1 min").build())
            .getId();
    assertThat(
            vendor()
                .emails()
                .update(id, UpdateEmailOptions.builder().scheduledAt("in 1 hour").build())
                .getId())
        .isEqualTo(id);
    assertThat(vendor().emails().cancel(id).getId()).isEqualTo(id);
    assertThat(vendor().emails().get(id).getLastEvent()).isEqualTo("canceled");
  }

  @Test
  void a_permissive_batch_tells_what_it_left_out() throws ResendException {
    RequestOptions permissive =
        RequestOptions.builder()
            .setIdempotencyKey("sdk-batch-1")
            .add("x-batch-validation", "permissive")
            .build();
    List<CreateEmailOptions> batch =
        List.of(
            mail("delivered@resend.dev").build(),
            mail("nobody").build(),
            mail("delivered+two@resend.dev").build());
    CreateBatchEmailsResponse answer = vendor().batch().send(batch, permissive);
    assertThat(answer.getData()).hasSize(2);
    assertThat(answer.getErrors()).hasSize(1);
    assertThat(answer.getErrors().getFirst().getIndex()).isEqualTo(1);
    assertThatThrownBy(() -> vendor().batch().send(batch))
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 422, "validation_error"));
  }

  @Test
  void templates_are_made_published_sent_copied_and_removed() throws ResendException {
    String id =
        vendor()
            .templates()
            .create(
                CreateTemplateOptions.builder()
                    .name("Welcome")
                    .alias("sdk-welcome")
                    .subject("Hi {{{NAME}}}")
                    .html("<p>{{{NAME}}}</p>")
                    .addVariable(new Variable("NAME", VariableType.STRING, "you"))
                    .build())
            .getId();
    CreateEmailOptions mail =
        CreateEmailOptions.builder()
            .from("hello@" + Teams.SHOP_DOMAIN)
            .to("delivered@resend.dev")
            .template(Template.builder().id(id).addVariable("NAME", "Ada").build())
            .build();
    assertThatThrownBy(() -> vendor().emails().send(mail))
        .isInstanceOfSatisfying(
            ResendException.class, error -> refused(error, 422, "validation_error"));
    vendor().templates().publish(id);
    String sent = vendor().emails().send(mail).getId();
    assertThat(vendor().emails().get(sent).getHtml()).isEqualTo("<p>Ada</p>");
    vendor().templates().update(id, UpdateTemplateOptions.builder().name("Hello").build());
    var read = vendor().templates().get("sdk-welcome");
    assertThat(read.getName()).isEqualTo("Hello");
    assertThat(read.getVariables().getFirst().getFallbackValue()).isEqualTo("you");
    String copy = vendor().templates().duplicate(id).getId();
    assertThat(vendor().templates().list().getData()).hasSizeGreaterThanOrEqualTo(2);
    vendor().templates().remove(copy);
    vendor().templates().remove(id);
  }

  @Test
  void domains_are_made_changed_verified_and_removed() throws ResendException {
    assertThat(vendor().domains().list().getData())
        .anyMatch(one -> one.getName().equals(Teams.NEWS_DOMAIN));
    String id =
        vendor()
            .domains()
            .create(CreateDomainOptions.builder().name("sdk.nordlicht.example").build())
            .getId();
    vendor().domains().update(UpdateDomainOptions.builder().id(id).openTracking(true).build());
    vendor().domains().verify(id);
    var read = vendor().domains().get(id);
    assertThat(read.getOpenTracking()).isTrue();
    assertThat(read.getRecords()).isNotEmpty();
    vendor().domains().remove(id);
  }

  @Test
  void keys_are_made_listed_and_removed() throws ResendException {
    var made =
        vendor()
            .apiKeys()
            .create(CreateApiKeyOptions.builder().name("SDK").permission("full_access").build());
    assertThat(new Resend(made.getToken()).apiKeys().list().getData())
        .anyMatch(one -> one.getName().equals("SDK"));
    vendor().apiKeys().remove(made.getId());
    assertThatThrownBy(() -> new Resend(made.getToken()).domains().list())
        .isInstanceOf(ResendException.class);
  }

  @Test
  void suppressions_are_added_found_and_removed() throws ResendException {
    vendor().suppressions().add(AddSuppressionOptions.builder().email("a@sdk.example").build());
    assertThat(vendor().suppressions().get("a@sdk.example").getEmail()).isEqualTo("a@sdk.example");
    vendor()
        .suppressions()
        .batch()
        .add(AddSuppressionsOptions.builder().emails(List.of("b@sdk.example")).build());
    assertThat(vendor().suppressions().list().getData()).hasSizeGreaterThanOrEqualTo(2);
    vendor()
        .suppressions()
        .batch()
        .remove(RemoveSuppressionsOptions.builder().emails(List.of("b@sdk.example")).build());
    vendor().suppressions().remove("a@sdk.example");
    assertThatThrownBy(() -> vendor().suppressions().get("a@sdk.example"))
        .isInstanceOf(ResendException.class);
  }

  @Test
  void metrics_come_with_rows_and_totals() throws ResendException {
    EmailsMetricsResponse answer =
        vendor()
            .emails()
            .metrics(
                GetEmailsMetricsOptions.builder()
                    .timezone("Europe/Berlin")
                    .metrics(MetricName.SENT, MetricName.DELIVERY_RATE)
                    .dimensions(MetricsDimension.PERIOD, MetricsDimension.DOMAIN)
                    .build());
    assertThat(answer.getTotals()).containsKeys("sent", "delivery_rate");
    assertThat(answer.getData()).hasSizeGreaterThanOrEqualTo(4 * 7);
    assertThat(answer.getData().getFirst().getMetrics()).containsKey("sent");
    assertThat(answer.getData().getFirst().getDomainName()).isEqualTo(Teams.SHOP_DOMAIN);
    assertThat(vendor().emails().metrics().getTotals()).hasSize(22);
  }

  @Test
  void a_delivery_to_an_endpoint_passes_the_vendors_own_check() throws Exception {
    record Arrived(Map<String, String> headers, String body) {}

    BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          for (String name : List.of("svix-id", "svix-timestamp", "svix-signature")) {
            headers.put(name, exchange.getRequestHeaders().getFirst(name));
          }
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          arrived.add(new Arrived(headers, body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      CreateWebhookResponseSuccess made =
          vendor()
              .webhooks()
              .create(
                  CreateWebhookOptions.builder()
                      .endpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/hook")
                      .events(WebhookEvent.EMAIL_SENT)
                      .build());
      String secret = vendor().webhooks().get(made.getId()).getSigningSecret();
      vendor().emails().send(mail("delivered@resend.dev").build());
      Arrived delivery = arrived.poll(10, TimeUnit.SECONDS);
      assertThat(delivery).isNotNull();
      vendor()
          .webhooks()
          .verify(
              VerifyWebhookOptions.builder()
                  .payload(delivery.body())
                  .addHeaders(delivery.headers())
                  .secret(secret)
                  .build());
      assertThatThrownBy(() ->
              vendor()
                  .webhooks()
                  .verify(
                      VerifyWebhookOptions.builder()
                          .payload(delivery.body() + " ")
                          .addHeaders(delivery.headers())
                          .secret(secret)
                          .build()))
          .isInstanceOf(ResendException.class);
      vendor()
          .webhooks()
          .update(
              made.getId(), UpdateWebhookOptions.builder().status(WebhookStatus.DISABLED).build());
      assertThat(vendor().webhooks().list().getData()).isNotEmpty();
      vendor().webhooks().remove(made.getId());
    } finally {
      server.stop(0);
    }
  }
}
