package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoCommandTest {
  @TempDir Path folder;

  @Test
  void once_prints_one_object_of_the_documented_shape_and_keeps_nothing() {
    Captured demo = Captured.run(Map.of(), "demo", "--once", "--days", "1", "--json");
    assertThat(demo.code()).as(demo.toString()).isZero();
    JsonNode answer = demo.json();
    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(answer.path("elapsedSeconds").isNumber()).isTrue();
    assertThat(answer.path("integrations").findValuesAsString("provider"))
        .containsExactly("google_analytics", "meta_ads", "resend");
    for (JsonNode integration : answer.path("integrations")) {
      assertThat(integration.path("account").asString()).containsIgnoringCase("nordlicht");
      assertThat(integration.path("status").asString()).isEqualTo("connected");
      assertThat(integration.has("dataThrough")).isTrue();
      assertThat(integration.path("jobs").path("completed").asInt()).isPositive();
      assertThat(integration.path("jobs").path("failed").asInt()).isZero();
      for (JsonNode stream : integration.path("streams")) {
        assertThat(stream.propertyNames())
            .containsAll(Set.of("stream", "days", "rows", "missingDays"));
        assertThat(stream.path("days").asInt()).isEqualTo(1);
        assertThat(stream.path("missingDays").asInt()).isZero();
      }
    }
    assertThat(answer.path("kpis")).hasSizeGreaterThan(20);
    for (JsonNode kpi : answer.path("kpis")) {
      assertThat(kpi.propertyNames())
          .containsAll(Set.of("kpi", "from", "to", "value", "unit", "matchesSource"));
      assertThat(kpi.path("value").isString()).isTrue();
      assertThat(kpi.path("matchesSource").asBoolean()).as(kpi.toString()).isTrue();
    }
    assertThat(answer.path("kpis").findValuesAsString("kpi"))
        .contains("sessions", "spend", "roas", "mer", "cac", "delivery_rate", "bounce_rate");
    assertThat(answer.path("kpis").findValuesAsString("provider"))
        .contains("google_analytics", "meta_ads", "resend", "blended");
    assertThat(demo.err()).contains("Days: ", "Nordlicht Shop", "Sessions", "ROAS", "MER", "CAC");
  }

  /** A zone of seconds, so that a new day begins while the demo is at work. */
  @Test
  @Tag("ci")
  void the_propertys_midnight_may_pass_meanwhile() throws Exception {
    int second = LocalTime.now(ZoneOffset.UTC).plusSeconds(5).toSecondOfDay();
    ZoneOffset zone = ZoneOffset.ofTotalSeconds(second < 43_200 ? -second : 86_400 - second);
    Path scenario = folder.resolve("midnight.json");
    Files.writeString(
        scenario,
        "{\"google\":{\"properties\":{\"412001\":{\"timeZone\":\"%s\"}}}}".formatted(zone));
    Captured demo =
        Captured.run(
            Map.of(),
            "demo",
            "--once",
            "--days",
            "14",
            "--scenario",
            scenario.toString(),
            "--json");
    assertThat(demo.code()).as(demo.toString()).isZero();
    assertThat(demo.out()).contains("\"ok\":true").doesNotContain("\"matchesSource\":false");
  }

  @Test
  @Tag("ci")
  void a_number_that_differs_from_its_source_ends_with_exit_code_1() throws Exception {
    Path scenario = folder.resolve("scenario.json");
    Files.writeString(
        scenario,
        """
        {"faults": {"kind": "google.bad-number", "route": "runReport", "times": 1000,
                    "settings": {"value": "7"}}}
        """);
    Captured demo =
        Captured.run(
            Map.of(), "demo", "--once", "--days", "1", "--scenario", scenario.toString(), "--json");
    assertThat(demo.code()).as(demo.toString()).isEqualTo(1);
    assertThat(demo.json().path("ok").asBoolean()).isFalse();
    assertThat(demo.out()).contains("\"matchesSource\":false");
    assertThat(demo.err()).contains("A number differs from its source");
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() {
    Captured demo = Captured.run(Map.of(), "demo", "--data", "/proc/tributary/demo");
    assertThat(demo.code()).isEqualTo(3);
    assertThat(demo.err()).contains("/proc/tributary/demo cannot be made", "--data");
  }

  @Test
  @Tag("ci")
  void without_once_it_stays_up_and_other_commands_find_it() throws Exception {
    Path data = folder.resolve("demo");
    Captured demo = Captured.start(Map.of(), "demo", "--days", "1", "--data", data.toString());
    demo.said("Tributary goes on at http://localhost:");
    assertThat(demo.err())
        .contains("Made a key for the demo")
        .containsSubsequence(
            "Tributary runs at http://localhost:",
            "This link signs you in",
            "Connected ",
            "Days: ");
    Captured status = Captured.run(Map.of("TRIBUTARY_DATA", data.toString()), "status", "--json");
    assertThat(status.code()).as(status.toString()).isZero();
    assertThat(status.out()).contains("Nordlicht Shop");
    Captured second = Captured.run(Map.of(), "demo", "--days", "1", "--data", data.toString());
    assertThat(second.code()).isEqualTo(3);
    assertThat(second.err()).contains("Another Tributary is running");
    assertThat(demo.interrupt().code()).isEqualTo(130);
    assertThat(demo.err()).endsWith("Stopped. Nothing is lost.\n");
  }
}
