package dev.tributary.engine.email;

import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Streams;
import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailSender;
import dev.tributary.spi.EmailSuppressions;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplates;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.SentEmail;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.TemplateValue;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A small adapter of a {@link MailHouse}; its lists and templates are in memory. */
final class MailAdapter
    implements IntegrationAdapter, AccountLister, EmailSender, EmailTemplates, EmailSuppressions {
  static final String ID = "mail";
  static final Duration QUOTA_LASTS = Duration.ofHours(2);
  static final Duration RETRY_AFTER = Duration.ofSeconds(7);

  final Map<String, EmailTemplate> templates = new HashMap<>();
  final List<SentEmail> emails = new ArrayList<>();
  final Map<String, SentEmail> details = new HashMap<>();
  final List<EmailSuppressions.Suppression> listed = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  boolean suppresses;

  /** From this place of the list of suppressions on it cannot be read. */
  int breaksOffAt = Integer.MAX_VALUE;

  int pages;

  private final FakeProvider basics;
  private final InstantSource clock;
  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  MailAdapter(InstantSource clock, URI address) {
    this.basics =
        new FakeProvider(clock, List.of(Streams.day("visits")), ID, ProviderLimits.UNKNOWN);
    this.clock = clock;
    this.address = address;
  }

  @Override
  public int emailsMax() {
    return 100;
  }

  @Override
  public Duration keyLasts() {
    return Duration.ofHours(24);
  }

  @Override
  public Outcome send(Connection connection, List<OutgoingEmail> emails, String key, Call call)
      throws SyncException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/send"))
            .timeout(Duration.ofSeconds(5))
            .header("Idempotency-Key", key)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    emails.stream().map(MailAdapter::text).collect(Collectors.joining("\u0001"))))
            .build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new SyncException(new Failure.Network("Mail cannot be reached."), e);
    } catch (IOException e) {
      return new Outcome.Unknown(new Failure.Network("The answer of Mail was lost."));
    }
    return read(answer.statusCode(), answer.body());
  }

  private Outcome read(int status, String body) throws SyncException {
    return switch (status) {
      case 200 ->
          new Outcome.Answered(
              body.lines()
                  .map(line ->
                      line.startsWith("id-")
                          ? (Result) new Result.Accepted(line)
                          : new Result.Refused(
                              Reason.RECIPIENT, line.substring("refused ".length())))
                  .toList(),
              List.of());
      case 401 -> throw new SyncException(new Failure.GrantRejected("Mail knows the key no more."));
      case 403 ->
          throw new SyncException(
              new Failure.InvalidRequest("The domain is not verified. Verify it at Mail."));
      case 429 ->
          throw new SyncException(
              body.equals("quota")
                  ? new Failure.QuotaExhausted(
                      "daily", clock.instant().plus(QUOTA_LASTS), "Sent enough for today.")
                  : new Failure.Throttled(RETRY_AFTER, "Mail asks for patience."));
      case 503 -> throw new SyncException(new Failure.Unavailable(503, "Mail is down."));
      default -> new Outcome.Unknown(new Failure.Unavailable(status, "Mail broke."));
    };
  }

  /** Recipient, then everything else in one order. */
  private static String text(OutgoingEmail email) {
    return "%s\n%s\n%s\n%s\n%s\n%s"
        .formatted(
            email.to(),
            email.from(),
            email.subject(),
            switch (email.content()) {
              case OutgoingEmail.Content.Written written -> written.toString();
              case OutgoingEmail.Content.FromTemplate(
                      String id,
                      Map<String, TemplateValue> values) ->
                  id + new TreeMap<>(values);
            },
            new TreeMap<>(email.headers()),
            new TreeMap<>(email.tags()));
  }

  // --- lists ---

  @Override
  public Optional<SentEmail> email(Connection connection, String id, Call call) {
    return Optional.ofNullable(details.get(id));
  }

  @Override
  public ListPage<SentEmail> emails(Connection connection, Optional<Cursor> cursor, Call call) {
    pages++;
    int from = cursor.map(at -> Integer.parseInt(at.value())).orElse(0);
    int to = Math.min(emails.size(), from + 2);
    return new ListPage<>(
        emails.subList(from, to),
        to < emails.size() ? Optional.of(new Cursor(String.valueOf(to))) : Optional.empty(),
        List.of());
  }

  @Override
  public boolean cancel(Connection connection, String id, Call call) {
    return false;
  }

  @Override
  public boolean reschedule(Connection connection, String id, Instant at, Call call) {
    return false;
  }

  @Override
  public int addressesMax() {
    return 2;
  }

  @Override
  public ListPage<EmailSuppressions.Suppression> suppressions(
      Connection connection, Optional<Cursor> cursor, Call call) throws SyncException {
    requireList();
    int from = cursor.map(at -> Integer.parseInt(at.value())).orElse(0);
    if (from >= breaksOffAt) {
      throw new SyncException(new Failure.Network("The list broke off."));
    }
    int to = Math.min(listed.size(), from + 2);
    return new ListPage<>(
        List.copyOf(listed.subList(from, to)),
        to < listed.size() ? Optional.of(new Cursor(String.valueOf(to))) : Optional.empty(),
        List.of());
  }

  @Override
  public void suppress(Connection connection, List<String> addresses, Call call)
      throws SyncException {
    requireList();
    told.add("+" + addresses);
  }

  @Override
  public void unsuppress(Connection connection, List<String> addresses, Call call)
      throws SyncException {
    requireList();
    told.add("-" + addresses);
    listed.removeIf(one -> addresses.contains(one.address()));
  }

  private void requireList() throws SyncException {
    if (!suppresses) {
      throw new SyncException(
          new Failure.PermissionMissing(
              "suppressions", Failure.Scope.STREAM, "This account has no such list."));
    }
  }

  // --- templates ---

  @Override
  public ListPage<EmailTemplate.Summary> templates(
      Connection connection, Optional<Cursor> cursor, Call call) {
    return new ListPage<>(
        templates.values().stream().map(EmailTemplate::summary).toList(),
        Optional.empty(),
        List.of());
  }

  @Override
  public Optional<EmailTemplate> template(Connection connection, String id, Call call) {
    return Optional.ofNullable(templates.get(id));
  }

  /** Puts a template there; its id is its name. */
  void put(String id, EmailTemplate.Status status, EmailTemplate.Content content) {
    Instant now = clock.instant();
    templates.put(
        id,
        new EmailTemplate(
            new EmailTemplate.Summary(
                id,
                content.name(),
                Optional.empty(),
                status,
                now,
                now,
                status == EmailTemplate.Status.DRAFT ? Optional.empty() : Optional.of(now)),
            content,
            status == EmailTemplate.Status.DRAFT));
  }

  @Override
  public String createTemplate(Connection connection, EmailTemplate.Content content, Call call) {
    put(content.name(), EmailTemplate.Status.DRAFT, content);
    return content.name();
  }

  @Override
  public boolean updateTemplate(
      Connection connection, String id, EmailTemplate.Content content, Call call) {
    Optional<EmailTemplate> known = Optional.ofNullable(templates.get(id));
    known.ifPresent(one -> put(id, one.summary().status(), content));
    return known.isPresent();
  }

  @Override
  public boolean publishTemplate(Connection connection, String id, Call call) {
    Optional<EmailTemplate> known = Optional.ofNullable(templates.get(id));
    known.ifPresent(one -> put(id, EmailTemplate.Status.PUBLISHED, one.content()));
    return known.isPresent();
  }

  @Override
  public Optional<String> duplicateTemplate(Connection connection, String id, Call call) {
    Optional<EmailTemplate> known = Optional.ofNullable(templates.get(id));
    known.ifPresent(one -> put(id + "-copy", EmailTemplate.Status.DRAFT, one.content()));
    return known.map(_ -> id + "-copy");
  }

  @Override
  public void deleteTemplate(Connection connection, String id, Call call) {
    templates.remove(id);
  }

  @Override
  public EmailTemplate.Preview preview(
      EmailTemplate.Content content, Map<String, TemplateValue> values) {
    String html = content.html();
    for (Map.Entry<String, TemplateValue> value : values.entrySet()) {
      html = html.replace("{{{" + value.getKey() + "}}}", value.getValue().text());
    }
    return new EmailTemplate.Preview(content.subject(), html, content.text(), List.of());
  }

  // --- like any other ---

  @Override
  public ProviderDescriptor describe() {
    return basics.describe();
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call) {
    return basics.connect(credentials, call);
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call) {
    return basics.accounts(credentials, call);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return basics.sync(request, call);
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call) throws SyncException {
    return basics.healthCheck(connection, call);
  }

  @Override
  public void disconnect(Connection connection, Call call) throws SyncException {
    basics.disconnect(connection, call);
  }
}
