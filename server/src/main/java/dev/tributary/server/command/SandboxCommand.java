package dev.tributary.server.command;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.traffic.Scale;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.demo.SandboxStart;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "sandbox",
    description = {
      "Runs the simulated providers alone, until Ctrl-C.",
      "The first line on stdout is one JSON object with every base address, ready-made test"
          + " credentials and account ids."
    },
    footer = {"", "Example:", "  ./tributary sandbox --port 9090 --quotas off"})
final class SandboxCommand extends Command {
  @CommandLine.Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "P",
      description = "the port to listen on; 0, the default, takes a free one")
  int port;

  @CommandLine.Option(
      names = "--quotas",
      defaultValue = "on",
      paramLabel = "on|off",
      description = "whether quotas refuse requests (default: on)")
  String quotas = "on";

  @CommandLine.Option(
      names = "--entities",
      paramLabel = "N",
      description = "landing pages of every property (default: 40)")
  @Nullable Integer entities;

  @CommandLine.Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "a scenario to apply at start; the format is in sandbox/README.md")
  @Nullable Path scenario;

  SandboxCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (!quotas.equals("on") && !quotas.equals("off")) {
      throw new Problem(ExitCode.USAGE, "--quotas must be on or off, not " + quotas + ".");
    }
    if (port < 0 || port > 65_535 || (entities != null && (entities < 1 || entities > 100_000))) {
      throw new Problem(
          ExitCode.USAGE, "--port must be 0 to 65535, and --entities 1 to 100000; correct them.");
    }
    try (Sandbox sandbox = SandboxStart.with(options())) {
      printObject(sandbox.description().toJson());
      say.note("The sandbox listens at " + sandbox.base() + ". Ctrl-C ends it.");
      stayUp();
    }
    return ExitCode.OK;
  }

  private SandboxOptions options() {
    SandboxOptions options = SandboxOptions.DEFAULT.withPort(port).withQuotas(quotas.equals("on"));
    if (entities != null) {
      options =
          options.withScale(new Scale(entities, Scale.NORMAL.days(), Scale.NORMAL.visitsPerCell()));
    }
    if (scenario != null) {
      options = options.withScenario(scenario);
    }
    return options;
  }
}
