package dev.tributary.resend;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.spi.Account;
import dev.tributary.spi.Call;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.testkit.AdapterContract;
import dev.tributary.testkit.ProviderUnderTest;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract, against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResendContractTest extends AdapterContract {
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
    sandbox.clock().freezeAt(SandboxedTest.NOW);
    ResendFactory factory = new ResendFactory();
    Map<String, URI> addresses = Map.of(ResendApi.ADDRESS, sandbox.base());
    String token = sandbox.description().resend().apiKey();
    Account team =
        ((ResendAdapter)
                factory.create(new ProviderEnvironment(addresses, Map.of(), Optional::empty)))
            .accounts(
                SandboxedTest.key(token),
                new Call(
                    () -> SandboxedTest.NOW,
                    SandboxedTest.NOW.plusSeconds(30),
                    () -> false,
                    RequestObserver.NONE))
            .getFirst();
    return new ProviderUnderTest(
        factory,
        addresses,
        Optional.empty(),
        SandboxedTest.key(token),
        SandboxedTest.key("re_wrong_000000000000"),
        team,
        Map.of(),
        new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 5)),
        SandboxedTest.NOW,
        List.of(Secret.of(token), Secret.of("re_wrong_000000000000")));
  }
}
