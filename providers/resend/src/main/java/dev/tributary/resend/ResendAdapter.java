package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
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
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SentEmail;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.TemplateValue;
import dev.tributary.spi.WebhookReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Resend's teams behind the contract. */
final class ResendAdapter
    implements IntegrationAdapter,
        AccountLister,
        WebhookReceiver,
        EmailSender,
        EmailTemplates,
        EmailSuppressions {
  /** "Idempotency keys". */
  private static final Duration KEY_LASTS = Duration.ofHours(24);

  private final ProviderDescriptor descriptor;
  private final ResendApi api;
  private final Teams teams;
  private final DayReader days;
  private final PeriodReader periods;
  private final DomainReader domains;
  private final Endpoints endpoints;
  private final Sending sending;
  private final Templates templates;
  private final SuppressionList suppressions;

  ResendAdapter(ProviderEnvironment environment) {
    api = new ResendApi(environment);
    descriptor =
        new ProviderDescriptor(
            ResendFactory.PROVIDER,
            "Resend",
            "team",
            List.of(Login.API_KEY),
            settingsSchema(),
            Streams.ALL,
            Kpis.ALL,
            RequestRate.LIMITS);
    Domains known = new Domains(api);
    Metrics metrics = new Metrics(api);
    teams = new Teams(api, known);
    days = new DayReader(metrics, known);
    periods = new PeriodReader(metrics, known);
    domains = new DomainReader(known);
    endpoints = new Endpoints(api);
    sending = new Sending(api);
    templates = new Templates(api);
    suppressions = new SuppressionList(api);
  }

  @Override
  public ProviderDescriptor describe() {
    return descriptor;
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return teams.connect(credentials, call);
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return List.of(teams.team(credentials, call));
  }

  @Override
  public Account chosen(Account account, Map<String, String> settings) {
    return Settings.zone(settings)
        .map(zone ->
            new Account(account.id(), account.name(), zone, account.currency(), account.facts()))
        .orElse(account);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return switch (request.stream().kind()) {
      case DAY -> days.read(request, call);
      case PERIOD -> periods.read(request, call);
      case SNAPSHOT -> domains.read(request, call);
    };
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException {
    return teams.health(connection, call);
  }

  /** The key stays, unless the customer named it to be deleted: it may serve others too. */
  @Override
  public void disconnect(Connection connection, Call call)
      throws SyncException, InterruptedException {
    Optional<String> name = Settings.of(connection.settings()).keyName();
    if (name.isPresent()) {
      teams.deleteKey(connection.credentials(), name.get(), call);
    }
  }

  // --- being called ---

  /** Resend never asks. */
  @Override
  public Optional<String> challenge(Map<String, String> query, Secret verifyToken) {
    return Optional.empty();
  }

  @Override
  public Receipt receive(
      Map<String, String> headers, byte[] body, Optional<Secret> key, Instant now) {
    return Deliveries.receive(headers, body, key, now);
  }

  @Override
  public Optional<Secret> subscribe(
      Connection connection, URI address, Secret verifyToken, Call call)
      throws SyncException, InterruptedException {
    return Optional.of(endpoints.subscribe(connection, address, call));
  }

  @Override
  public void unsubscribe(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException {
    endpoints.unsubscribe(connection, address, call);
  }

  // --- e-mail ---

  @Override
  public int emailsMax() {
    return Sending.EMAILS_MAX;
  }

  @Override
  public Duration keyLasts() {
    return KEY_LASTS;
  }

  @Override
  public Outcome send(Connection connection, List<OutgoingEmail> emails, String key, Call call)
      throws SyncException, InterruptedException {
    return sending.send(connection, emails, key, call);
  }

  @Override
  public Optional<SentEmail> email(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    Optional<ProviderAnswer> answer =
        api.find(path(id), connection.credentials(), "e-mail " + id, call);
    return answer.isPresent()
        ? Optional.of(Messages.read(answer.get(), ResendApi.object(answer.get())))
        : Optional.empty();
  }

  @Override
  public ListPage<SentEmail> emails(Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    return api.page(
        "/emails", cursor, connection.credentials(), "the e-mails", Messages::read, call);
  }

  @Override
  public boolean cancel(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    return inTime(
        connection,
        id,
        ProviderRequest.postJson(api.address(path(id) + "/cancel", Map.of()), "{}"),
        call);
  }

  @Override
  public boolean reschedule(Connection connection, String id, Instant at, Call call)
      throws SyncException, InterruptedException {
    return inTime(
        connection,
        id,
        ProviderRequest.json(
            "PATCH", api.address(path(id), Map.of()), "{\"scheduled_at\":\"" + at + "\"}"),
        call);
  }

  /** An e-mail that is under way can no longer be changed, which Resend calls invalid. */
  private boolean inTime(Connection connection, String id, ProviderRequest request, Call call)
      throws SyncException, InterruptedException {
    try {
      ResendApi.object(api.send(request, connection.credentials(), "e-mail " + id, call));
      return true;
    } catch (SyncException refused) {
      if (refused.failure() instanceof Failure.InvalidRequest) {
        return false;
      }
      throw refused;
    }
  }

  private static String path(String id) {
    return "/emails/" + ResendApi.encoded(id);
  }

  // --- templates ---

  @Override
  public ListPage<EmailTemplate.Summary> templates(
      Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    return templates.page(connection, cursor, call);
  }

  @Override
  public Optional<EmailTemplate> template(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    return templates.find(connection, id, call);
  }

  @Override
  public String createTemplate(Connection connection, EmailTemplate.Content content, Call call)
      throws SyncException, InterruptedException {
    return templates.create(connection, content, call);
  }

  @Override
  public boolean updateTemplate(
      Connection connection, String id, EmailTemplate.Content content, Call call)
      throws SyncException, InterruptedException {
    return templates.update(connection, id, content, call);
  }

  @Override
  public boolean publishTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    return templates.publish(connection, id, call);
  }

  @Override
  public Optional<String> duplicateTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    return templates.duplicate(connection, id, call);
  }

  @Override
  public void deleteTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException {
    templates.delete(connection, id, call);
  }

  @Override
  public EmailTemplate.Preview preview(
      EmailTemplate.Content content, Map<String, TemplateValue> values) {
    return Previews.of(content, values);
  }

  // --- suppressions ---

  @Override
  public int addressesMax() {
    return SuppressionList.ADDRESSES_MAX;
  }

  @Override
  public ListPage<Suppression> suppressions(
      Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    return suppressions.page(connection, cursor, call);
  }

  @Override
  public void suppress(Connection connection, List<String> addresses, Call call)
      throws SyncException, InterruptedException {
    suppressions.change(connection, "add", addresses, call);
  }

  @Override
  public void unsuppress(Connection connection, List<String> addresses, Call call)
      throws SyncException, InterruptedException {
    suppressions.change(connection, "remove", addresses, call);
  }

  private static String settingsSchema() {
    try (InputStream schema =
        Objects.requireNonNull(
            ResendAdapter.class.getResourceAsStream("settings.schema.json"),
            "settings.schema.json is not in the jar")) {
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
