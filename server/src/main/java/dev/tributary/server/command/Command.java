package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Problems;
import dev.tributary.server.terminal.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all commands share: with {@code --json} stdout is exactly one object, with errors too, and
 * everything else goes to stderr; a {@link Problem} is one sentence and an exit code.
 */
abstract class Command implements Callable<Integer> {
  static final JsonMapper JSON = new JsonMapper();

  @CommandLine.Option(
      names = "--json",
      description = "print exactly one JSON object on stdout; progress goes to stderr")
  boolean json;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  private final Map<String, String> environment;
  private final Terminal terminal;
  private boolean printed;
  private boolean up;

  Command(Map<String, String> environment, Terminal terminal) {
    this.environment = environment;
    this.terminal = terminal;
  }

  final Map<String, String> environment() {
    return environment;
  }

  /**
   * Does the work.
   *
   * @param say where results and progress go
   * @param answer the JSON object, printed at the end when asked for
   */
  abstract ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException;

  /** Prints the one object now, for a command that goes on running afterwards. */
  final void printObject(String object) {
    terminal.out().println(object);
    printed = true;
  }

  /** What the command started is up; from here on a Ctrl-C is its proper end. */
  final void stayUp() throws InterruptedException {
    up = true;
    new CountDownLatch(1).await();
  }

  @Override
  public final Integer call() {
    ObjectNode answer = JSON.createObjectNode();
    Terminal say = json ? terminal.withOutForJson() : terminal;
    // Held open until the last word is printed: after a Ctrl-C the process ends with it.
    try (Interruption interruption = new Interruption()) {
      ExitCode end = end(interruption, say, answer);
      if (json && !printed) {
        terminal.out().println(JSON.writeValueAsString(answer));
      }
      terminal.out().flush();
      return end.code();
    }
  }

  private ExitCode end(Interruption interruption, Terminal say, ObjectNode answer) {
    try {
      return run(say, answer);
    } catch (InterruptedException e) {
      return stopped(say, answer);
    } catch (RuntimeException | Error e) {
      // What breaks because of a Ctrl-C is not a problem of its own.
      return interruption.asked() ? stopped(say, answer) : failed(e, say, answer);
    }
  }

  private ExitCode stopped(Terminal say, ObjectNode answer) {
    tell(
        say,
        answer,
        up
            ? "Stopped. Nothing is lost."
            : "Stopped before the end; nothing is lost, start it again to go on.",
        ExitCode.INTERRUPTED);
    return ExitCode.INTERRUPTED;
  }

  private ExitCode failed(Throwable e, Terminal say, ObjectNode answer) {
    Problem problem =
        Problems.of(e)
            .orElseGet(() ->
                new Problem(
                    ExitCode.DEFECT,
                    "Tributary made a mistake ("
                        + e.getClass().getSimpleName()
                        + "). Set TRIBUTARY_DEBUG=1 to see where, and report it."));
    tell(say, answer, problem.sentence(), problem.exitCode());
    if (environment.containsKey("TRIBUTARY_DEBUG")) {
      e.printStackTrace(say.err());
    }
    return problem.exitCode();
  }

  private void tell(Terminal say, ObjectNode answer, String sentence, ExitCode end) {
    answer.removeAll();
    describe(answer, end, sentence);
    // After its object a command speaks on stderr alone.
    if (!json || printed) {
      say.note(sentence);
    }
  }

  private static void describe(ObjectNode answer, ExitCode end, String sentence) {
    answer.put("ok", false);
    answer.putObject("error").put("code", end.label()).put("message", sentence);
  }

  /** An error as the one object on stdout. */
  static String error(ExitCode end, String sentence) {
    ObjectNode answer = JSON.createObjectNode();
    describe(answer, end, sentence);
    return JSON.writeValueAsString(answer);
  }
}
