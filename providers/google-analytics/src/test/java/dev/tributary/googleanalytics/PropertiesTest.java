package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.google.GoogleProperty.AttributionModel;
import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Connection;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Change;
import dev.tributary.spi.HealthStatus.Finding;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which properties there are, what they are, and what changed about them. */
class PropertiesTest extends SandboxedTest {

  // --- listing ---

  @Test
  void every_property_is_listed_with_its_zone_currency_and_kind() throws Exception {
    List<Account> accounts = adapter.accounts(credentials, call());
    assertThat(accounts)
        .extracting(Account::id)
        .contains("412001", "412002", "412003", "412004", "423001", "434001")
        .doesNotContain("423002");
    assertThat(account(accounts, "412001").facts())
        .containsEntry("property_type", "ordinary")
        .containsEntry("service_level", "standard")
        .containsEntry("account_name", "Nordlicht Handel");
    assertThat(account(accounts, "412002").zone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
    assertThat(account(accounts, "412003").facts())
        .containsEntry("property_type", "rollup")
        .containsEntry("service_level", "360");
    assertThat(account(accounts, "412004").facts())
        .containsEntry("property_type", "subproperty")
        .containsEntry("parent", "properties/412001");
    assertThat(account(accounts, "434001").currency()).contains("JPY");
  }

  @Test
  void a_property_missing_from_its_accounts_list_is_asked_by_itself() throws Exception {
    list("/properties?", "{}");
    assertThat(adapter.accounts(credentials, call())).extracting(Account::id).contains("412001");
  }

  @Test
  void a_property_that_may_not_be_read_is_left_out() throws Exception {
    sandbox
        .faults()
        .add(
            Fault.once("status", "/accountSummaries")
                .with("status", 200)
                .with(
                    "body",
                    """
                    {"accountSummaries":[{"account":"accounts/1002","displayName":"Kauri","propertySummaries":[
                      {"property":"properties/423001"},{"property":"properties/423002"}]}]}\
                    """));
    assertThat(adapter.accounts(credentials, call()))
        .extracting(Account::id)
        .containsExactly("423001");
  }

  @Test
  void a_list_that_runs_in_a_circle_ends() {
    sandbox
        .faults()
        .add(
            Fault.always("status", "accountSummaries")
                .with("status", 200)
                .with("body", "{\"nextPageToken\":\"again\"}"));
    assertThat(failure(() -> adapter.accounts(credentials, call())).message())
        .contains("has no end");
  }

  @Test
  void pages_of_a_list_are_joined() throws Exception {
    list("/accountSummaries", "{\"nextPageToken\":\"two words\"}");
    list("/accountSummaries", "{\"accountSummaries\":[]}");
    assertThat(adapter.accounts(credentials, call())).isEmpty();
    assertThat(logged("accountSummaries", 2)).hasSize(2);
    assertThat(logged("accountSummaries", 2).getLast().query()).contains("pageToken=two+words");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"properties/412001\",\"timeZone\":\"Mars/Olympus\"}",
        "{\"name\":\"properties/412001\"}",
        "{\"name\":\"properties/shop\",\"timeZone\":\"UTC\"}",
        "{\"name\":\"accounts/1\",\"timeZone\":\"UTC\"}",
        "[]",
      })
  void a_property_of_another_form_is_malformed(String body) {
    list("GET /v1beta/properties/412001", body);
    assertThat(failure(() -> adapter.healthCheck(shop, call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  // --- health ---

  @Test
  void a_property_that_did_not_change_is_healthy() throws Exception {
    HealthStatus first = adapter.healthCheck(shop, call());
    assertThat(first.account().facts())
        .containsEntry("attribution_model", "PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN")
        .containsKey("attribution_lookback")
        .containsKey("key_events");
    assertThat(adapter.healthCheck(known(first), call()).healthy()).isTrue();
  }

  @Test
  void every_change_that_rewrites_history_is_found() throws Exception {
    Connection before = known(adapter.healthCheck(shop, call()));
    sandbox
        .google()
        .world()
        .edit(
            "412001",
            p ->
                p.withZone(ZoneId.of("Europe/Lisbon"))
                    .withCurrency("USD")
                    .withAttribution(AttributionModel.values()[1])
                    .withKeyEvents(List.of("purchase")));
    HealthStatus after = adapter.healthCheck(before, call());
    assertThat(after.findings())
        .extracting(Finding::change)
        .containsExactly(Change.ZONE, Change.CURRENCY, Change.ATTRIBUTION, Change.KEY_EVENTS);
    assertThat(after.findings().getFirst().message())
        .isEqualTo("The property's time zone was Europe/Berlin and is now Europe/Lisbon.");
    assertThat(after.account().zone()).isEqualTo(ZoneId.of("Europe/Lisbon"));
  }

  @Test
  void a_changed_service_level_is_found() throws Exception {
    Account now = adapter.healthCheck(shop, call()).account();
    Map<String, String> facts = new HashMap<>(now.facts());
    facts.put("service_level", "360");
    Account before = new Account(now.id(), now.name(), now.zone(), Optional.empty(), facts);
    assertThat(Health.compare(before, now).findings())
        .extracting(Finding::change)
        .containsExactly(Change.CURRENCY, Change.SERVICE_LEVEL);
  }

  @Test
  void settings_that_may_not_be_read_are_not_compared() throws Exception {
    Connection before = known(adapter.healthCheck(shop, call()));
    sandbox.faults().add(Fault.once("google.403.permission", "attributionSettings"));
    sandbox.faults().add(Fault.once("status", "keyEvents").with("status", 404));
    assertThat(adapter.healthCheck(before, call()).healthy()).isTrue();
    sandbox.faults().add(Fault.once("status", "attributionSettings").with("status", 400));
    assertThat(adapter.healthCheck(before, call()).healthy()).isTrue();
  }

  @Test
  void a_lost_token_is_no_finding_but_a_failure() {
    sandbox.faults().add(Fault.once("google.401", "attributionSettings"));
    assertThat(failure(() -> adapter.healthCheck(shop, call())))
        .isInstanceOf(Failure.TokenRejected.class);
  }

  @Test
  void a_property_in_the_trash_is_gone() {
    list(
        "GET /v1beta/properties/412001",
        "{\"name\":\"properties/412001\",\"timeZone\":\"UTC\",\"deleteTime\":\"2026-11-20T10:00:00Z\"}");
    Failure failure = failure(() -> adapter.healthCheck(shop, call()));
    assertThat(failure).isInstanceOf(Failure.AccountGone.class);
    assertThat(failure.message()).contains("trash");
  }

  // --- snapshots ---

  @Test
  void the_property_is_kept_as_it_is_now() throws Exception {
    Rows rows = snapshot("properties");
    assertThat(rows.size()).isEqualTo(1);
    assertThat(rows.day(0)).isEqualTo(TODAY);
    StreamDescriptor stream = adapter.describe().stream("properties");
    assertThat(stream.textColumns().stream().map(column -> column.name()).toList())
        .startsWith("property", "name", "zone", "currency", "service_level");
    assertThat(rows.text(0, 0)).isEqualTo("properties/412001");
    assertThat(rows.text(2, 0)).isEqualTo("Europe/Berlin");
    assertThat(rows.text(3, 0)).isEqualTo("EUR");
  }

  @Test
  void key_events_are_kept_as_they_are_defined_now() throws Exception {
    list(
        "keyEvents",
        "{\"keyEvents\":[{\"eventName\":\"purchase\",\"custom\":false,\"countingMethod\":\"ONCE_PER_EVENT\","
            + "\"defaultValue\":{\"numericValue\":5,\"currencyCode\":\"EUR\"}}]}");
    Rows rows = snapshot("key_event_definitions");
    assertThat(rows.text(0, 0)).isEqualTo("purchase");
    assertThat(rows.text(1, 0)).isEqualTo("ONCE_PER_EVENT");
    assertThat(rows.text(2, 0)).isEqualTo("false");
    assertThat(rows.text(3, 0)).contains("\"numericValue\":5");
    assertThat(rows.text(4, 0)).isEmpty();
  }

  @Test
  void a_snapshot_of_nobody_is_a_defect() {
    StreamDescriptor known = adapter.describe().stream("properties");
    StreamDescriptor unknown =
        new StreamDescriptor(
            "unknown",
            StreamKind.SNAPSHOT,
            1,
            "Unknown",
            "None",
            known.dimensions(),
            known.attributes(),
            List.of(),
            List.of(),
            known.restatement(),
            Optional.empty(),
            known.processingLag(),
            1);
    assertThat(
            failure(() ->
                adapter.sync(
                    new SyncRequest(
                        shop,
                        unknown,
                        new Slice("unknown", DayRange.of(TODAY)),
                        Optional.empty(),
                        Purpose.ROWS),
                    call())))
        .isInstanceOf(Failure.Defect.class);
  }

  private Rows snapshot(String stream) throws Exception {
    List<Batch> batches = steps(shop, stream, DayRange.of(TODAY), Purpose.ROWS);
    assertThat(batches).hasSize(1);
    return batches.getFirst().rows();
  }

  private Connection known(HealthStatus health) {
    return new Connection(
        shop.integrationId(), health.account(), shop.credentials(), shop.settings());
  }

  private static Account account(List<Account> accounts, String id) {
    return accounts.stream().filter(account -> account.id().equals(id)).findFirst().orElseThrow();
  }

  private void list(String route, String body) {
    sandbox.faults().add(Fault.once("status", route).with("status", 200).with("body", body));
  }
}
