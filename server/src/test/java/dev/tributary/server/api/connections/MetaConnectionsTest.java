package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.kpi.KpiQuery;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.meta.world.Plan;
import dev.tributary.sandbox.meta.world.Window;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.store.ProviderFaultStore;
import dev.tributary.store.Role;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Ad accounts of Meta by the token of a system user, and the state in which each trouble ends. */
@ExtendWith(SharedServer.class)
@Tag("ci")
class MetaConnectionsTest {
  private static final String META = "meta_ads";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For a hundred thousand ads of two days. */
  private static final Duration READ_MAX = Duration.ofMinutes(5);

  private static final List<String> STREAMS =
      List.of(
          "campaigns",
          "ad_sets",
          "ads",
          "countries",
          "platforms",
          "results",
          "reach",
          "campaign_reach");

  private final Running running;
  private final Sandbox sandbox;
  private final Town town;
  private final Visitor admin;

  MetaConnectionsTest(Running running) {
    this.running = running;
    this.sandbox = running.sandbox();
    this.town = new Town(running);
    this.admin = town.as(Role.ADMIN);
  }

  @BeforeAll
  static void enterTheApp(Running running) throws Exception {
    var meta = running.sandbox().description().meta();
    running
        .server()
        .backend()
        .engine()
        .connections()
        .apps()
        .enter(META, new AppCredentials(meta.appId(), Secret.of(meta.appSecret())));
  }

  @AfterAll
  static void forgetTheApp(Running running) throws Exception {
    running.server().backend().engine().connections().apps().forget(META);
  }

  /** So that what was read and what is true are of one moment. */
  @BeforeEach
  void stand() {
    sandbox.clock().freeze();
  }

  @AfterEach
  void peace() {
    sandbox.faults().clear();
    sandbox.meta().reset();
    sandbox.clock().reset();
    // Whoever mends the set-up has the provider asked again.
    new ProviderFaultStore(running.server().backend().database()).clear(META);
  }

  private String token() {
    return sandbox.description().meta().systemUserToken();
  }

  private String token(Set<String> scopes, Duration life) {
    return sandbox
        .meta()
        .oauth()
        .tokens()
        .add(MetaUser.SYSTEM, scopes, Optional.of(life), true)
        .value();
  }

  private Answer enter(String token, Map<String, ?> more) throws Exception {
    Map<String, Object> body = new HashMap<>(more);
    body.put("provider", META);
    body.put("kind", "api_key");
    body.put("key", token);
    return admin.post(town.path("/keys"), Visitor.JSON.writeValueAsString(body));
  }

  /** Only these streams, beside what is always read. */
  private static Map<String, Object> only(String... streams) {
    Map<String, Object> settings = new HashMap<>();
    STREAMS.forEach(stream -> settings.put("streams." + stream, Set.of(streams).contains(stream)));
    return settings;
  }

  private Answer connect(String account, int days, String... streams) throws Exception {
    return enter(
            token(),
            Map.of("accounts", List.of(account), "backfillDays", days, "settings", only(streams)))
        .is(202);
  }

  /** Connected, and its first read done. */
  private JsonNode connected(String account, int days, String... streams) throws Exception {
    JsonNode made = connect(account, days, streams).json();
    Connecting.done(town, made.path("operations").get(0));
    return made.path("integrations").get(0);
  }

  private String path(JsonNode integration) {
    return town.path("/integrations/" + integration.path("id").asString());
  }

  private JsonNode awaited(JsonNode integration, Predicate<JsonNode> wanted) throws Exception {
    return awaited(integration, wanted, PATIENCE);
  }

  private JsonNode awaited(JsonNode integration, Predicate<JsonNode> wanted, Duration patience)
      throws Exception {
    Instant end = Instant.now().plus(patience);
    JsonNode seen = admin.get(path(integration)).is(200).json();
    while (!wanted.test(seen)) {
      assertThat(Instant.now()).as(seen.toString()).isBefore(end);
      Thread.sleep(20);
      seen = admin.get(path(integration)).is(200).json();
    }
    return seen;
  }

  private JsonNode stream(JsonNode integration, String name) throws Exception {
    return admin
        .get(path(integration) + "/streams")
        .is(200)
        .json()
        .path("items")
        .valueStream()
        .filter(stream -> stream.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private BigDecimal stored(JsonNode integration, String kpi, LocalDate first, LocalDate last) {
    var engine = running.server().backend().engine();
    return engine
        .kpis()
        .answer(
            KpiQuery.of(town.workspace(), first, last, META + "." + kpi)
                .integrations(UUID.fromString(integration.path("id").asString())),
            engine.now())
        .totals()
        .getFirst()
        .cells()
        .getFirst()
        .value()
        .orElseThrow();
  }

  private BigDecimal truth(String account, String metric, LocalDate first, LocalDate last) {
    return sandbox
        .meta()
        .truth(account, sandbox.clock().instant())
        .sumOfDays(first, last, List.of(metric))
        .get(metric);
  }

  // --- the token of a system user ---

  @Test
  void a_token_without_the_permission_names_it_and_connects_nothing() throws Exception {
    Answer refused = enter(token(Set.of("public_profile"), Duration.ofDays(60)), Map.of());
    assertThat(refused.status()).isBetween(400, 499);
    assertThat(refused.body()).contains("ads_read").doesNotContain(token());
  }

  @Test
  void an_account_of_others_is_not_listed_and_cannot_be_chosen() throws Exception {
    assertThat(enter(token(), Map.of()).is(200).json().path("accounts").findValuesAsString("id"))
        .contains(MetaWorld.SHOP, MetaWorld.YEN, MetaWorld.EMPTY)
        .doesNotContain(MetaWorld.FORBIDDEN);
    enter(token(), Map.of("accounts", List.of(MetaWorld.FORBIDDEN)))
        .refused(422, "account_unknown");
  }

  @Test
  void a_token_that_lasts_for_ever_has_no_end_and_one_of_sixty_days_says_when() throws Exception {
    assertThat(
            admin
                .get("/api/v1/providers/" + META)
                .is(200)
                .json()
                .path("credentialKinds")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactlyInAnyOrder("api_key", "oauth");
    sandbox.requests().clear();
    JsonNode empty = connected(MetaWorld.EMPTY, 1);
    assertThat(empty.path("grant").path("kind").asString()).isEqualTo("api_key");
    assertThat(empty.path("grant").has("expiresAt")).isFalse();
    assertThat(sandbox.requests().matching("GET /v26.0/"))
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.query()).contains("appsecret_proof="));
    JsonNode renewed =
        enter(
                token(Set.of("public_profile", "ads_read"), Duration.ofDays(60)),
                Map.of("reconnect", empty.path("id").asString()))
            .is(200)
            .json()
            .path("reconnected");
    assertThat(Instant.parse(renewed.path("grant").path("expiresAt").asString()))
        .isBetween(
            Instant.now().plus(Duration.ofDays(59)), Instant.now().plus(Duration.ofDays(61)));
  }

  // --- accounts of every kind ---

  @Test
  void an_account_without_ads_is_complete_and_healthy() throws Exception {
    JsonNode empty = connected(MetaWorld.EMPTY, 1, STREAMS.toArray(String[]::new));
    JsonNode seen = awaited(empty, one -> one.path("state").asString().equals("healthy"));
    assertThat(seen.path("status").asString()).isEqualTo("connected");
    assertThat(seen.path("deadLetters").asInt()).isZero();
    JsonNode streams = admin.get(path(empty) + "/streams").is(200).json().path("items");
    assertThat(streams).hasSize(12);
    for (JsonNode stream : streams) {
      assertThat(stream.path("missingDays").asInt()).as(stream.toString()).isZero();
      assertThat(stream.path("rows").asLong()).isZero();
    }
  }

  @Test
  void a_currency_without_minor_units_is_told_to_the_digit() throws Exception {
    LocalDate day = LocalDate.now(ZoneId.of("Asia/Tokyo")).minusDays(1);
    JsonNode yen = connected(MetaWorld.YEN, 1);
    assertThat(yen.path("account").path("currency").asString()).isEqualTo("JPY");
    BigDecimal spend = stored(yen, "spend", day, day);
    assertThat(spend).isEqualByComparingTo(truth(MetaWorld.YEN, "spend", day, day));
    assertThat(spend.stripTrailingZeros().scale()).isLessThanOrEqualTo(0);
    JsonNode campaigns = admin.get(path(yen) + "/entities/campaign_list").is(200).json();
    assertThat(campaigns.path("items").findValuesAsString("daily_budget"))
        .anyMatch(budget -> budget.matches("\\d+"))
        .noneMatch(budget -> budget.contains("."));
  }

  @Test
  void a_disabled_account_says_so_and_keeps_its_numbers() throws Exception {
    JsonNode old = connected(MetaWorld.DISABLED, 1);
    assertThat(old.path("account").path("facts").path("status").asString()).isEqualTo("disabled");
    admin.post(path(old) + "/health-check", "").is(200);
    JsonNode seen = awaited(old, one -> one.has("lastHealth"));
    assertThat(seen.path("lastHealth").path("message").asString())
        .contains("Meta has disabled this ad account", "can still be read");
    assertThat(seen.path("status").asString()).isEqualTo("connected");
  }

  @Test
  void more_ads_than_meta_can_report_at_once_come_in_parts() throws Exception {
    inParts(MetaWorld.BIG, new AdAccount.Shape(10, false, 5, 5, 900, 20_000_000), 250);
  }

  @Test
  @Tag("long")
  void a_hundred_thousand_ads_come_in_parts() throws Exception {
    AdAccount giant = sandbox.meta().world().account(MetaWorld.GIANT).orElseThrow();
    inParts(MetaWorld.GIANT, giant.shape(), 100_000);
  }

  /** Meta makes no report of more than six tenths of the ads. */
  private void inParts(String account, AdAccount.Shape shape, int ads) throws Exception {
    AdAccount.Limits limits = new AdAccount.Limits(ads / 10, ads * 6 / 10, 200_000, 190_000);
    sandbox.meta().world().edit(account, one -> one.withShape(shape).withLimits(limits));
    LocalDate yesterday = LocalDate.now(ZoneId.of("Europe/Berlin")).minusDays(1);
    JsonNode big = connect(account, 1, "ads").json().path("integrations").get(0);
    awaited(big, one -> one.path("state").asString().equals("healthy"), READ_MAX);
    long rows = stream(big, "ads").path("rows").asLong();
    assertThat(rows).isBetween((long) ads, 2L * ads);
    assertThat(stored(big, "spend", yesterday, yesterday))
        .isEqualByComparingTo(truth(account, "spend", yesterday, yesterday));
  }

  // --- what goes wrong while it reads ---

  /** Each in a state of its own, in words that say what to do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "meta.190.460|reconnect_needed|password of this Facebook login was changed",
        "meta.190.463|reconnect_needed|access to Meta has expired",
        "meta.190.458|reconnect_needed|app was removed from this login",
        "meta.200|gave_up|permission ads_management is missing",
        "meta.100.33|gave_up|shows no act_1010000002",
        "meta.2635|gave_up|meta-ads-graph-version"
      })
  void a_trouble_ends_in_a_state_of_its_own(String fault, String state, String words)
      throws Exception {
    sandbox.faults().add(Fault.always(fault, "/act_" + MetaWorld.US_STORE + "/"));
    JsonNode made = connect(MetaWorld.US_STORE, 1).json().path("integrations").get(0);
    awaited(
        made,
        one ->
            one.path("state").asString().equals(state)
                && (one.path("stateText").asString() + one.path("reason")).contains(words));
  }

  @Test
  void a_breakdown_that_meta_knows_no_more_gives_up_its_report_alone() throws Exception {
    sandbox
        .faults()
        .add(Fault.always("meta.unknown-breakdown", "/act_" + MetaWorld.US_STORE + "/"));
    JsonNode store = connect(MetaWorld.US_STORE, 1, "countries").json().path("integrations").get(0);
    awaited(store, one -> one.path("state").asString().equals("healthy"));
    JsonNode given = stream(store, "countries");
    assertThat(given.path("state").asString()).as(given.toString()).isEqualTo("gave_up");
    assertThat(given.toString()).contains("breakdowns must be one of the following values");
    LocalDate day = LocalDate.now(ZoneId.of("America/Los_Angeles")).minusDays(1);
    assertThat(stored(store, "spend", day, day))
        .isEqualByComparingTo(truth(MetaWorld.US_STORE, "spend", day, day));
  }

  @Test
  void a_report_that_meta_never_completes_skips_its_day_and_says_so() throws Exception {
    String insights = " /v26.0/act_" + MetaWorld.US_STORE + "/insights";
    sandbox.faults().add(Fault.always("meta.reduce", "GET" + insights));
    sandbox.faults().add(Fault.always("meta.run.failed", "POST" + insights));
    JsonNode store = connect(MetaWorld.US_STORE, 0, "countries").json().path("integrations").get(0);
    awaited(store, one -> one.path("state").asString().equals("healthy"));
    LocalDate today = LocalDate.now(ZoneId.of("America/Los_Angeles"));
    JsonNode day =
        admin
            .get(path(store) + "/coverage?stream=countries&first=%1$s&last=%1$s".formatted(today))
            .is(200)
            .json()
            .path("days")
            .get(0);
    assertThat(day.path("state").asString()).as(day.toString()).isEqualTo("skipped");
    assertThat(day.path("reason").asString())
        .contains("Meta gave up twice on a report of act_" + MetaWorld.US_STORE);
  }

  @Test
  void an_app_that_was_removed_stops_all_with_the_words_to_enter_it_anew() throws Exception {
    JsonNode made = connected(MetaWorld.EMPTY, 1);
    sandbox.meta().oauth().app(sandbox.meta().oauth().app().withRemoved(true));
    admin.post(path(made) + "/sync", "").is(202);
    JsonNode seen = awaited(made, one -> one.path("stateText").asString().contains("app"));
    assertThat(seen.toString()).contains("app ID");
  }

  // --- what is counted changes ---

  @Test
  void a_changed_attribution_setting_has_every_day_read_again_that_it_changes() throws Exception {
    LocalDate last = LocalDate.now(ZoneId.of("America/Los_Angeles"));
    LocalDate first = last.minusDays(5);
    JsonNode store = connected(MetaWorld.US_STORE, 5, "ad_sets");
    BigDecimal before = truth(MetaWorld.US_STORE, "purchases", first, last);
    assertThat(stored(store, "purchases", first, last)).isEqualByComparingTo(before);
    AdAccount account = sandbox.meta().world().account(MetaWorld.US_STORE).orElseThrow();
    Plan plan = sandbox.meta().world().delivery(account).plan();
    AdAccount narrowed = account;
    for (int adSet = 0; adSet < plan.size(Level.ADSET); adSet++) {
      narrowed = narrowed.withAttribution(adSet, Window.Setting.CLICK_1);
    }
    AdAccount changed = narrowed;
    sandbox.meta().world().edit(MetaWorld.US_STORE, any -> changed);
    BigDecimal after = truth(MetaWorld.US_STORE, "purchases", first, last);
    assertThat(after).isLessThan(before);

    admin.post(path(store) + "/sync", "{\"streams\":[\"ad_set_list\"]}").is(202);
    awaited(store, any -> stored(store, "purchases", first, last).compareTo(after) == 0);

    assertThat(stored(store, "purchase_value", first, last))
        .isEqualByComparingTo(truth(MetaWorld.US_STORE, "purchase_value", first, last));
    assertThat(stored(store, "purchases_7d_click", first, last))
        .as("what does not depend on the setting")
        .isEqualByComparingTo(truth(MetaWorld.US_STORE, "purchases.7d_click", first, last));
  }
}
