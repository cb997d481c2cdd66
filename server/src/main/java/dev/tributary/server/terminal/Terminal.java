package dev.tributary.server.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Where a command speaks: results to {@code out}, progress and everything else to {@code err}.
 *
 * @param live err is a terminal on which a line may be redrawn
 * @param color colors are wanted (NO_COLOR is unset and out is a terminal)
 * @param unicode the terminal can show more than ASCII
 * @param person somebody who can be asked
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean live,
    boolean color,
    boolean unicode,
    Optional<Person> person) {

  /** Somebody at the keyboard. */
  @FunctionalInterface
  public interface Person {
    /** Empty when the person ended the input. */
    Optional<String> ask(String question) throws InterruptedException;
  }

  /** Where nobody can be asked. */
  public Terminal(PrintStream out, PrintStream err, boolean live, boolean color, boolean unicode) {
    this(out, err, live, color, unicode, Optional.empty());
  }

  /** The process's own terminal, by its console, {@code NO_COLOR}, {@code TERM} and locale. */
  public static Terminal ofProcess(Map<String, String> environment) {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    boolean terminal = console.isPresent();
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean noColor = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean ascii = Boolean.getBoolean("tributary.ascii");
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        terminal && !dumb,
        terminal && !dumb && !noColor,
        !ascii,
        console.map(keyboard -> question -> ask(keyboard, question)));
  }

  /**
   * A read from a console cannot be interrupted, so it waits on a thread that ends with the
   * process.
   */
  private static Optional<String> ask(Console console, String question)
      throws InterruptedException {
    CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> answer.complete(Optional.ofNullable(console.readLine("%s", question))));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the console could not be read", e);
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * Results go to {@code err} too, so that {@code out} stays free for one JSON object; nobody is
   * asked, because questions are printed there.
   */
  public Terminal withOutForJson() {
    return new Terminal(err, err, live, color, unicode);
  }

  public String bold(String text) {
    return color ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  public String dim(String text) {
    return color ? "\u001b[2m" + text + "\u001b[0m" : text;
  }

  /** The text in plain ASCII where the terminal can show no more. */
  public String plain(String text) {
    if (unicode) {
      return text;
    }
    String simple =
        text.replace("–", "-")
            .replace("→", "->")
            .replace("…", "...")
            .replace("·", "|")
            .replace("✓", "ok")
            .replace("✗", "x");
    StringBuilder ascii = new StringBuilder();
    simple.codePoints().forEach(c -> ascii.appendCodePoint(c < 128 ? c : '?'));
    return ascii.toString();
  }

  public void print(String line) {
    out.println(plain(line));
  }

  public void note(String line) {
    err.println(plain(line));
  }
}
