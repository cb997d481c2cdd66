package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.resend.Teams;
import dev.tributary.spi.EmailSuppressions.Origin;
import dev.tributary.spi.EmailSuppressions.Suppression;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Failure.Scope;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionListTest extends SandboxedTest {

  @Test
  void addresses_are_added_listed_and_removed() throws Exception {
    adapter.suppress(team, List.of("a@x.example", "b@x.example"), call());
    adapter.suppress(team, List.of("a@x.example"), call());
    assertThat(adapter.suppressions(team, Optional.empty(), call()).items())
        .extracting(Suppression::address)
        .containsExactlyInAnyOrder("a@x.example", "b@x.example");
    adapter.unsuppress(team, List.of("a@x.example", "nobody@x.example"), call());
    assertThat(adapter.suppressions(team, Optional.empty(), call()).items())
        .singleElement()
        .satisfies(left -> {
          assertThat(left.address()).isEqualTo("b@x.example");
          assertThat(left.origin()).isEqualTo(Origin.MANUAL);
          assertThat(left.since()).isEqualTo(NOW);
        });
  }

  @Test
  void a_bounce_and_a_complaint_put_their_recipient_on_the_list() throws Exception {
    adapter.send(
        team,
        List.of(
            SendingTest.email("bounced@customers.example"),
            SendingTest.email("complained@customers.example")),
        "k",
        call());
    sandbox.clock().freezeAt(NOW.plusSeconds(300));
    assertThat(adapter.suppressions(team, Optional.empty(), call()).items())
        .extracting(Suppression::origin)
        .containsExactlyInAnyOrder(Origin.BOUNCE, Origin.COMPLAINT);
  }

  @Test
  void a_team_without_the_list_is_told_so_and_nothing_stops() {
    var sakura = team(keyOf(Teams.SAKURA), BERLIN, Map.of());
    for (Failure failure :
        List.of(
            failure(() -> adapter.suppressions(sakura, Optional.empty(), call())),
            failure(() -> adapter.suppress(sakura, List.of("a@x.example"), call())),
            failure(() -> adapter.unsuppress(sakura, List.of("a@x.example"), call())))) {
      assertThat(failure)
          .isInstanceOfSatisfying(
              Failure.PermissionMissing.class,
              missing -> assertThat(missing.scope()).isEqualTo(Scope.STREAM));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resend.invalid_permission", "resend.method_not_allowed"})
  void a_list_that_may_not_be_used_is_no_list(String kind) {
    fault(kind, "GET /suppressions");
    assertThat(failure(() -> adapter.suppressions(team, Optional.empty(), call())))
        .isInstanceOf(Failure.PermissionMissing.class);
    fault("resend.service_unavailable", "GET /suppressions");
    assertThat(failure(() -> adapter.suppressions(team, Optional.empty(), call())))
        .isInstanceOf(Failure.Unavailable.class);
    answer("GET /suppressions", 200, "{\"data\":[{\"id\":\"s1\",\"email\":\"a@x.example\"}]}");
    assertThat(failure(() -> adapter.suppressions(team, Optional.empty(), call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_change_has_at_most_a_hundred_addresses() {
    assertThat(adapter.addressesMax()).isEqualTo(100);
    assertThatThrownBy(
            () -> adapter.suppress(team, Collections.nCopies(101, "a@x.example"), call()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> adapter.unsuppress(team, List.of(), call()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
