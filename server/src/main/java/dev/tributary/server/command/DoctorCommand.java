package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.InvariantReport;
import dev.tributary.server.command.Examination.Finding;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "doctor",
    description = {
      "Checks what the server needs: settings, key, folder, port, database, clock and the addresses"
          + " of the providers, and that what must always be true of the database is. One line for"
          + " each, with the next step where something is wrong.",
      "Without a running server it opens the database as serve does, which makes missing roles and"
          + " tables; an embedded database that was never started is not made."
    },
    footer = {"", "Example:", "  ./tributary doctor --json"})
final class DoctorCommand extends Command {
  DoctorCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    ArrayNode checks = answer.put("ok", true).putArray("checks");
    List<Finding> findings;
    List<InvariantReport.Line> invariants = List.of();
    try {
      Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
      Examination examination = new Examination(settings, InstantSource.system());
      findings = examination.all();
      invariants = examination.invariants();
    } catch (Problem problem) {
      findings = List.of(Finding.wrong("settings", problem.exitCode(), problem.sentence()));
    }
    for (Finding finding : findings) {
      say.print(
          (finding.problem().isEmpty() ? "ok       " : "problem  ")
              + "%-9s ".formatted(finding.what())
              + finding.sentence());
      ObjectNode check =
          checks
              .addObject()
              .put("check", finding.what())
              .put("ok", finding.problem().isEmpty())
              .put("message", finding.sentence());
      finding.problem().ifPresent(problem -> check.put("code", problem.label()));
    }
    tell(invariants, say, answer.putArray("invariants"));
    ExitCode end =
        invariants.stream().allMatch(InvariantReport.Line::holds) ? end(findings) : ExitCode.NOT_OK;
    answer.put("ok", end == ExitCode.OK);
    return end;
  }

  private static void tell(List<InvariantReport.Line> invariants, Terminal say, ArrayNode answer) {
    for (InvariantReport.Line line : invariants) {
      String sentence = line.broken() + " against: " + line.sentence();
      String more = " For example " + line.example() + ". " + line.nextStep();
      say.print(
          (line.holds() ? "ok       " : "problem  ")
              + "%-9s ".formatted("always")
              + sentence
              + (line.holds() ? "" : more));
      answer
          .addObject()
          .put("invariant", line.name())
          .put("ok", line.holds())
          .put("broken", line.broken())
          .put("bounds", line.bounds().name().toLowerCase(Locale.ROOT))
          .put("message", line.sentence() + (line.holds() ? "" : more));
    }
  }

  /** The problem's own code when there is one kind of it. */
  static ExitCode end(List<Finding> findings) {
    List<ExitCode> kinds =
        findings.stream().map(Finding::problem).flatMap(Optional::stream).distinct().toList();
    return switch (kinds.size()) {
      case 0 -> ExitCode.OK;
      case 1 -> kinds.getFirst();
      default -> ExitCode.NOT_OK;
    };
  }
}
