package dev.tributary.server.api.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class WorkspacesTest {
  private final Town town;

  WorkspacesTest(Running running) {
    this.town = new Town(running);
  }

  @Test
  void a_member_sees_the_own_workspaces_alone() throws Exception {
    Answer list = town.as(Role.VIEWER).get("/api/v1/workspaces").is(200);
    assertThat(list.json().path("items")).hasSize(1);
    assertThat(list.json().path("items").get(0).path("role").asString()).isEqualTo("viewer");
    assertThat(list.json().has("next")).isFalse();
    assertThat(town.key(Role.EDITOR).get("/api/v1/workspaces").json().path("items")).hasSize(1);
    assertThat(town.operator().get("/api/v1/workspaces").json().path("items")).isEmpty();
  }

  @Test
  void a_change_names_the_version_that_was_seen() throws Exception {
    Answer before = town.as(Role.ADMIN).get(town.path("")).is(200);
    String etag = before.header("ETag");
    assertThat(before.json().path("weekStart").asString()).isEqualTo("monday");
    town.as(Role.ADMIN)
        .patch(town.path(""), "{\"name\":\"City\"}")
        .refused(428, "precondition_required");
    Answer after =
        town.as(Role.ADMIN)
            .patch(
                town.path(""), "{\"name\":\" City \",\"weekStart\":\"sunday\"}", "If-Match", etag)
            .is(200);
    assertThat(after.json().path("name").asString()).isEqualTo("City");
    assertThat(after.json().path("zone").asString()).isEqualTo("Europe/Berlin");
    assertThat(after.header("ETag")).isNotEqualTo(etag).startsWith("\"");
    town.as(Role.ADMIN)
        .patch(town.path(""), "{\"name\":\"Village\"}", "If-Match", etag)
        .refused(412, "stale_etag");
  }

  @Test
  void only_administrators_change_it() throws Exception {
    String etag = town.as(Role.EDITOR).get(town.path("")).header("ETag");
    Answer low =
        town.as(Role.EDITOR)
            .patch(town.path(""), "{\"name\":\"Mine\"}", "If-Match", etag)
            .refused(403, "forbidden");
    assertThat(low.json().path("nextAction").asString()).contains("admin");
  }
}
