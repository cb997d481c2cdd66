package dev.tributary.server.api.demo;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.OperatorOnly;
import dev.tributary.server.api.SignedIn;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Simulation;
import dev.tributary.server.app.Simulation.Trouble;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Troubles of the demo's simulated providers; not found anywhere else. */
@RestController
@RequestMapping("/api/v1/demo/simulation")
final class SimulationApi {
  private final BackendSource source;

  SimulationApi(BackendSource source) {
    this.source = source;
  }

  /**
   * What can be simulated.
   *
   * @param faults in the order in which pages show them
   */
  record SimulationShown(List<FaultShown> faults) {
    static SimulationShown of(Simulation simulation) {
      Set<Trouble> active = simulation.active();
      return new SimulationShown(
          Arrays.stream(Trouble.values())
              .map(trouble -> new FaultShown(trouble, active.contains(trouble)))
              .toList());
    }
  }

  /**
   * One trouble.
   *
   * @param active whether it goes on; what happens once never does
   */
  record FaultShown(Trouble name, boolean active) {}

  /** What can be simulated, and what goes on. */
  @SignedIn
  @GetMapping
  SimulationShown get() {
    return SimulationShown.of(simulation());
  }

  /** Begins a trouble that lasts, in place of another, or does what happens once. */
  @OperatorOnly
  @PutMapping("/{fault}")
  SimulationShown begin(@PathVariable String fault) {
    Simulation simulation = simulation();
    simulation.begin(
        Arrays.stream(Trouble.values())
            .filter(trouble -> trouble.name().toLowerCase(Locale.ROOT).equals(fault))
            .findFirst()
            .orElseThrow(() -> ApiProblem.notFound("trouble")));
    return SimulationShown.of(simulation);
  }

  /** Ends what lasts. */
  @OperatorOnly
  @DeleteMapping
  SimulationShown end() {
    Simulation simulation = simulation();
    simulation.end();
    return SimulationShown.of(simulation);
  }

  private Simulation simulation() {
    return source.simulation().orElseThrow(() -> ApiProblem.notFound("path"));
  }
}
