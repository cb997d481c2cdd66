package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The command line as a whole. */
public final class Commands {
  private Commands() {}

  @CommandLine.Command(
      name = "tributary",
      description = "Keeps the KPI data of your marketing accounts synced into PostgreSQL.",
      mixinStandardHelpOptions = false,
      synopsisSubcommandLabel = "COMMAND")
  static final class Root {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    boolean help;
  }

  /** Runs one command line and gives its exit code. */
  public static int execute(
      Map<String, String> environment, Terminal terminal, String... arguments) {
    CommandLine line = new CommandLine(new Root());
    for (Command command : all(environment, terminal)) {
      line.addSubcommand(command);
    }
    line.setOut(new PrintWriter(terminal.out(), true));
    line.setErr(new PrintWriter(terminal.err(), true));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((wrong, given) -> {
      String command = wrong.getCommandLine().getCommandName();
      String where = command.equals("tributary") ? "" : " " + command;
      String sentence = wrong.getMessage() + ". See ./tributary" + where + " --help.";
      if (List.of(given).contains("--json")) {
        terminal.out().println(Command.error(ExitCode.USAGE, sentence));
      } else {
        terminal.note(sentence);
      }
      return ExitCode.USAGE.code();
    });
    if (arguments.length == 0) {
      line.usage(line.getOut());
      return ExitCode.OK.code();
    }
    return line.execute(arguments);
  }

  static List<Command> all(Map<String, String> environment, Terminal terminal) {
    return List.of(
        new DemoCommand(environment, terminal),
        new ServeCommand(environment, terminal),
        new ConnectCommand(environment, terminal),
        new SandboxCommand(environment, terminal),
        new StatusCommand(environment, terminal),
        new ExplainCommand(environment, terminal),
        new SyncCommand(environment, terminal),
        new JobsCommand(environment, terminal),
        new DeadLettersCommand(environment, terminal),
        new ReplayCommand(environment, terminal),
        new PauseCommand(environment, terminal),
        new ResumeCommand(environment, terminal),
        new OwnerLinkCommand(environment, terminal),
        new DoctorCommand(environment, terminal),
        new KeysCommand(environment, terminal));
  }
}
