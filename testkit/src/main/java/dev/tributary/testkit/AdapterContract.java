package dev.tributary.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import dev.tributary.spi.Failure;
import dev.tributary.spi.GrantCallbacks;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.Measure;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest.Purpose;
import dev.tributary.spi.WebhookReceiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * What every adapter must do. An author extends this class, names a healthy provider, and adds
 * tests of what is special about it. Requests go through a {@link FaultProxy}.
 */
@Timeout(120)
public abstract class AdapterContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IMPATIENCE = Duration.ofMillis(250);

  private final List<RequestObserver.Request> observed = new CopyOnWriteArrayList<>();
  private ProviderUnderTest provider;
  private FaultProxy proxy;
  private IntegrationAdapter adapter;
  private Connection connection;
  private Reading reading;
  private Leaks leaks;

  /** A healthy provider; called before each test. */
  protected abstract ProviderUnderTest provider() throws Exception;

  /**
   * How far an account's own total of an additive measure may be from the sum of the rows, where
   * the provider itself only estimates: a share such as 0.05.
   */
  protected double totalsTolerance(StreamDescriptor stream, Measure measure) {
    return 0;
  }

  @BeforeEach
  void openProvider() throws Exception {
    observed.clear();
    provider = provider();
    proxy = new FaultProxy(provider.addresses());
    adapter =
        provider
            .factory()
            .create(
                new ProviderEnvironment(
                    proxy.addresses(), provider.factory().versions(), provider::app));
    connection = connection(provider.credentials());
    reading = new Reading(adapter, connection, this::patient);
    leaks = new Leaks(provider.secrets());
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  // --- what it says about itself ---

  @Test
  void the_descriptor_fits_the_factory_and_the_tables() {
    var descriptor = adapter.describe();
    assertEquals(provider.factory().provider(), descriptor.id());
    assertEquals(provider.factory().addresses().keySet(), provider.addresses().keySet());
    assertFalse(descriptor.streams().isEmpty(), "an adapter has at least one stream");
    assertFalse(descriptor.logins().isEmpty(), "there is a way to connect");
    assertTrue(
        descriptor.settingsSchema().strip().startsWith("{"), "settings are a JSON Schema object");
    for (StreamDescriptor stream : descriptor.streams()) {
      String table = descriptor.id() + "_" + stream.name();
      assertTrue(table.length() <= 63, () -> "the table name is too long: " + table);
      assertFalse(stream.title().isBlank(), () -> stream.name() + " has a title");
      assertFalse(stream.report().isBlank(), () -> stream.name() + " names its report");
      assertTrue(
          stream.kind() != StreamKind.DAY || stream.mainMeasure().isPresent(),
          () -> stream.name() + " has a measure that adds up");
      List<String> columns = new ArrayList<>();
      stream.textColumns().forEach(dimension -> columns.add(dimension.name()));
      stream.measures().forEach(measure -> columns.add(measure.name()));
      assertEquals(columns.stream().distinct().toList(), columns, "columns have different names");
    }
    for (var kpi : descriptor.kpis()) {
      assertFalse(kpi.sourceFields().isEmpty(), () -> kpi.id() + " names the provider's fields");
      assertFalse(kpi.definition().isBlank(), () -> kpi.id() + " has a definition");
    }
  }

  // --- connecting ---

  @Test
  void connecting_names_the_same_login_each_time() throws Exception {
    ConnectionResult first = adapter.connect(provider.credentials(), patient());
    ConnectionResult second = adapter.connect(provider.credentials(), patient());
    assertFalse(first.providerUser().isBlank());
    assertEquals(first, second);
    if (adapter instanceof OAuthProvider oauth) {
      assertTrue(first.scopes().containsAll(oauth.requiredScopes()));
    }
  }

  @Test
  void wrong_credentials_are_an_authentication_failure() {
    Failure failure = failure(() -> adapter.connect(provider.wrongCredentials(), patient()));
    assertEquals(Failure.Category.AUTHENTICATION, failure.category(), failure.message());
  }

  @Test
  void the_account_is_among_those_listed() throws Exception {
    if (adapter instanceof AccountLister lister) {
      Account listed =
          lister.accounts(provider.credentials(), patient()).stream()
              .filter(account -> account.id().equals(provider.account().id()))
              .findFirst()
              .orElseThrow();
      assertEquals(provider.account().zone(), listed.zone());
      assertEquals(provider.account().currency(), listed.currency());
    }
  }

  @Test
  void a_refresh_keeps_what_is_needed_for_the_next_one() throws Exception {
    if (adapter instanceof CredentialRefresher refresher) {
      ConnectionCredentials once = refresher.refresh(provider.credentials(), patient());
      ConnectionCredentials twice = refresher.refresh(once, patient());
      assertEquals(provider.credentials().refreshToken(), twice.refreshToken());
      assertFalse(twice.accessToken().isEmpty());
      assertTrue(twice.expiresAt().orElseThrow().isAfter(provider.now()));
    }
  }

  @Test
  void a_healthy_account_has_no_findings_and_is_itself() throws Exception {
    HealthStatus health = adapter.healthCheck(connection, patient());
    assertEquals(List.of(), health.findings());
    assertEquals(provider.account().id(), health.account().id());
  }

  @Test
  void disconnecting_twice_is_no_error() throws Exception {
    adapter.disconnect(connection, patient());
    adapter.disconnect(connection, patient());
  }

  // --- being called ---

  @Test
  void a_call_that_the_provider_did_not_sign_says_nothing() {
    if (adapter instanceof WebhookReceiver receiver) {
      byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
      Secret key = Secret.of("d2hzZWMta2V5LW9mLXRoZS10ZXN0");
      assertInstanceOf(
          WebhookReceiver.Receipt.Refused.class,
          receiver.receive(Map.of(), body, Optional.of(key), provider.now()));
      assertEquals(Optional.empty(), receiver.challenge(Map.of(), key));
    }
    if (adapter instanceof GrantCallbacks callbacks) {
      byte[] form = "signed_request=bm9ib2R5.bm90aGluZw".getBytes(StandardCharsets.UTF_8);
      assertEquals(Optional.empty(), callbacks.statement(form));
    }
  }

  // --- reading ---

  @TestFactory
  Stream<DynamicTest> a_slice_read_twice_gives_the_same_rows_that_fit_the_stream() {
    return each(
        stream -> true,
        stream -> {
          Slice slice = slice(stream);
          List<Batch> batches = reading.whole(stream, slice, Purpose.ROWS);
          Map<String, String> rows = Reading.byKey(stream, batches);
          assertFalse(rows.isEmpty(), () -> slice + " has data");
          assertEquals(rows, Reading.byKey(stream, reading.whole(stream, slice, Purpose.ROWS)));
          batches.forEach(batch -> Reading.fits(stream, slice, batch));
          Batch last = batches.getLast();
          assertTrue(slice.days().contains(last.answer().covered()));
          long promised = last.answer().rowsPromised().orElse(rows.size());
          assertEquals(promised, rows.size(), "rows promised and rows that came");
        });
  }

  @TestFactory
  Stream<DynamicTest> the_accounts_own_totals_equal_the_sum_of_the_rows() {
    return each(
        stream -> stream.kind() == StreamKind.DAY,
        stream -> {
          Slice slice = slice(stream);
          List<Batch> totals = reading.whole(stream, slice, Purpose.TOTALS);
          assertTrue(
              Reading.byKey(stream, totals).size() <= slice.days().length(),
              "totals have at most one row a day");
          long[] ofRows = Reading.sums(stream, reading.whole(stream, slice, Purpose.ROWS));
          long[] ofTotals = Reading.sums(stream, totals);
          List<Executable> checks = new ArrayList<>();
          for (int i = 0; i < ofRows.length; i++) {
            Measure measure = stream.measures().get(i);
            if (measure.additivity() == Measure.Additivity.SUM) {
              double tolerated = Math.abs(ofTotals[i]) * totalsTolerance(stream, measure);
              long rows = ofRows[i];
              long total = ofTotals[i];
              checks.add(() -> assertEquals(total, rows, tolerated, measure.name()));
            }
          }
          assertAll(checks);
        });
  }

  @TestFactory
  Stream<DynamicTest> a_read_may_be_cancelled_at_every_step_and_taken_up_again() {
    return each(
        stream -> true,
        stream -> {
          Slice slice = slice(stream);
          Map<String, String> whole =
              Reading.byKey(stream, reading.whole(stream, slice, Purpose.ROWS));
          List<Batch> batches = new ArrayList<>();
          Optional<Cursor> cursor = Optional.empty();
          do {
            Optional<Cursor> at = cursor;
            AtomicBoolean cancelled = new AtomicBoolean(true);
            int asked = proxy.requests().size();
            assertThrows(
                InterruptedException.class,
                () -> reading.step(stream, slice, Purpose.ROWS, at, cancellable(cancelled)));
            assertEquals(asked, proxy.requests().size(), "a cancelled call asks nobody");
            cancelled.set(false);
            CountDownLatch over = new CountDownLatch(1);
            proxy.onArrival(() -> {
              cancelled.set(true);
              waitFor(over);
            });
            assertThrows(
                InterruptedException.class,
                () -> reading.step(stream, slice, Purpose.ROWS, at, cancellable(cancelled)));
            over.countDown();
            proxy.onArrival(() -> {});
            batches.add(reading.step(stream, slice, Purpose.ROWS, at, patient()));
            cursor = Reading.cursor(batches.getLast());
          } while (cursor.isPresent());
          assertEquals(whole, Reading.byKey(stream, batches));
        });
  }

  @TestFactory
  Stream<DynamicTest> a_cursor_of_nobody_is_refused_as_a_failure_or_ignored() {
    return each(
        stream -> true,
        stream -> {
          Optional<Cursor> foreign = Optional.of(new Cursor("no/such/cursor"));
          try {
            Reading.fits(
                stream,
                slice(stream),
                reading.step(stream, slice(stream), Purpose.ROWS, foreign, patient()));
          } catch (SyncException refused) {
            leaks.none(refused);
          }
        });
  }

  // --- bad answers ---

  @TestFactory
  Stream<DynamicTest> bad_answers_fail_in_the_right_category_without_a_secret() {
    List<DynamicTest> tests = new ArrayList<>();
    for (BadAnswer bad : BadAnswer.values()) {
      for (StreamDescriptor stream : adapter.describe().streams()) {
        tests.add(
            dynamicTest(
                stream.name() + ": " + bad,
                () ->
                    failsBadly(
                        bad,
                        call ->
                            reading.step(
                                stream, slice(stream), Purpose.ROWS, Optional.empty(), call))));
      }
      tests.add(
          dynamicTest(
              "connect: " + bad,
              () -> failsBadly(bad, call -> adapter.connect(provider.credentials(), call))));
      tests.add(
          dynamicTest(
              "healthCheck: " + bad,
              () -> failsBadly(bad, call -> adapter.healthCheck(connection, call))));
    }
    return tests.stream();
  }

  @Test
  void a_provider_that_is_gone_is_a_network_failure() {
    proxy.close();
    Failure failure = failure(() -> adapter.healthCheck(connection, patient()));
    assertEquals(Failure.Category.SYSTEM, failure.category(), failure.message());
  }

  @Test
  void no_time_left_is_a_failure_and_asks_nobody() {
    failure(() -> adapter.healthCheck(connection, call(Duration.ZERO, new AtomicBoolean())));
    assertEquals(List.of(), proxy.requests());
  }

  @Test
  void every_request_is_observed_and_no_address_carries_a_secret() throws Exception {
    adapter.connect(provider.credentials(), patient());
    StreamDescriptor stream = adapter.describe().streams().getFirst();
    reading.whole(stream, slice(stream), Purpose.ROWS);
    assertEquals(proxy.requests().size(), observed.size());
    for (URI request : proxy.requests()) {
      leaks.none("an address", request.toString());
    }
    for (RequestObserver.Request request : observed) {
      leaks.none("an observed request", request.toString());
    }
    leaks.none("the text of the credentials", provider.credentials().toString());
  }

  // --- what the tests stand on ---

  private interface Step {
    Object take(Call call) throws SyncException, InterruptedException;
  }

  private void failsBadly(BadAnswer bad, Step step) {
    proxy.answerBadly(bad);
    try {
      Call call = bad == BadAnswer.SLOW ? call(IMPATIENCE, new AtomicBoolean()) : patient();
      Failure failure = failure(() -> step.take(call));
      assertTrue(
          bad.fitting().contains(failure.category()),
          () -> bad + " became " + failure.category() + ": " + failure.message());
      assertEquals(List.of(), proxy.elsewhere(), "a redirect was followed");
    } finally {
      proxy.answerWell();
    }
  }

  private Failure failure(Executable step) {
    SyncException thrown = assertThrows(SyncException.class, step);
    leaks.none(thrown);
    observed.forEach(request -> leaks.none("an observed request", request.toString()));
    assertFalse(thrown.failure().message().isBlank());
    assertFalse(thrown.failure().message().contains("\n"), "a message is one line");
    return thrown.failure();
  }

  private Stream<DynamicTest> each(Predicate<StreamDescriptor> wanted, StreamTest test) {
    return adapter.describe().streams().stream()
        .filter(wanted)
        .map(stream -> dynamicTest(stream.name(), () -> test.run(stream)));
  }

  private interface StreamTest {
    void run(StreamDescriptor stream) throws Exception;
  }

  /** As many days as the stream allows, the last ones. */
  private Slice slice(StreamDescriptor stream) {
    DayRange days = provider.days();
    int length = Math.min(days.length(), stream.sliceDaysMax());
    return new Slice(stream.name(), new DayRange(days.last().minusDays(length - 1L), days.last()));
  }

  private Connection connection(ConnectionCredentials credentials) {
    return new Connection(UUID.randomUUID(), provider.account(), credentials, provider.settings());
  }

  private Call patient() {
    return call(PATIENCE, new AtomicBoolean());
  }

  private Call cancellable(AtomicBoolean cancelled) {
    return call(PATIENCE, cancelled);
  }

  private Call call(Duration patience, AtomicBoolean cancelled) {
    return new Call(provider::now, provider.now().plus(patience), cancelled::get, observed::add);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
