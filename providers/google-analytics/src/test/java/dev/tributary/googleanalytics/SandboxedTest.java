package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.LoggedRequest;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.spi.Account;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
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
import java.net.URI;
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

/** A sandbox at a frozen moment, the adapter, and a shop's property connected with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class SandboxedTest {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final DayRange WEEK = new DayRange(TODAY.minusDays(16), TODAY.minusDays(10));

  Sandbox sandbox;
  GoogleAnalyticsAdapter adapter;
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
    adapter = adapter(DayReader.PAGE_ROWS);
    var google = sandbox.description().google();
    var old =
        new OAuthCredentials(
            GoogleAnalyticsFactory.PROVIDER,
            Secret.of("expired"),
            Optional.of(Secret.of(google.refreshToken())),
            Optional.of(Instant.EPOCH),
            Set.of(GoogleOAuth.SCOPE));
    credentials = (OAuthCredentials) adapter.refresh(old, call());
    shop = property("412001", BERLIN, "EUR");
    sandbox.requests().clear();
  }

  GoogleAnalyticsAdapter adapter(int pageRows) {
    return new GoogleAnalyticsAdapter(environment(), pageRows);
  }

  ProviderEnvironment environment() {
    Map<String, URI> addresses = new HashMap<>();
    new GoogleAnalyticsFactory()
        .addresses()
        .keySet()
        .forEach(name -> addresses.put(name, sandbox.base()));
    var google = sandbox.description().google();
    return new ProviderEnvironment(
        addresses,
        new GoogleAnalyticsFactory().versions(),
        () -> Optional.of(new AppCredentials(google.clientId(), Secret.of(google.clientSecret()))));
  }

  Connection property(String id, ZoneId zone, String currency) {
    return new Connection(
        UUID.randomUUID(),
        new Account(id, "Property " + id, zone, Optional.of(currency), Map.of()),
        credentials,
        Map.of());
  }

  Call call() {
    return new Call(
        () -> sandbox.clock().instant(),
        sandbox.clock().instant().plusSeconds(30),
        () -> false,
        RequestObserver.NONE);
  }

  /** Every batch of a slice, step by step. */
  List<Batch> steps(Connection connection, String stream, DayRange days, Purpose purpose)
      throws Exception {
    List<Batch> batches = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();
    do {
      Batch batch =
          adapter.sync(
              new SyncRequest(
                  connection,
                  adapter.describe().stream(stream),
                  new Slice(stream, days),
                  cursor,
                  purpose),
              call());
      batches.add(batch);
      cursor =
          switch (batch.next()) {
            case Batch.Next.More more -> Optional.of(more.cursor());
            case Batch.Next.Later later -> Optional.of(later.cursor());
            case Batch.Next.Done done -> Optional.empty();
          };
    } while (cursor.isPresent() && batches.size() < 200);
    return batches;
  }

  Rows rows(String stream, DayRange days) throws Exception {
    return joined(stream, steps(shop, stream, days, Purpose.ROWS));
  }

  Rows joined(String stream, List<Batch> batches) {
    Rows.Builder all = Rows.builder(adapter.describe().stream(stream));
    batches.forEach(batch -> all.addAll(batch.rows()));
    return all.build();
  }

  long sum(Rows rows, StreamDescriptor stream, String measure) {
    int column = stream.measureIndex(measure);
    long sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      sum += rows.number(column, row);
    }
    return sum;
  }

  /** One step of a week of the overview. */
  Batch step(Optional<Cursor> cursor) throws Exception {
    return adapter.sync(request("overview", cursor, Purpose.ROWS), call());
  }

  SyncRequest request(String stream, Optional<Cursor> cursor, Purpose purpose) {
    return new SyncRequest(
        shop, adapter.describe().stream(stream), new Slice(stream, WEEK), cursor, purpose);
  }

  /** The next request to the route is answered with this body. */
  void answer(String route, String body) {
    sandbox.faults().add(Fault.once("status", route).with("status", 200).with("body", body));
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

  /** What a sync of a week of a stream fails with. */
  Failure failure(String stream) {
    return failure(() -> steps(shop, stream, WEEK, Purpose.ROWS));
  }

  static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable step) {
    SyncException thrown = catchThrowableOfType(SyncException.class, step);
    assertThat(thrown).isNotNull();
    return thrown.failure();
  }
}
