package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Shop;
import dev.tributary.server.api.Town;
import dev.tributary.store.Role;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What an operation says that nobody works on any more. */
@ExtendWith(SharedServer.class)
class OperationsApiTest {
  private final Town town;
  private final Shop shop;

  OperationsApiTest(Running running) throws Exception {
    this.town = new Town(running);
    this.shop = Shop.in(running, town);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private UUID asked(String... streams) throws Exception {
    UUID operation = UUID.randomUUID();
    for (String stream : streams) {
      shop.execute(
          """
          insert into tributary.range_request
              (id, workspace_id, integration_id, stream, first_day, last_day, reason, priority,
               operation, asked_at)
          values ('%s', '%s', '%s', '%s', '2026-11-01', '2026-11-05', 'reread', 'manual', '%s',
                  now() - interval '1 minute')
          """
              .formatted(UUID.randomUUID(), shop.workspace(), shop.id(), stream, operation));
    }
    return operation;
  }

  private JsonNode operation(UUID id) throws Exception {
    return town.as(Role.VIEWER).get(town.path("/operations/" + id)).is(200).json();
  }

  @Test
  void what_was_given_up_says_why_and_what_to_do() throws Exception {
    UUID id = asked("overview", "channels");
    shop.letter("overview", "2026-11-02", "2026-11-02", "malformed");
    assertThat(operation(id).path("state").asString())
        .as("the other report goes on")
        .isEqualTo("running");
    JsonNode problem = operation(id).path("problem");
    assertThat(problem.path("code").asString()).isEqualTo("malformed");
    assertThat(problem.path("nextAction").asString()).isNotBlank();
    shop.letter("channels", "2026-11-05", "2026-11-06", "unavailable");
    assertThat(operation(id).path("state").asString()).isEqualTo("failed");
    assertThat(operation(id).path("streams").findValuesAsString("state"))
        .containsExactly("failed", "failed");
  }

  @Test
  void what_was_given_up_before_or_on_other_days_is_no_failure() throws Exception {
    UUID id = asked("overview");
    shop.letter("overview", "2026-10-01", "2026-10-02", "malformed");
    shop.letter("channels", "2026-11-02", "2026-11-02", "malformed");
    UUID old = shop.letter("overview", "2026-11-02", "2026-11-02", "malformed");
    shop.execute(
        "update tributary.dead_letter set created_at = now() - interval '1 hour' where id = '%s'"
            .formatted(old));
    assertThat(operation(id).path("state").asString()).isEqualTo("running");
    assertThat(operation(id).has("problem")).isFalse();
    shop.execute(
        "update tributary.dead_letter set created_at = now(), operation = '%s' where id = '%s'"
            .formatted(UUID.randomUUID(), old));
    assertThat(operation(id).path("state").asString()).as("it is replayed").isEqualTo("running");
  }

  @Test
  void a_connection_that_stands_still_fails_what_was_asked_of_it() throws Exception {
    UUID id = asked("overview");
    assertThat(operation(id).path("state").asString())
        .as("a pause is no failure")
        .isEqualTo("running");
    shop.execute(
        """
        update tributary.integration
           set state = 'reconnect_needed', reason_code = 'grant_rejected', reason = 'It ended.'
         where id = '%s'
        """
            .formatted(shop.id()));
    assertThat(operation(id).path("state").asString()).isEqualTo("failed");
    assertThat(operation(id).path("problem").path("sentence").asString()).isEqualTo("It ended.");
  }
}
