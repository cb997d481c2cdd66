package dev.tributary.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final LocalDate JAN_1 = LocalDate.of(2026, 1, 1);
  private static final LocalDate JAN_2 = LocalDate.of(2026, 1, 2);
  private static final Account ACCOUNT =
      new Account("42", "Shop", ZoneId.of("Europe/Berlin"), Optional.of("EUR"), Map.of());

  @Test
  void a_range_that_ends_before_it_starts_is_refused_and_names_both_days() {
    assertThatThrownBy(() -> new DayRange(JAN_2, JAN_1))
        .hasMessage("range ends before it starts: 2026-01-02 to 2026-01-01");
  }

  @Test
  void a_range_counts_and_lists_both_its_ends() {
    DayRange range = new DayRange(JAN_1, JAN_2);
    assertThat(range.length()).isEqualTo(2);
    assertThat(range.days()).containsExactly(JAN_1, JAN_2);
    assertThat(range.contains(JAN_2)).isTrue();
    assertThat(range.contains(JAN_2.plusDays(1))).isFalse();
    assertThat(range.contains(JAN_1.minusDays(1))).isFalse();
    assertThat(range.contains(DayRange.of(JAN_1))).isTrue();
    assertThat(range.contains(new DayRange(JAN_1, JAN_2.plusDays(1)))).isFalse();
    assertThat(range.contains(new DayRange(JAN_1.minusDays(1), JAN_2))).isFalse();
    assertThat(range).hasToString("2026-01-01 to 2026-01-02");
    assertThat(new Slice("overview", DayRange.of(JAN_1))).hasToString("overview 2026-01-01");
  }

  @Test
  void a_secret_shows_itself_to_nobody_but_the_one_who_asks() {
    Secret secret = Secret.of("ya29.token");
    OAuthCredentials credentials =
        new OAuthCredentials(
            "google_analytics", secret, Optional.of(secret), Optional.empty(), Set.of());
    assertThat(secret).hasToString("****").isEqualTo(Secret.of("ya29.token"));
    assertThat(secret).isNotEqualTo(Secret.of("other")).isNotEqualTo("ya29.token");
    assertThat(secret.hashCode()).isEqualTo(Secret.of("other").hashCode());
    assertThat(credentials.toString()).doesNotContain("ya29");
    assertThat(secret.reveal()).isEqualTo("ya29.token");
    assertThat(Secret.of("").isEmpty()).isTrue();
  }

  @Test
  void a_service_account_that_made_no_token_yet_counts_as_expired() {
    ServiceAccountCredentials unused =
        ServiceAccountCredentials.unused("google_analytics", Secret.of("{}"));
    assertThat(unused.expiresAt()).contains(Instant.EPOCH);
    assertThat(unused.accessToken().isEmpty()).isTrue();
    assertThat(unused.refreshToken()).isEmpty();
  }

  @Test
  void a_static_key_neither_ends_nor_refreshes() {
    ApiKeyCredentials key = new ApiKeyCredentials("resend", Secret.of("re_1"));
    assertThat(key.expiresAt()).isEmpty();
    assertThat(key.refreshToken()).isEmpty();
  }

  @Test
  void an_account_without_an_id_is_refused() {
    assertThatThrownBy(() -> new Account(" ", "x", ZoneId.of("UTC"), Optional.empty(), Map.of()))
        .hasMessage("an account needs an id");
  }

  @Test
  void a_cancelled_call_stops_at_the_next_checkpoint() {
    Call call =
        new Call(
            InstantSource.fixed(Instant.EPOCH),
            Instant.EPOCH.plusSeconds(60),
            () -> true,
            RequestObserver.NONE);
    assertThat(call.timeLeft()).isEqualTo(Duration.ofSeconds(60));
    assertThat(call.now()).isEqualTo(Instant.EPOCH);
    assertThatThrownBy(call::checkpoint).isInstanceOf(InterruptedException.class);
  }

  @Test
  void an_interrupted_thread_stops_at_the_next_checkpoint() throws InterruptedException {
    Call call =
        new Call(
            InstantSource.fixed(Instant.EPOCH), Instant.EPOCH, () -> false, RequestObserver.NONE);
    call.checkpoint();
    Thread.currentThread().interrupt();
    assertThatThrownBy(call::checkpoint).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_environment_names_what_it_has_when_asked_for_what_it_has_not() {
    ProviderEnvironment environment =
        new ProviderEnvironment(
            Map.of("data", URI.create("http://localhost:1")),
            Map.of("data", "v1beta"),
            Optional::empty);
    assertThat(environment.address("data")).isEqualTo(URI.create("http://localhost:1"));
    assertThat(environment.version("data")).isEqualTo("v1beta");
    assertThat(environment.app().get()).isEmpty();
    assertThatThrownBy(() -> environment.address("admin"))
        .hasMessage("no address named admin; there are [data]");
  }

  @Test
  void health_without_findings_is_healthy() {
    assertThat(new HealthStatus(ACCOUNT, List.of()).healthy()).isTrue();
    assertThat(
            new HealthStatus(
                    ACCOUNT,
                    List.of(new HealthStatus.Finding(HealthStatus.Change.ZONE, "zone changed")))
                .healthy())
        .isFalse();
  }

  @Test
  void a_connection_keeps_no_reference_to_the_callers_settings() {
    Map<String, String> settings = new java.util.HashMap<>(Map.of("a", "b"));
    Connection connection =
        new Connection(
            new UUID(0, 1), ACCOUNT, new ApiKeyCredentials("resend", Secret.of("k")), settings);
    settings.clear();
    assertThat(connection.settings()).containsEntry("a", "b");
    assertThat(new ConnectionResult("user", Set.of("read")).scopes()).containsExactly("read");
    assertThat(new ConnectionResult("user", Set.of("read")).expiresAt()).isEmpty();
  }

  @Test
  void flags_of_several_pages_add_up() {
    Batch.Quality sampled = new Batch.Quality(true, false, false);
    Batch.Quality other = new Batch.Quality(false, false, true);
    assertThat(sampled.and(other)).isEqualTo(new Batch.Quality(true, false, true));
    assertThat(Batch.Quality.FULL.and(new Batch.Quality(false, true, false)).thresholded())
        .isTrue();
  }

  @Test
  void a_result_lists_its_errors() {
    SyncResult result =
        new SyncResult(
            false,
            3,
            List.of(
                new SyncResult.SyncError(
                    Failure.Category.API,
                    "unavailable",
                    "down",
                    Optional.empty(),
                    Optional.empty())),
            Optional.empty());
    assertThat(result.errors()).hasSize(1);
  }
}
