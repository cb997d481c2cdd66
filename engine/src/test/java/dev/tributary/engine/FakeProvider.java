package dev.tributary.engine;

import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.EventCounts;
import dev.tributary.spi.Failure;
import dev.tributary.spi.GrantCallbacks;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.WebhookReceiver;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider inside the test, with its adapter: it has days of visits by channel, forgets and
 * changes them as told, and refuses what it is scripted to refuse.
 */
public final class FakeProvider
    implements IntegrationAdapter,
        OAuthProvider,
        CredentialRefresher,
        AccountLister,
        WebhookReceiver,
        GrantCallbacks,
        EventCounts {
  /** A missing permission of this name means that there are no numbers at all. */
  public static final String NUMBERS = "numbers";

  public static final String ID = "fake";
  public static final String REFRESH_TOKEN = "refresh-token-canary";
  public static final String ACCESS_TOKEN = "access-token-canary";

  /** Acts before an answer; may throw what the answer becomes. */
  @FunctionalInterface
  public interface Script {
    void before(SyncRequest request, Call call) throws SyncException, InterruptedException;
  }

  /** Changes an answer on its way. */
  @FunctionalInterface
  public interface Distortion {
    Batch change(SyncRequest request, Batch answer) throws SyncException;
  }

  public final List<Account> accounts = new ArrayList<>();
  public final List<SyncRequest> requests = new ArrayList<>();
  public final AtomicInteger refreshes = new AtomicInteger();
  public final AtomicInteger revocations = new AtomicInteger();
  public final List<HealthStatus.Finding> findings = new ArrayList<>();
  public volatile Set<String> scopesGranted = Set.of("read");
  public volatile String login = "user-1";
  public volatile Optional<String> displayName = Optional.empty();

  /** What exchanges meet instead of a look at the code. */
  public volatile Optional<Failure> exchangeFails = Optional.empty();

  public volatile Optional<Failure> refreshFails = Optional.empty();

  /** What the next health checks meet, in order; they succeed when none is left. */
  public final Deque<Failure> healthFails = new ConcurrentLinkedDeque<>();

  /** Happens while a health check is under way. */
  public volatile Runnable beforeHealth = () -> {};

  /** Happens while a login is looked at. */
  public volatile Runnable beforeConnect = () -> {};

  /** Happens while an access is withdrawn. */
  public volatile Runnable beforeDisconnect = () -> {};

  public final AtomicInteger healthChecks = new AtomicInteger();
  public volatile Optional<Failure> disconnectFails = Optional.empty();
  public volatile Distortion distortion = (_, answer) -> answer;
  public volatile Duration tokenLife = Duration.ofDays(3_650);

  /** When logins end however often they are renewed. */
  public volatile Optional<Instant> loginEnds = Optional.empty();

  public volatile List<QuotaReading> quota = List.of();
  public volatile int version = 1;
  public final FakeHooks hooks = new FakeHooks();

  private final Deque<Script> scripts = new ArrayDeque<>();
  private final Map<String, Long> visits = new HashMap<>();
  private final InstantSource clock;
  private final List<StreamDescriptor> streams;
  private final String id;
  private final ProviderLimits limits;

  public FakeProvider(InstantSource clock) {
    this(clock, List.of(Streams.day("visits")));
  }

  public FakeProvider(InstantSource clock, List<StreamDescriptor> streams) {
    this(clock, streams, ID, ProviderLimits.UNKNOWN);
  }

  /** One of several. */
  public FakeProvider(
      InstantSource clock, List<StreamDescriptor> streams, String id, ProviderLimits limits) {
    this.clock = clock;
    this.streams = streams;
    this.id = id;
    this.limits = limits;
    accounts.add(
        new Account(
            "acc-1", "Shop", ZoneId.of("UTC"), Optional.of("EUR"), Map.of("level", "standard")));
    accounts.add(new Account("acc-2", "Blog", ZoneId.of("UTC"), Optional.of("EUR"), Map.of()));
  }

  /** The next step is scripted; several calls script several steps. */
  public synchronized void then(Script script) {
    scripts.add(script);
  }

  public void fails(Failure failure) {
    then((_, _) -> {
      throw new SyncException(failure);
    });
  }

  public void fails(int times, Failure failure) {
    for (int n = 0; n < times; n++) {
      fails(failure);
    }
  }

  /** Sets a day's visits of a channel; days without any have a hundred in each of 30 channels. */
  public synchronized void visits(LocalDate day, String channel, long number) {
    visits.put(day + "/" + channel, number);
  }

  @Override
  public ProviderDescriptor describe() {
    return new ProviderDescriptor(
        id,
        id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1),
        "site",
        List.of(ProviderDescriptor.Login.OAUTH),
        "{}",
        streams.stream().map(this::versioned).toList(),
        List.of(),
        limits);
  }

  private StreamDescriptor versioned(StreamDescriptor stream) {
    return new StreamDescriptor(
        stream.name(),
        stream.kind(),
        version,
        stream.title(),
        stream.report(),
        stream.dimensions(),
        stream.attributes(),
        stream.measures(),
        stream.periods(),
        stream.restatement(),
        stream.retention(),
        stream.processingLag(),
        stream.sliceDaysMax());
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    Optional<Script> script;
    synchronized (this) {
      requests.add(request);
      script = Optional.ofNullable(scripts.poll());
    }
    call.checkpoint();
    call.observer()
        .requested(
            new RequestObserver.Request(
                "POST", "http://fake/report", 200, 1_000, Duration.ofMillis(3)));
    if (script.isPresent()) {
      script.get().before(request, call);
    }
    return distortion.change(request, answer(request));
  }

  private synchronized Batch answer(SyncRequest request) {
    StreamDescriptor stream = request.stream();
    Rows.Builder rows = Rows.builder(stream);
    if (stream.kind() == StreamKind.SNAPSHOT) {
      rows.row(request.slice().days().last()).text(0, "c1").text(1, "Campaign one");
    } else {
      for (LocalDate day : request.slice().days().days().toList()) {
        rows(request, rows, day);
      }
    }
    Rows built = rows.build();
    return new Batch(
        built,
        List.of(),
        new Batch.Answer(
            OptionalLong.of(built.size()),
            request.slice().days(),
            Optional.of(request.connection().account().zone()),
            Optional.of("EUR"),
            Batch.Quality.FULL),
        quota,
        new Batch.Next.Done());
  }

  private void rows(SyncRequest request, Rows.Builder rows, LocalDate day) {
    long total = 0;
    for (int channel = 0; channel < 30; channel++) {
      String name = "channel-" + channel;
      long number = visits.getOrDefault(day + "/" + name, 100L);
      total += number;
      if (number > 0 && request.purpose() == SyncRequest.Purpose.ROWS) {
        rows.row(day).text(0, name).number(0, number);
      }
    }
    if (total > 0 && request.purpose() == SyncRequest.Purpose.TOTALS) {
      rows.row(day).number(0, total);
    }
  }

  /** Makes a day empty. */
  public void clear(LocalDate day) {
    for (int channel = 0; channel < 30; channel++) {
      visits(day, "channel-" + channel, 0);
    }
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call) {
    beforeConnect.run();
    return new ConnectionResult(login, scopesGranted, displayName, Optional.empty());
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call) throws SyncException {
    healthChecks.incrementAndGet();
    beforeHealth.run();
    Optional<Failure> fails = Optional.ofNullable(healthFails.poll());
    if (fails.isPresent()) {
      throw new SyncException(fails.get());
    }
    Account now =
        accounts.stream()
            .filter(account -> account.id().equals(connection.account().id()))
            .findFirst()
            .orElseThrow();
    return new HealthStatus(now, findings);
  }

  @Override
  public void disconnect(Connection connection, Call call) throws SyncException {
    beforeDisconnect.run();
    if (disconnectFails.isPresent()) {
      throw new SyncException(disconnectFails.get());
    }
    revocations.incrementAndGet();
  }

  @Override
  public Set<String> requiredScopes() {
    return Set.of("read");
  }

  @Override
  public URI consentAddress(URI redirect, String state, String codeChallenge) {
    return URI.create(
        "https://fake.example/consent?redirect_uri=%s&state=%s&code_challenge=%s"
            .formatted(redirect, state, codeChallenge));
  }

  @Override
  public OAuthCredentials exchange(String code, String codeVerifier, URI redirect, Call call)
      throws SyncException {
    if (exchangeFails.isPresent()) {
      throw new SyncException(exchangeFails.get());
    }
    if (!code.equals("good-code")) {
      throw new SyncException(new Failure.GrantRejected("The code is not valid any more."));
    }
    return credentials(ACCESS_TOKEN + "-0");
  }

  /** Credentials as an exchange gives them. */
  public OAuthCredentials credentials(String accessToken) {
    Instant ends = clock.instant().plus(tokenLife);
    return new OAuthCredentials(
        id,
        Secret.of(accessToken),
        Optional.of(Secret.of(REFRESH_TOKEN)),
        Optional.of(ends),
        scopesGranted,
        loginEnds);
  }

  @Override
  public ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException {
    if (refreshFails.isPresent()) {
      throw new SyncException(refreshFails.get());
    }
    return credentials(ACCESS_TOKEN + "-" + refreshes.incrementAndGet());
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call) {
    return List.copyOf(accounts);
  }

  @Override
  public boolean uncounted(StreamDescriptor stream, Failure failure) {
    return failure instanceof Failure.PermissionMissing missing
        && missing.permission().equals(NUMBERS);
  }

  @Override
  public Rows counted(StreamDescriptor stream, List<EventCount> counts) {
    Rows.Builder rows = Rows.builder(stream);
    counts.forEach(count ->
        rows.row(count.day())
            .text(0, (count.domain() + " " + count.state()).strip())
            .number(0, count.events()));
    return rows.build();
  }

  @Override
  public Optional<String> challenge(Map<String, String> query, Secret verifyToken) {
    return hooks.challenge(query, verifyToken);
  }

  @Override
  public Receipt receive(
      Map<String, String> headers, byte[] body, Optional<Secret> key, Instant now) {
    return hooks.receive(headers, body, key);
  }

  @Override
  public Optional<Secret> subscribe(
      Connection connection, URI address, Secret verifyToken, Call call) throws SyncException {
    return hooks.subscribe(address);
  }

  @Override
  public void unsubscribe(Connection connection, URI address, Call call) throws SyncException {
    hooks.unsubscribe(address, connection);
  }

  @Override
  public Optional<Statement> statement(byte[] body) {
    return hooks.statement(body);
  }

  /** The zone is left to the customer, who may write {@code nowhere}. */
  @Override
  public Account chosen(Account account, Map<String, String> settings) {
    String zone = settings.getOrDefault("zone", account.zone().getId());
    if (zone.equals("nowhere")) {
      throw new IllegalArgumentException("There is no time zone nowhere.");
    }
    return new Account(
        account.id(), account.name(), ZoneId.of(zone), account.currency(), account.facts());
  }

  /** The same answer, saying it covers other days. */
  public static Batch covering(Batch answer, DayRange days) {
    return new Batch(
        answer.rows(),
        answer.rejects(),
        new Batch.Answer(
            OptionalLong.empty(),
            days,
            answer.answer().zone(),
            answer.answer().currency(),
            answer.answer().quality()),
        answer.quotas(),
        answer.next());
  }

  /** The same answer with another way on. */
  public static Batch next(Batch answer, Batch.Next next) {
    return new Batch(answer.rows(), answer.rejects(), answer.answer(), answer.quotas(), next);
  }

  /** A cursor for scripts. */
  public static Cursor cursor(String value) {
    return new Cursor(value);
  }
}
