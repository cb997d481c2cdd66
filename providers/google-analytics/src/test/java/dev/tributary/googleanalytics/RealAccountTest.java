package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a week of one property with a service account: a real one where the environment names it.
 */
@Timeout(120)
class RealAccountTest {
  private static final String KEY_FILE = "TRIBUTARY_LIVE_GOOGLE_KEY_FILE";
  private static final String PROPERTY = "TRIBUTARY_LIVE_GOOGLE_PROPERTY";
  private static final int STEPS_MAX = 100;

  @Test
  void a_real_property_answers_as_the_sandbox_does() throws Exception {
    String keyFile = System.getenv(KEY_FILE);
    String property = System.getenv(PROPERTY);
    if (keyFile == null || property == null) {
      System.out.println(
          "not run: a real property, because " + KEY_FILE + " and " + PROPERTY + " are not set");
    }
    assumeTrue(keyFile != null && property != null);
    var addresses = new GoogleAnalyticsFactory().addresses();
    readAWeek(addresses, Files.readString(Path.of(keyFile)), property, InstantSource.system());
  }

  @Test
  void the_steps_for_a_real_property_work_with_the_sandbox() throws Exception {
    try (var sandbox = Sandbox.start(SandboxOptions.DEFAULT)) {
      Map<String, URI> addresses =
          new GoogleAnalyticsFactory()
              .addresses().keySet().stream()
                  .collect(Collectors.toMap(name -> name, name -> sandbox.base()));
      var key =
          new JsonMapper().writeValueAsString(sandbox.description().google().serviceAccountKey());
      readAWeek(addresses, key, "412001", () -> sandbox.clock().instant());
    }
  }

  private static void readAWeek(
      Map<String, URI> addresses, String key, String propertyId, InstantSource clock)
      throws Exception {
    var environment =
        new ProviderEnvironment(
            addresses, new GoogleAnalyticsFactory().versions(), Optional::empty);
    var adapter = new GoogleAnalyticsAdapter(environment);
    var call =
        new Call(
            clock, clock.instant().plus(Duration.ofMinutes(2)), () -> false, RequestObserver.NONE);
    var unused = ServiceAccountCredentials.unused(GoogleAnalyticsFactory.PROVIDER, Secret.of(key));
    var credentials = adapter.refresh(unused, call);

    assertThat(adapter.connect(credentials, call).scopes()).contains(GoogleOAuth.SCOPE);
    Account account =
        adapter.accounts(credentials, call).stream()
            .filter(each -> each.id().equals(propertyId))
            .findFirst()
            .orElseThrow(() -> new AssertionError("property " + propertyId + " is not listed"));
    var connection = new Connection(UUID.randomUUID(), account, credentials, Map.of());
    assertThat(adapter.healthCheck(connection, call)).isInstanceOf(HealthStatus.class);

    LocalDate today = LocalDate.ofInstant(clock.instant(), account.zone());
    var week = new DayRange(today.minusDays(10), today.minusDays(4));
    for (StreamDescriptor stream : adapter.describe().streams()) {
      readWhole(adapter, connection, stream, week, call);
    }
  }

  /** All steps of a slice; the adapter itself fails when fewer rows came than were promised. */
  private static void readWhole(
      GoogleAnalyticsAdapter adapter,
      Connection connection,
      StreamDescriptor stream,
      DayRange days,
      Call call)
      throws Exception {
    Optional<Cursor> cursor = Optional.empty();
    for (int n = 0; n < STEPS_MAX; n++) {
      Batch batch =
          adapter.sync(
              new SyncRequest(
                  connection, stream, new Slice(stream.name(), days), cursor, Purpose.ROWS),
              call);
      assertThat(batch.rejects()).as("rejects of " + stream.name()).isEmpty();
      switch (batch.next()) {
        case Batch.Next.Done() -> {
          return;
        }
        case Batch.Next.More(Cursor next) -> cursor = Optional.of(next);
        case Batch.Next.Later(Cursor next, Duration _) -> cursor = Optional.of(next);
      }
    }
    throw new AssertionError(stream.name() + " did not end after " + STEPS_MAX + " steps");
  }
}
