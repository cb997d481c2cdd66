package dev.tributary.engine.webhook;

import static dev.tributary.engine.FakeHooks.body;
import static dev.tributary.engine.FakeHooks.line;
import static dev.tributary.engine.FakeHooks.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Adapters;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.EngineSettings;
import dev.tributary.engine.FakeHooks;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.engine.webhook.WebhookDoor.Outcome;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.Secret;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.WebhookSubscription;
import dev.tributary.store.WebhookSubscription.State;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Having providers call us: after connecting, with every health check, and not after the end. */
class SubscribingTest {
  private static final URI SHARED = URI.create("https://kpi.example/webhooks/fake");

  private final EngineFixture fixture = new EngineFixture();
  private final FakeProvider provider = fixture.provider;
  private Engine node = node(provider, Set.of(FakeProvider.ID));

  @AfterEach
  void close() {
    node.close();
    fixture.close();
  }

  private Engine node(IntegrationAdapter adapter, Set<String> webhooks) {
    AtomicReference<ManualScheduler> crank = new AtomicReference<>();
    return new Engine(
        fixture.database,
        fixture.vault,
        new Adapters(List.of(adapter)),
        EngineSettings.of(URI.create("https://kpi.example"), "node-w", 2).withWebhooks(webhooks),
        fixture.clock,
        fixture.cranked(crank));
  }

  private int subscribeMissing() throws InterruptedException {
    return node.connections().subscribing().subscribeMissing();
  }

  private Optional<WebhookSubscription> subscription(Integration shop) {
    return fixture.stores.subscriptions().find(shop.workspaceId(), shop.id());
  }

  private State state(Integration shop) {
    return subscription(shop).orElseThrow().state();
  }

  @Test
  void a_new_connection_is_subscribed_once_and_checked_with_its_health() throws Exception {
    Integration shop = fixture.connect(1);
    assertThat(subscribeMissing()).isOne();
    assertThat(subscribeMissing()).isZero();
    assertThat(provider.hooks.subscribed).containsExactly(SHARED);
    assertThat(state(shop)).isEqualTo(State.SUBSCRIBED);
    fixture.clock.move(Duration.ofDays(1));
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(provider.hooks.subscribed).containsExactly(SHARED, SHARED);
    assertThat(subscription(shop).orElseThrow().checkedAt()).isEqualTo(fixture.clock.instant());
  }

  @Test
  void a_missing_permission_is_shown_and_no_fault_of_the_connection() throws Exception {
    provider.hooks.fails =
        Optional.of(
            new Failure.PermissionMissing("manage", Failure.Scope.STREAM, "Not without manage."));
    Integration shop = fixture.connect(1);
    subscribeMissing();
    assertThat(state(shop)).isEqualTo(State.NOT_PERMITTED);
    assertThat(subscription(shop).orElseThrow().verdict().orElseThrow().reason())
        .isEqualTo("Not without manage.");
    assertThat(node.connections().checkHealth(fixture.workspace, shop.id()).healthy()).isTrue();
    assertThat(fixture.again(shop).state().syncs()).isTrue();
    provider.hooks.fails = Optional.of(new Failure.Unavailable(503, "Not now."));
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(state(shop)).isEqualTo(State.FAILED);
    provider.hooks.fails = Optional.empty();
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(state(shop)).isEqualTo(State.SUBSCRIBED);
  }

  @Test
  void what_failed_is_tried_again_after_half_an_hour() throws Exception {
    provider.hooks.fails = Optional.of(new Failure.Unavailable(503, "Not now."));
    Integration shop = fixture.connect(1);
    assertThat(subscribeMissing()).isOne();
    assertThat(state(shop)).isEqualTo(State.FAILED);
    provider.hooks.fails = Optional.empty();
    fixture.clock.move(Duration.ofMinutes(29));
    assertThat(subscribeMissing()).isZero();
    fixture.clock.move(Duration.ofMinutes(1));
    assertThat(subscribeMissing()).isOne();
    assertThat(state(shop)).isEqualTo(State.SUBSCRIBED);
  }

  @Test
  void a_provider_that_cannot_reach_us_is_not_asked() throws Exception {
    node.close();
    node = node(provider, Set.of());
    Integration shop = fixture.connect(1);
    assertThat(subscribeMissing()).isZero();
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(provider.hooks.subscribed).isEmpty();
    assertThat(subscription(shop)).isEmpty();
    assertThat(node.connections().subscribing().on(FakeProvider.ID)).isFalse();
  }

  @Test
  void a_stopped_connection_is_not_asked_for() throws Exception {
    Integration shop = fixture.connect(1);
    node.connections().pause(fixture.workspace, shop.id());
    assertThat(subscribeMissing()).isZero();
  }

  @Test
  void the_end_of_a_connection_ends_the_calls_even_if_the_provider_is_away() throws Exception {
    List<Connections.Connected> both = fixture.connect(List.of("acc-1", "acc-2"), 1);
    subscribeMissing();
    Integration shop = both.getFirst().integration();
    node.connections().disconnect(fixture.workspace, shop.id());
    assertThat(provider.hooks.unsubscribed).containsExactly(SHARED);
    assertThat(subscription(shop)).isEmpty();
    provider.hooks.fails = Optional.of(new Failure.Unavailable(503, "Not now."));
    Integration blog = both.getLast().integration();
    assertThat(node.connections().disconnect(fixture.workspace, blog.id()).revoked()).isTrue();
    assertThat(subscription(blog)).isEmpty();
  }

  @Test
  void a_connection_that_ends_while_the_provider_is_asked_is_not_called_about() throws Exception {
    List<Connections.Connected> both = fixture.connect(List.of("acc-1", "acc-2"), 1);
    Integration shop = both.getFirst().integration();
    provider.hooks.meanwhile = ended(shop, node.connections()::disconnect);
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(provider.hooks.subscribed).containsExactly(SHARED);
    assertThat(provider.hooks.unsubscribed).containsExactly(SHARED);
    assertThat(subscription(shop)).isEmpty();

    Integration blog = both.getLast().integration();
    provider.hooks.meanwhile = ended(blog, node.connections()::delete);
    assertThat(subscribeMissing()).isOne();
    assertThat(subscription(blog)).isEmpty();
    assertThat(fixture.stores.integrations().find(fixture.workspace, blog.id())).isEmpty();
  }

  private interface Ending {
    Object of(UUID workspace, UUID integration) throws ConnectException, InterruptedException;
  }

  private Runnable ended(Integration one, Ending ending) {
    return () -> {
      try {
        ending.of(fixture.workspace, one.id());
      } catch (ConnectException | InterruptedException e) {
        throw new AssertionError(e);
      }
    };
  }

  @Test
  void calls_that_another_workspace_wants_too_go_on() throws Exception {
    Integration shop = fixture.connect(1);
    UUID other = Ids.next(fixture.clock.instant());
    new WorkspaceStore(fixture.database)
        .create(new Workspace(other, "Other", ZoneId.of("UTC"), fixture.clock.instant()));
    Integration theirs =
        node.connections()
            .connect(
                other,
                FakeProvider.ID,
                provider.credentials(FakeProvider.ACCESS_TOKEN + "-9"),
                List.of("acc-1"),
                Map.of(),
                0)
            .getFirst()
            .integration();
    subscribeMissing();
    byte[] body = body(line("k", "acc-1", fixture.clock.instant(), "visits"));
    node.webhooks()
        .door()
        .receive(FakeProvider.ID, Optional.empty(), signed(body, FakeHooks.SECRET), body);
    assertThat(fixture.number("select count(*) from tributary.webhook_event"))
        .as("one for each workspace")
        .isEqualTo(2);
    node.connections().disconnect(fixture.workspace, shop.id());
    assertThat(provider.hooks.unsubscribed).isEmpty();
    node.connections().disconnect(other, theirs.id());
    assertThat(provider.hooks.unsubscribed).containsExactly(SHARED);
  }

  // --- an address for each login ---

  private UUID address(Integration shop) {
    String path = provider.hooks.subscribed.getLast().getPath();
    assertThat(path).startsWith("/webhooks/fake/");
    assertThat(shop.provider()).isEqualTo(FakeProvider.ID);
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }

  private Outcome told(UUID address, Secret secret, String account) {
    byte[] body = body(line("k-" + account, account, fixture.clock.instant(), "visits"));
    return node.webhooks()
        .door()
        .receive(FakeProvider.ID, Optional.of(address), signed(body, secret), body);
  }

  @Test
  void a_provider_that_signs_each_address_gets_one_for_each_login() throws Exception {
    Integration shop = fixture.connect(1);
    node.close();
    node = node(new KeyedProvider(provider), Set.of(FakeProvider.ID));
    Secret secret = Secret.of("made-by-the-provider");
    provider.hooks.signsWith = Optional.of(secret);
    subscribeMissing();
    UUID address = address(shop);
    assertThat(told(address, secret, "")).isInstanceOf(Outcome.Stored.class);
    assertThat(told(address, FakeHooks.SECRET, "")).isInstanceOf(Outcome.Refused.class);
    assertThat(told(UUID.randomUUID(), secret, "")).isInstanceOf(Outcome.Refused.class);
    byte[] body = body(line("k", "acc-1", fixture.clock.instant(), "visits"));
    assertThat(
            node.webhooks()
                .door()
                .receive(FakeProvider.ID, Optional.empty(), signed(body, secret), body))
        .isInstanceOf(Outcome.Refused.class);
    told(address, secret, "acc-2");
    assertThat(
            fixture.number(
                "select count(*) from tributary.webhook_event where integration_id = '"
                    + shop.id()
                    + "'"))
        .as("an account of another login is none of this address's")
        .isOne();
    assertThat(
            fixture.number(
                "select count(*) from tributary.webhook_address"
                    + " where position('made-by'::bytea in ciphertext) > 0"))
        .as("sealed")
        .isZero();

    Secret other = Secret.of("made-anew");
    provider.hooks.signsWith = Optional.of(other);
    node.connections().checkHealth(fixture.workspace, shop.id());
    assertThat(address(shop)).isEqualTo(address);
    assertThat(told(address, secret, "")).isInstanceOf(Outcome.Refused.class);
    assertThat(told(address, other, "")).isInstanceOf(Outcome.Stored.class);
    node.connections().disconnect(fixture.workspace, shop.id());
    assertThat(provider.hooks.unsubscribed).hasSize(1);
  }

  @Test
  void an_address_whose_secret_is_not_known_yet_believes_nobody() throws Exception {
    Integration shop = fixture.connect(1);
    node.close();
    node = node(new KeyedProvider(provider), Set.of(FakeProvider.ID));
    subscribeMissing();
    assertThat(told(address(shop), FakeHooks.SECRET, "")).isInstanceOf(Outcome.Refused.class);
  }
}
