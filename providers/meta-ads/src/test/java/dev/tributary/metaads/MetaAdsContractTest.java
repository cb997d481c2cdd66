package dev.tributary.metaads;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Account;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Measure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.testkit.AdapterContract;
import dev.tributary.testkit.ProviderUnderTest;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract, against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetaAdsContractTest extends AdapterContract {
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
  protected ProviderUnderTest provider() {
    sandbox.reset();
    sandbox.clock().freezeAt(SandboxedTest.NOW);
    MetaAdsFactory factory = new MetaAdsFactory();
    Map<String, URI> addresses = new HashMap<>();
    factory.addresses().keySet().forEach(name -> addresses.put(name, sandbox.base()));
    var meta = sandbox.description().meta();
    AppCredentials app = new AppCredentials(meta.appId(), Secret.of(meta.appSecret()));
    return new ProviderUnderTest(
        factory,
        addresses,
        Optional.of(app),
        SandboxedTest.login(meta.accessToken()),
        SandboxedTest.login("EAAwrongaccesstoken"),
        new Account(
            MetaWorld.SHOP, "Shop", ZoneId.of("Europe/Berlin"), Optional.of("EUR"), Map.of()),
        Map.of(),
        new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 5)),
        SandboxedTest.NOW,
        List.of(
            Secret.of(meta.accessToken()), app.clientSecret(), Secret.of("EAAwrongaccesstoken")));
  }

  /** Meta's quotients have six digits, so each row's product is rounded. */
  @Override
  protected double totalsTolerance(StreamDescriptor stream, Measure measure) {
    return measure.name().equals("reported_value") ? 0.000_1 : 0;
  }
}
