package dev.tributary.server;

import dev.tributary.server.command.Commands;
import dev.tributary.server.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One command line, run in this process with a terminal that remembers. */
public final class Captured {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private final Thread thread;

  private Captured(
      Map<String, String> environment, Optional<Terminal.Person> person, String... arguments) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            true,
            person);
    this.thread =
        Thread.ofPlatform()
            .name("command " + arguments[0])
            .start(() -> {
              try {
                code.complete(Commands.execute(environment, terminal, arguments));
              } catch (Throwable e) {
                code.completeExceptionally(e);
              }
            });
  }

  /** Begins, and comes back at once. */
  public static Captured start(Map<String, String> environment, String... arguments) {
    return new Captured(environment, Optional.empty(), arguments);
  }

  /** Begins with a person at the keyboard who gives these answers and then leaves. */
  public static Captured startAsked(
      Map<String, String> environment, List<String> answers, String... arguments) {
    Iterator<String> next = answers.iterator();
    return new Captured(
        environment,
        Optional.of(question -> next.hasNext() ? Optional.of(next.next()) : Optional.empty()),
        arguments);
  }

  /** Runs to the end. */
  public static Captured run(Map<String, String> environment, String... arguments) {
    Captured captured = start(environment, arguments);
    captured.code();
    return captured;
  }

  /** The environment {@code NAME=value} … of a command. */
  public static Map<String, String> environment(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    Arrays.stream(pairs)
        .forEach(pair ->
            environment.put(
                pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
    return environment;
  }

  public int code() {
    try {
      return code.get(120, TimeUnit.SECONDS);
    } catch (Exception e) {
      thread.interrupt();
      throw new AssertionError("the command did not end: " + this, e);
    }
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The one object on stdout. */
  public JsonNode json() {
    if (out().lines().count() != 1) {
      throw new AssertionError("not one object on stdout: " + this);
    }
    return new JsonMapper().readTree(out());
  }

  /** Waits until the command has said something that matches, and gives its first group. */
  public String said(String pattern) throws InterruptedException {
    Pattern compiled = Pattern.compile(pattern);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      Matcher matcher = compiled.matcher(out() + err());
      if (matcher.find()) {
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      }
      if (code.isDone()) {
        break;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("it never said " + pattern + ": " + this);
  }

  /** What Ctrl-C does to the command's thread. */
  public Captured interrupt() {
    thread.interrupt();
    return this;
  }

  @Override
  public String toString() {
    return "exit code " + code + "\n--- out\n" + out() + "--- err\n" + err();
  }
}
