package dev.tributary.server.web;

import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.InvariantReport;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the database is in order. {@link ControlGate} lets nobody but the command line in. */
@RestController
final class InvariantsApi {
  private final BackendSource source;

  InvariantsApi(BackendSource source) {
    this.source = source;
  }

  @GetMapping("/control/invariants")
  List<InvariantReport.Line> invariants() {
    return InvariantReport.of(source.get());
  }
}
