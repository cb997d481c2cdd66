package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettingsFormTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SettingsForm FORM =
      form(
          """
          {
            "type": "object",
            "required": ["code"],
            "properties": {
              "code": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"},
              "share": {"type": "number", "minimum": 0.5, "maximum": 1},
              "days": {"type": "integer", "default": 7},
              "plain": {"default": "text"},
              "list": {"type": "array"}
            }
          }
          """);

  private static SettingsForm form(String schema) {
    return SettingsForm.of(
        new ProviderDescriptor(
            "example", "Example", "site", List.of(Login.API_KEY), schema, List.of(), List.of()));
  }

  private static Map<String, JsonNode> sent(String json) {
    Map<String, JsonNode> sent = new java.util.HashMap<>();
    JSON.readTree(json).properties().forEach(one -> sent.put(one.getKey(), one.getValue()));
    return sent;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|code: must be set",
        "{'code':'a'}|at least 2 characters",
        "{'code':'abcde'}|at most 4 characters",
        "{'code':'AB'}|must look like ^[a-z]+$",
        "{'code':'ab','share':0.25}|must be at least 0.5",
        "{'code':'ab','share':2}|must be at most 1",
        "{'code':'ab','share':'1'}|must be of type number",
        "{'code':'ab','days':1.5}|must be of type integer",
        "{'code':'ab','days':99999999999999999999}|must be of type integer",
        "{'code':'ab','list':[]}|must be of type array",
        "{'code':'ab','other':1}|is no setting of Example"
      })
  void what_the_schema_does_not_allow_is_named(String json, String message) {
    assertThatThrownBy(() -> FORM.stored(sent(json.replace('\'', '"')), Map.of()))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(message);
  }

  @Test
  void what_is_set_already_stays_and_every_value_keeps_its_type() {
    Map<String, String> stored =
        FORM.stored(sent("{\"share\":0.75,\"days\":14}"), Map.of("code", "ab"));
    assertThat(stored)
        .containsOnly(Map.entry("code", "ab"), Map.entry("share", "0.75"), Map.entry("days", "14"));
    assertThat(FORM.shown(stored))
        .containsEntry("days", 14L)
        .containsEntry("share", "0.75")
        .containsEntry("plain", "text");
    assertThat(FORM.shown(Map.of("gone", "since")))
        .containsEntry("days", 7L)
        .containsEntry("gone", "since");
  }

  @Test
  void a_first_read_goes_as_far_as_asked_or_set_or_usual() {
    SettingsForm plain = form("{}");
    assertThat(plain.backfillDays(Optional.empty(), Map.of())).isEqualTo(90);
    assertThat(plain.backfillDays(Optional.empty(), Map.of("backfillDays", "30"))).isEqualTo(30);
    assertThat(plain.backfillDays(Optional.of(0), Map.of("backfillDays", "30"))).isZero();
    assertThatThrownBy(() -> plain.backfillDays(Optional.of(-1), Map.of()))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("must be from 0 to 3660");
  }
}
