package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.analytics.data.v1beta.BatchRunReportsRequest;
import com.google.analytics.data.v1beta.CheckCompatibilityRequest;
import com.google.analytics.data.v1beta.RunReportRequest;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.tributary.e2e.Specs;
import dev.tributary.sandbox.LoggedRequest;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.spi.Account;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What our adapter really sends, held against Google's own descriptions of requests. */
@Tag("ci")
class AdapterRequestsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final DayRange DAYS =
      new DayRange(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 31));

  private static Sandbox sandbox;
  private static List<LoggedRequest> sent;

  @BeforeAll
  static void syncEverything() throws Exception {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
    sandbox.clock().freezeAt(NOW);
    IntegrationAdapter adapter = adapter();
    Connection connection = connection(adapter);
    for (StreamDescriptor stream : adapter.describe().streams()) {
      read(adapter, connection, stream, Purpose.ROWS);
      if (stream.kind() == StreamKind.DAY) {
        read(adapter, connection, stream, Purpose.TOTALS);
      }
    }
    adapter.healthCheck(connection, call());
    sent = sandbox.requests().all();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static IntegrationAdapter adapter() {
    AdapterFactory factory = ServiceLoader.load(AdapterFactory.class).findFirst().orElseThrow();
    Map<String, URI> addresses = new HashMap<>();
    factory.addresses().keySet().forEach(name -> addresses.put(name, sandbox.base()));
    var google = sandbox.description().google();
    return factory.create(
        new ProviderEnvironment(
            addresses,
            factory.versions(),
            () ->
                Optional.of(
                    new AppCredentials(google.clientId(), Secret.of(google.clientSecret())))));
  }

  private static Connection connection(IntegrationAdapter adapter) throws Exception {
    ConnectionCredentials fresh =
        ((CredentialRefresher) adapter)
            .refresh(
                new OAuthCredentials(
                    "google_analytics",
                    Secret.of("expired"),
                    Optional.of(Secret.of(sandbox.description().google().refreshToken())),
                    Optional.of(Instant.EPOCH),
                    Set.of(sandbox.description().google().scope())),
                call());
    return new Connection(
        UUID.randomUUID(),
        new Account("412001", "Shop", ZoneId.of("Europe/Berlin"), Optional.of("EUR"), Map.of()),
        fresh,
        Map.of());
  }

  private static Call call() {
    return new Call(() -> NOW, NOW.plusSeconds(60), () -> false, RequestObserver.NONE);
  }

  private static void read(
      IntegrationAdapter adapter, Connection connection, StreamDescriptor stream, Purpose purpose)
      throws Exception {
    DayRange days =
        stream.kind() == StreamKind.SNAPSHOT ? DayRange.of(LocalDate.of(2026, 11, 22)) : DAYS;
    Optional<Cursor> cursor = Optional.empty();
    do {
      Batch batch =
          adapter.sync(
              new SyncRequest(connection, stream, new Slice(stream.name(), days), cursor, purpose),
              call());
      cursor =
          switch (batch.next()) {
            case Batch.Next.More more -> Optional.of(more.cursor());
            case Batch.Next.Later later -> Optional.of(later.cursor());
            case Batch.Next.Done done -> Optional.empty();
          };
    } while (cursor.isPresent());
  }

  private static List<LoggedRequest> reports() {
    List<LoggedRequest> reports =
        sent.stream()
            .filter(one -> one.method().equals("POST") && one.path().contains(":"))
            .toList();
    assertThat(reports).hasSizeGreaterThan(15);
    return reports;
  }

  private static String message(LoggedRequest request) {
    String verb = request.path().substring(request.path().indexOf(':') + 1);
    return Character.toUpperCase(verb.charAt(0)) + verb.substring(1) + "Request";
  }

  @Test
  void every_report_is_one_of_googles_messages_and_names_nothing_else() throws Exception {
    for (LoggedRequest request : reports()) {
      Message.Builder message =
          switch (message(request)) {
            case "RunReportRequest" -> RunReportRequest.newBuilder();
            case "BatchRunReportsRequest" -> BatchRunReportsRequest.newBuilder();
            case "CheckCompatibilityRequest" -> CheckCompatibilityRequest.newBuilder();
            default -> throw new AssertionError(request.path());
          };
      JsonFormat.parser().merge(request.body(), message);
      assertThat(message.build().getSerializedSize()).isPositive();
    }
  }

  @Test
  void every_report_fits_the_discovery_document() throws Exception {
    Discovery discovery =
        new Discovery(Specs.read("google/analyticsdata.v1beta.discovery.json"), true);
    for (LoggedRequest request : reports()) {
      assertThat(discovery.faults(message(request), JsonMapper.shared().readTree(request.body())))
          .as(request.path())
          .isEmpty();
    }
  }

  @Test
  void every_request_carries_its_token_in_the_header_alone() {
    assertThat(sent)
        .filteredOn(one -> one.path().startsWith("/v1"))
        .allSatisfy(one -> {
          assertThat(one.authorization()).startsWith("Bearer ");
          assertThat(one.query()).doesNotContain("token");
        });
  }
}
