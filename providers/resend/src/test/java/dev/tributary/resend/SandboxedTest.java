package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.sandbox.resend.truth.ResendTruth;
import dev.tributary.spi.Account;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Secret;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox at a frozen moment, the adapter, and a shop's team connected with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class SandboxedTest {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final DayRange WEEK = new DayRange(TODAY.minusDays(16), TODAY.minusDays(10));
  static final String METRICS = "GET /emails/metrics";
  static final String BATCH = "POST /emails/batch";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  Sandbox sandbox;
  ResendAdapter adapter;
  ApiKeyCredentials key;
  Connection team;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
  }

  @AfterAll
  void stop() {
    sandbox.close();
  }

  @BeforeEach
  void connect() throws Exception {
    sandbox.reset();
    sandbox.clock().freezeAt(NOW);
    adapter =
        new ResendAdapter(
            new ProviderEnvironment(
                Map.of(ResendApi.ADDRESS, sandbox.base()), Map.of(), Optional::empty));
    key = key(sandbox.description().resend().apiKey());
    team = team(Map.of());
    sandbox.requests().clear();
  }

  static ApiKeyCredentials key(String token) {
    return new ApiKeyCredentials(ResendFactory.PROVIDER, Secret.of(token));
  }

  ApiKeyCredentials keyOf(String teamId) {
    return sandbox.description().resend().teams().stream()
        .filter(entry -> entry.id().equals(teamId))
        .map(entry -> key(entry.apiKey()))
        .findFirst()
        .orElseThrow();
  }

  Connection team(Map<String, String> settings) {
    return team(key, BERLIN, settings);
  }

  Connection team(ConnectionCredentials credentials, ZoneId zone, Map<String, String> settings) {
    return new Connection(
        UUID.randomUUID(),
        new Account("team-1", "Nordlicht", zone, Optional.empty(), Map.of()),
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

  /** Every batch of a slice, step by step. */
  List<Batch> steps(Connection connection, String stream, DayRange days, Purpose purpose)
      throws SyncException, InterruptedException {
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
          batch.next() instanceof Batch.Next.More(Cursor next)
              ? Optional.of(next)
              : Optional.empty();
    } while (cursor.isPresent() && batches.size() < 200);
    assertThat(cursor).as("the slice is read to its end").isEmpty();
    return batches;
  }

  Rows rows(Connection connection, String stream, DayRange days) throws Exception {
    return rows(connection, stream, days, Purpose.ROWS);
  }

  Rows rows(Connection connection, String stream, DayRange days, Purpose purpose) throws Exception {
    Rows.Builder all = Rows.builder(adapter.describe().stream(stream));
    steps(connection, stream, days, purpose).forEach(batch -> all.addAll(batch.rows()));
    return all.build();
  }

  long number(Rows rows, int row, String stream, String measure) {
    return rows.number(adapter.describe().stream(stream).measureIndex(measure), row);
  }

  ResendTruth truth() {
    return sandbox.resend().truth(Teams.NORDLICHT, BERLIN, sandbox.clock().instant());
  }

  static long truth(ResendTruth truth, DayRange days, String metric) {
    return truth.period(days.first(), days.last(), List.of(metric)).get(metric).longValueExact();
  }

  String domainId(String name) {
    return sandbox.resend().nordlicht().domain(name).orElseThrow().id();
  }

  void fault(String kind, String route) {
    sandbox.faults().add(Fault.once(kind, route));
  }

  /** The next request to the route is answered with this body. */
  void answer(String route, int status, String body) {
    sandbox.faults().add(Fault.once("status", route).with("status", status).with("body", body));
  }

  int asked(String route) {
    return sandbox.requests().matching(route).size();
  }

  JsonNode control(String path, String json) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(sandbox.base() + "/control/resend/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JsonMapper.shared().readTree(response.body());
  }

  static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable step) {
    SyncException thrown = catchThrowableOfType(SyncException.class, step);
    assertThat(thrown).as("it fails").isNotNull();
    return thrown.failure();
  }
}
