package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Role;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class IntegrationsApiTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static Town town;
  private static String shop;

  private final Running running;
  private final Visitor admin = town.as(Role.ADMIN);
  private final Visitor editor = town.as(Role.EDITOR);
  private final Visitor viewer = town.as(Role.VIEWER);

  IntegrationsApiTest(Running running) {
    this.running = running;
  }

  @BeforeAll
  static void connect(Running running) throws Exception {
    town = new Town(running);
    shop =
        town.path(
            "/integrations/"
                + Connecting.connected(running, town, "412001", 2).path("id").asString());
  }

  private static List<String> names(JsonNode object) {
    return object.propertyStream().map(Map.Entry::getKey).sorted().toList();
  }

  // --- what is refused ---

  @Test
  void foreign_and_unknown_connections_are_not_found_and_low_roles_forbidden() throws Exception {
    Town other = new Town(running);
    String id = shop.substring(shop.lastIndexOf('/') + 1);
    for (String path :
        new String[] {
          "/integrations/" + id,
          "/integrations/" + id + "/streams",
          "/integrations/" + id + "/coverage?stream=overview",
          "/integrations/" + id + "/days/overview/2026-11-01/revisions",
          "/integrations/" + id + "/entities/properties"
        }) {
      other.as(Role.OWNER).get(other.path(path)).refused(404, "not_found");
      viewer
          .get(town.path(path.replace(id, UUID.randomUUID().toString())))
          .refused(404, "not_found");
    }
    for (String deed :
        new String[] {"/pause", "/resume", "/sync", "/health-check", "/disconnect", "/reconnect"}) {
      other
          .as(Role.OWNER)
          .post(other.path("/integrations/" + id) + deed, "")
          .refused(404, "not_found");
      viewer.post(shop + deed, "").refused(403, "forbidden");
    }
    editor.post(shop + "/disconnect", "").refused(403, "forbidden");
    viewer.get(town.path("/operations/" + UUID.randomUUID())).refused(404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/sync|{\"streams\":[\"nothing\"]}|422|stream_unknown",
        "/sync|{\"streams\":\"overview\"}|422|invalid_body",
        "/reread|{\"first\":\"2026-11-09\",\"last\":\"2026-11-03\"}|422|reversed_range",
        "/reread|{\"first\":\"2999-01-01\",\"last\":\"2999-01-02\"}|422|range_in_future",
        "/reread|{\"first\":\"1990-01-01\",\"last\":\"2026-01-02\"}|422|range_too_long",
        "/reread|{\"first\":\"yesterday\",\"last\":\"2026-11-03\"}|422|invalid_body",
        "/backfill|{}|422|invalid_fields",
        "/backfill|{\"days\":5,\"first\":\"2026-11-03\"}|422|invalid_fields",
        "/backfill|{\"days\":-1}|422|invalid_fields",
        "/backfill|{\"days\":1}|409|nothing_missing",
        "/backfill|{\"first\":\"2999-01-01\"}|422|range_in_future",
        "/backfill/preview|{\"days\":99999}|422|invalid_fields",
        "/pause|{\"reason\":\" \"}|422|invalid_fields"
      })
  void a_wish_that_cannot_be_says_why(String deed, String body, int status, String code)
      throws Exception {
    editor.post(shop + deed, body).refused(status, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?status=fine|422|invalid_fields",
        "?state=stale|422|invalid_fields",
        "?limit=0|422|invalid_fields",
        "?cursor=bm90aGluZw|422|invalid_cursor",
        "?q=%20|422|invalid_fields"
      })
  void a_list_is_asked_for_in_words_that_it_knows(String query, int status, String code)
      throws Exception {
    viewer.get(town.path("/integrations") + query).refused(status, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/coverage|422|invalid_parameter",
        "/coverage?stream=nothing|404|not_found",
        "/coverage?stream=overview&first=2026-11-09&last=2026-11-01|422|reversed_range",
        "/coverage?stream=overview&first=x|422|invalid_parameter",
        "/days/nothing/2026-11-01/revisions|404|not_found",
        "/days/overview/never/revisions|422|invalid_parameter",
        "/entities/overview|422|stream_unknown",
        "/entities/properties?cursor=x|422|invalid_cursor"
      })
  void stored_days_are_asked_for_by_names_and_dates(String rest, int status, String code)
      throws Exception {
    viewer.get(shop + rest).refused(status, code);
  }

  @Test
  void settings_are_changed_by_who_saw_the_present_ones() throws Exception {
    String path = shop + "/settings";
    String off = "{\"settings\":{\"streams.countries\":false}}";
    Answer before = admin.get(shop).is(200);
    admin.patch(path, off).refused(428, "precondition_required");
    admin.patch(path, off, "If-Match", "\"old\"").refused(412, "stale_etag");
    editor.patch(path, off, "If-Match", before.header("ETag")).refused(403, "forbidden");
    admin
        .patch(path, "{\"settings\":{\"zone\":\"UTC\"}}", "If-Match", before.header("ETag"))
        .refused(422, "invalid_fields");
    admin
        .patch(path, "{\"schedule\":{\"every\":\"PT1S\"}}", "If-Match", before.header("ETag"))
        .refused(422, "schedule_range");
    assertThat(admin.get(shop).header("ETag")).isEqualTo(before.header("ETag"));

    Answer changed = admin.patch(path, off, "If-Match", before.header("ETag")).is(200);
    assertThat(changed.json().path("settings").path("streams.countries").asBoolean()).isFalse();
    assertThat(changed.header("ETag")).isNotEqualTo(before.header("ETag"));
    admin.patch(path, off, "If-Match", before.header("ETag")).refused(412, "stale_etag");
    JsonNode streams = admin.get(shop + "/streams").json().path("items");
    assertThat(
            streams
                .valueStream()
                .filter(one -> !one.path("on").asBoolean())
                .map(one -> one.path("name").asString()))
        .containsExactly("countries");

    Answer every =
        admin
            .patch(
                path,
                "{\"schedule\":{\"every\":\"PT2H\"},\"settings\":{\"streams.countries\":true}}",
                "If-Match",
                changed.header("ETag"))
            .is(200);
    assertThat(every.json().path("schedule").path("text").asString()).isEqualTo("Every 2 hours.");
    assertThat(
            admin
                .patch(path, "{\"schedule\":{\"standard\":true}}", "If-Match", every.header("ETag"))
                .is(200)
                .json()
                .path("schedule")
                .path("standard")
                .asBoolean())
        .isTrue();
  }

  // --- what is shown ---

  @Test
  void a_connection_has_these_names_and_never_credentials() throws Exception {
    Answer answer = viewer.get(shop).is(200);
    JsonNode one = answer.json();
    assertThat(names(one))
        .contains(
            "account",
            "createdAt",
            "dataThrough",
            "deadLetters",
            "freshness",
            "grant",
            "id",
            "lastSyncAt",
            "provider",
            "schedule",
            "settings",
            "settingsVersion",
            "state",
            "stateText",
            "status",
            "updatedAt",
            "workspaceId")
        .isSubsetOf(
            "account",
            "createdAt",
            "dataThrough",
            "deadLetters",
            "freshness",
            "grant",
            "id",
            "lastHealth",
            "lastSyncAt",
            "nextSyncAt",
            "progress",
            "provider",
            "reason",
            "schedule",
            "settings",
            "settingsVersion",
            "state",
            "stateText",
            "status",
            "updatedAt",
            "waitingFor",
            "waitingUntil",
            "workspaceId");
    assertThat(names(one.path("account")))
        .containsExactly("currency", "facts", "id", "name", "zone");
    assertThat(names(one.path("grant"))).containsExactly("id", "kind", "scopes", "state", "who");
    assertThat(one.path("grant").path("kind").asString()).isEqualTo("service_account");
    assertThat(one.path("workspaceId").asString()).isEqualTo(town.workspace().toString());
    assertThat(one.path("provider").asString()).isEqualTo("google_analytics");
    assertThat(one.path("status").asString()).isEqualTo("connected");
    assertThat(one.path("freshness").asString()).isEqualTo("fresh");
    assertThat(one.path("createdAt").asString()).endsWith("Z");
    assertThat(one.path("settings").path("backfillDays").asInt()).isEqualTo(90);
    assertThat(LocalDate.parse(one.path("dataThrough").asString())).isBefore(LocalDate.now(BERLIN));
    assertThat(answer.body()).doesNotContain("private_key", "ya29", "PRIVATE KEY");
  }

  @Test
  void a_list_is_filtered_and_goes_on_by_its_cursor() throws Exception {
    String all = town.path("/integrations");
    assertThat(viewer.get(all + "?provider=nobody").is(200).json().path("items")).isEmpty();
    assertThat(viewer.get(all + "?status=error").json().path("items")).isEmpty();
    assertThat(viewer.get(all + "?status=connected&q=nordlicht").json().path("items")).hasSize(1);
    assertThat(viewer.get(all + "?state=gave_up").json().path("items")).isEmpty();
    JsonNode page = viewer.get(all + "?limit=1").json();
    assertThat(page.path("items")).hasSize(1);
    if (page.has("next")) {
      JsonNode next = viewer.get(all + "?limit=1&cursor=" + page.path("next").asString()).json();
      assertThat(next.path("items").get(0).path("id"))
          .isNotEqualTo(page.path("items").get(0).path("id"));
    }
  }

  @Test
  void every_report_says_what_is_there_and_what_is_missing() throws Exception {
    JsonNode overview = viewer.get(shop + "/streams").is(200).json().path("items").get(0);
    assertThat(overview.path("name").asString()).isEqualTo("overview");
    assertThat(overview.path("days").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(overview.path("missingDays").asInt()).isZero();
    assertThat(overview.path("rows").asLong()).isPositive();
    assertThat(overview.path("lastReadAt").asString()).endsWith("Z");
    LocalDate yesterday = LocalDate.now(BERLIN).minusDays(1);
    JsonNode days =
        viewer
            .get(
                shop
                    + "/coverage?stream=overview&first=%s&last=%s"
                        .formatted(yesterday.minusDays(200), yesterday))
            .is(200)
            .json()
            .path("days");
    assertThat(days).hasSize(201);
    assertThat(days.get(0).path("state").asString()).isEqualTo("missing");
    assertThat(days.get(200).path("state").asString()).isIn("open", "settling");
    assertThat(viewer.get(shop + "/coverage?stream=overview").json().path("days")).hasSize(90);
    assertThat(
            viewer
                .get(shop + "/days/overview/" + yesterday.minusDays(1) + "/revisions")
                .is(200)
                .json()
                .path("items")
                .isArray())
        .isTrue();
    JsonNode entities =
        viewer.get(shop + "/entities/properties?limit=1").is(200).json().path("items");
    assertThat(entities.get(0).path("key").isObject()).isTrue();
    JsonNode events = viewer.get(shop + "/entities/key_event_definitions?limit=1").is(200).json();
    assertThat(
            viewer
                .get(
                    shop
                        + "/entities/key_event_definitions?limit=1&cursor="
                        + events.path("next").asString())
                .is(200)
                .json()
                .path("items")
                .get(0))
        .isNotEqualTo(events.path("items").get(0));
  }

  // --- what is done ---

  @Test
  void days_are_read_again_and_history_is_priced_before_it_is_read() throws Exception {
    Answer synced = editor.post(shop + "/sync", "{\"streams\":[\"overview\"]}").is(202);
    assertThat(synced.header("Location"))
        .isEqualTo(town.path("/operations/" + synced.json().path("id").asString()));
    assertThat(synced.json().path("kind").asString()).isEqualTo("sync_now");
    Connecting.done(town, synced.json());
    LocalDate yesterday = LocalDate.now(BERLIN).minusDays(1);
    JsonNode reread =
        editor
            .post(
                shop + "/reread",
                Visitor.json(
                    Map.of(
                        "first", yesterday.toString(),
                        "last", yesterday.toString(),
                        "streams", List.of("overview"),
                        "waiver", true)))
            .is(202)
            .json();
    assertThat(reread.path("kind").asString()).isEqualTo("accept_held");
    assertThat(reread.path("daysPlanned").asInt()).isEqualTo(1);
    Connecting.done(town, reread);
    JsonNode price = viewer.post(shop + "/backfill/preview", "{\"days\":4}").is(200).json();
    assertThat(price.path("first").asString())
        .isEqualTo(LocalDate.now(BERLIN).minusDays(4).toString());
    assertThat(price.path("days").asInt()).isPositive();
    assertThat(price.has("rowsEstimate")).isTrue();
    viewer.post(shop + "/backfill", "{\"days\":4}").refused(403, "forbidden");
    JsonNode backfill = editor.post(shop + "/backfill", "{\"days\":4}").is(202).json();
    assertThat(backfill.path("daysPlanned").asInt()).isEqualTo(price.path("days").asInt());
    Connecting.done(town, backfill);
  }

  @Test
  void a_pause_names_who_and_why_refuses_a_sync_and_ends() throws Exception {
    JsonNode paused =
        editor.post(shop + "/pause", "{\"reason\":\"The shop moves\"}").is(200).json();
    try {
      assertThat(paused.path("state").asString()).isEqualTo("paused");
      assertThat(paused.path("stateText").asString()).contains("editor", "The shop moves");
      assertThat(paused.has("nextSyncAt")).isFalse();
      editor.post(shop + "/sync", "").refused(409, "not_syncing");
      assertThat(viewer.get(town.path("/integrations?state=paused")).json().path("items"))
          .hasSize(1);
    } finally {
      assertThat(editor.post(shop + "/resume", "").is(200).json().path("state").asString())
          .isNotEqualTo("paused");
    }
  }

  @Test
  void a_health_check_asks_the_provider_now() throws Exception {
    JsonNode checked = editor.post(shop + "/health-check", "").is(200).json();
    assertThat(checked.path("ok").asBoolean()).isTrue();
    assertThat(checked.path("message").asString()).isNotBlank();
    assertThat(viewer.get(shop).json().path("lastHealth").path("ok").asBoolean()).isTrue();
  }

  @Test
  void a_connection_is_ended_and_deleted_by_who_means_it() throws Exception {
    String store =
        town.path(
            "/integrations/"
                + Connecting.connected(running, town, "412002", 0).path("id").asString());
    JsonNode ended = admin.post(store + "/disconnect", "").is(200).json();
    // The other connection of the same key goes on.
    assertThat(ended.path("revoked").asBoolean()).isFalse();
    JsonNode seen = viewer.get(store).json();
    assertThat(seen.path("status").asString()).isEqualTo("disconnected");
    editor.post(store + "/sync", "").refused(409, "not_syncing");
    editor.post(store + "/health-check", "").refused(409, "disconnected");
    admin
        .send("DELETE", store, Optional.of("{\"confirm\":\"something else\"}"))
        .refused(422, "not_confirmed");
    String name = seen.path("account").path("name").asString();
    JsonNode deleted =
        admin
            .send("DELETE", store, Optional.of(Visitor.json(Map.of("confirm", name))))
            .is(200)
            .json();
    assertThat(deleted.path("rows").asLong()).isPositive();
    viewer.get(store).refused(404, "not_found");
  }
}
