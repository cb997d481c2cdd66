package dev.tributary.googleanalytics;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.spi.Account;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Measure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.testkit.AdapterContract;
import dev.tributary.testkit.ProviderUnderTest;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract, against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoogleAnalyticsContractTest extends AdapterContract {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private Sandbox sandbox;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
  }

  @AfterAll
  void stop() {
    sandbox.close();
  }

  @Override
  protected ProviderUnderTest provider() throws Exception {
    sandbox.reset();
    sandbox.clock().freezeAt(NOW);
    GoogleAnalyticsFactory factory = new GoogleAnalyticsFactory();
    Map<String, URI> addresses = new HashMap<>();
    factory.addresses().keySet().forEach(name -> addresses.put(name, sandbox.base()));
    var google = sandbox.description().google();
    AppCredentials app = new AppCredentials(google.clientId(), Secret.of(google.clientSecret()));
    ConnectionCredentials credentials =
        new GoogleAnalyticsAdapter(
                new ProviderEnvironment(addresses, factory.versions(), () -> Optional.of(app)))
            .refresh(
                login("none yet", google.refreshToken()),
                new Call(() -> NOW, NOW.plusSeconds(30), () -> false, RequestObserver.NONE));
    return new ProviderUnderTest(
        factory,
        addresses,
        Optional.of(app),
        credentials,
        login("ya29.wrong-access-token", "1//wrong-refresh-token"),
        new Account("412001", "Shop", ZoneId.of("Europe/Berlin"), Optional.of("EUR"), Map.of()),
        Map.of(),
        new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 5)),
        NOW,
        List.of(
            credentials.accessToken(),
            credentials.refreshToken().orElseThrow(),
            app.clientSecret(),
            Secret.of("ya29.wrong-access-token"),
            Secret.of("1//wrong-refresh-token")));
  }

  private static OAuthCredentials login(String accessToken, String refreshToken) {
    return new OAuthCredentials(
        GoogleAnalyticsFactory.PROVIDER,
        Secret.of(accessToken),
        Optional.of(Secret.of(refreshToken)),
        Optional.of(Instant.EPOCH),
        Set.of(GoogleOAuth.SCOPE));
  }

  /** Means come with few digits, and credit is cut to six places in each row. */
  @Override
  protected double totalsTolerance(StreamDescriptor stream, Measure measure) {
    return measure.type() == Measure.Type.DECIMAL ? 0.000_01 : 0;
  }
}
