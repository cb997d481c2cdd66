package dev.tributary.server.api.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Town;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Simulation;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class SimulationApiTest {
  private static final String PATH = "/api/v1/demo/simulation";

  private final Town town;

  SimulationApiTest(Running running) {
    this.town = new Town(running);
  }

  /** Remembers what it was told. */
  private static final class Troubles implements Simulation {
    private final Set<Trouble> begun = EnumSet.noneOf(Trouble.class);

    @Override
    public Set<Trouble> active() {
      return begun;
    }

    @Override
    public void begin(Trouble trouble) {
      begun.add(trouble);
    }

    @Override
    public void end() {
      begun.clear();
    }
  }

  @Test
  void a_real_installation_has_nothing_to_break() throws Exception {
    town.operator().get(PATH).refused(404, "not_found");
    town.operator().put(PATH + "/outage", "").refused(404, "not_found");
    town.operator().delete(PATH).refused(404, "not_found");
  }

  @Test
  void strangers_learn_nothing_and_members_break_nothing() throws Exception {
    town.nobody().get(PATH).refused(401, "unauthenticated");
    town.as(dev.tributary.store.Role.OWNER).put(PATH + "/outage", "").refused(403, "operator_only");
    town.as(dev.tributary.store.Role.OWNER).delete(PATH).refused(403, "operator_only");
  }

  @Test
  void a_demo_tells_what_goes_on_and_ends_it() {
    Troubles troubles = new Troubles();
    SimulationApi api = new SimulationApi(BackendSource.ofDemo(troubles));
    assertThat(api.get().faults()).hasSize(5).noneMatch(SimulationApi.FaultShown::active);
    assertThat(api.begin("rate_limit").faults())
        .filteredOn(SimulationApi.FaultShown::active)
        .extracting(SimulationApi.FaultShown::name)
        .containsExactly(Simulation.Trouble.RATE_LIMIT);
    assertThatThrownBy(() -> api.begin("flood")).isInstanceOf(ApiProblem.class);
    assertThat(api.end().faults()).noneMatch(SimulationApi.FaultShown::active);
  }
}
