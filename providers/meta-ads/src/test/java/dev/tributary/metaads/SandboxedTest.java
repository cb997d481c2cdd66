package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.LoggedRequest;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Account;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Secret;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A sandbox at a frozen moment, the adapter, and a shop's ad account connected with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class SandboxedTest {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final DayRange WEEK = new DayRange(TODAY.minusDays(16), TODAY.minusDays(10));
  static final DayRange DAY = DayRange.of(TODAY.minusDays(10));
  static final String INSIGHTS = "GET /v26.0/act_";
  static final String NEW_RUN = "POST /v26.0/act_";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  Sandbox sandbox;
  MetaAdsAdapter adapter;
  OAuthCredentials credentials;
  Connection shop;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT);
  }

  @AfterAll
  void stop() {
    sandbox.close();
  }

  @BeforeEach
  void connectShop() throws Exception {
    sandbox.reset();
    sandbox.clock().freezeAt(NOW);
    adapter = adapter(InsightsReader.PAGE_ROWS);
    credentials = login(sandbox.description().meta().accessToken());
    shop = account(MetaWorld.SHOP, BERLIN, "EUR");
    sandbox.requests().clear();
  }

  MetaAdsAdapter adapter(int pageRows) {
    return new MetaAdsAdapter(environment(new MetaAdsFactory().versions(), true), pageRows);
  }

  ProviderEnvironment environment(Map<String, String> versions, boolean withApp) {
    Map<String, URI> addresses = new HashMap<>();
    new MetaAdsFactory().addresses().keySet().forEach(name -> addresses.put(name, sandbox.base()));
    var meta = sandbox.description().meta();
    Optional<AppCredentials> app =
        Optional.of(new AppCredentials(meta.appId(), Secret.of(meta.appSecret())));
    return new ProviderEnvironment(addresses, versions, () -> withApp ? app : Optional.empty());
  }

  static OAuthCredentials login(String token) {
    return new OAuthCredentials(
        MetaAdsFactory.PROVIDER,
        Secret.of(token),
        Optional.empty(),
        Optional.of(NOW.plus(Duration.ofDays(60))),
        Set.of(MetaOAuth.SCOPE));
  }

  Connection account(String id, ZoneId zone, String currency) {
    return account(id, zone, currency, credentials, Map.of());
  }

  static Connection account(
      String id,
      ZoneId zone,
      String currency,
      ConnectionCredentials credentials,
      Map<String, String> settings) {
    return new Connection(
        UUID.randomUUID(),
        new Account(id, "Account " + id, zone, Optional.of(currency), Map.of()),
        credentials,
        settings);
  }

  Call call() {
    return new Call(
        () -> sandbox.clock().instant(),
        sandbox.clock().instant().plusSeconds(30),
        () -> false,
        RequestObserver.NONE);
  }

  /** Every batch of a slice, step by step; waiting moves the clock. */
  List<Batch> steps(Connection connection, String stream, DayRange days, Purpose purpose)
      throws Exception {
    List<Batch> batches = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();
    do {
      Batch batch = adapter.sync(request(connection, stream, days, cursor, purpose), call());
      batches.add(batch);
      cursor =
          switch (batch.next()) {
            case Batch.Next.More more -> Optional.of(more.cursor());
            case Batch.Next.Later later -> {
              sandbox.clock().freezeAt(sandbox.clock().instant().plus(later.delay()));
              yield Optional.of(later.cursor());
            }
            case Batch.Next.Done done -> Optional.empty();
          };
    } while (cursor.isPresent() && batches.size() < 500);
    assertThat(cursor).as("the slice is read to its end").isEmpty();
    return batches;
  }

  SyncRequest request(
      Connection connection,
      String stream,
      DayRange days,
      Optional<Cursor> cursor,
      Purpose purpose) {
    return new SyncRequest(
        connection, adapter.describe().stream(stream), new Slice(stream, days), cursor, purpose);
  }

  Rows rows(String stream, DayRange days) throws Exception {
    return rows(shop, stream, days);
  }

  Rows rows(Connection connection, String stream, DayRange days) throws Exception {
    return joined(stream, steps(connection, stream, days, Purpose.ROWS));
  }

  Rows joined(String stream, List<Batch> batches) {
    Rows.Builder all = Rows.builder(adapter.describe().stream(stream));
    batches.forEach(batch -> all.addAll(batch.rows()));
    return all.build();
  }

  long sum(Rows rows, String stream, String measure) {
    int column = adapter.describe().stream(stream).measureIndex(measure);
    long sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      sum += rows.number(column, row);
    }
    return sum;
  }

  /** As a decimal, whatever the measure is kept as. */
  BigDecimal total(Rows rows, String stream, String measure) {
    StreamDescriptor descriptor = adapter.describe().stream(stream);
    boolean decimal =
        descriptor.measures().get(descriptor.measureIndex(measure)).type()
            == dev.tributary.spi.Measure.Type.DECIMAL;
    return BigDecimal.valueOf(sum(rows, stream, measure), decimal ? 6 : 0);
  }

  /** What really happened. */
  BigDecimal truth(String account, DayRange days, String metric) {
    return sandbox
        .meta()
        .truth(account, sandbox.clock().instant())
        .sumOfDays(days.first(), days.last(), List.of(metric))
        .get(metric);
  }

  /** The next request to the route is answered with this body. */
  void answer(String route, int status, String body) {
    sandbox.faults().add(Fault.once("status", route).with("status", status).with("body", body));
  }

  /** At least so many logged requests; the log may be a moment behind the answers. */
  List<LoggedRequest> logged(String route, int count) throws InterruptedException {
    for (int i = 0; i < 500 && sandbox.requests().matching(route).size() < count; i++) {
      Thread.sleep(10);
    }
    List<LoggedRequest> found = sandbox.requests().matching(route);
    assertThat(found).hasSizeGreaterThanOrEqualTo(count);
    return found;
  }

  void control(String path, String json) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(sandbox.base().resolve("/control/meta/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
  }

  /** What a sync of a stream fails with. */
  Failure failure(String stream, DayRange days) {
    return failure(() -> steps(shop, stream, days, Purpose.ROWS));
  }

  static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable step) {
    SyncException thrown = catchThrowableOfType(SyncException.class, step);
    assertThat(thrown).as("it fails").isNotNull();
    return thrown.failure();
  }
}
