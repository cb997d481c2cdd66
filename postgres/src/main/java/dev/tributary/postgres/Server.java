package dev.tributary.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The running postmaster. It stops with this process, however that ends, and a terminal's Ctrl-C
 * reaches only this process.
 *
 * <p>On Linux the kernel does both: {@code setsid} takes it off the terminal, {@code setpriv
 * --pdeathsig} stops it when the thread that created it is gone; so that thread lives as long as
 * the server. Elsewhere a shell stands between: it stops the server when its standard input, held
 * open by this process, ends.
 */
final class Server {
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private static final String GUARD =
      """
      trap '' INT TERM
      exec 3<&0
      set -m
      "$@" </dev/null 3<&- &
      server=$!
      set +m
      (read -r _ <&3; kill -INT $server) &
      watch=$!
      exec 3<&-
      wait $server
      code=$?
      kill -KILL $watch
      exit $code
      """;

  private final Process process;
  private final boolean guarded;

  private Server(Process process, boolean guarded) {
    this.process = process;
    this.guarded = guarded;
  }

  /** {@code postgres} runs under {@code account}; what it prints goes to {@code log}. */
  static Server start(Tools tools, Account account, List<String> postgres, Path directory, Path log)
      throws IOException, InterruptedException {
    var kernel = byKernel(tools, account);
    var command = new ArrayList<>(kernel.orElseGet(() -> byShell(account)));
    command.addAll(postgres);
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    environment(builder);
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform().daemon().name("postgres").start(() -> startAndStay(builder, started));
    try {
      return new Server(started.get(), kernel.isEmpty());
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      started.thenAccept(Process::destroy);
      throw e;
    }
  }

  private static void startAndStay(ProcessBuilder builder, CompletableFuture<Process> started) {
    try {
      var process = builder.start();
      started.complete(process);
      process.waitFor();
    } catch (IOException e) {
      started.completeExceptionally(e);
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt; were it to end, the server would stop.
      throw new IllegalStateException(e);
    }
  }

  /** The kernel forgets the signal when the user changes, so that is asked for last. */
  private static Optional<List<String>> byKernel(Tools tools, Account account) {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return Optional.empty();
    }
    var setsid = tools.find("setsid");
    var setpriv = tools.find("setpriv");
    if (setsid.isEmpty() || setpriv.isEmpty()) {
      return Optional.empty();
    }
    var command = new ArrayList<String>();
    command.add(setsid.get());
    command.addAll(account.prefix());
    command.addAll(List.of(setpriv.get(), "--pdeathsig", "INT"));
    return Optional.of(command);
  }

  private static List<String> byShell(Account account) {
    var command = new ArrayList<>(List.of("sh", "-c", GUARD, "guard"));
    command.addAll(account.prefix());
    return command;
  }

  /**
   * Nothing of the user's environment (PGPORT, PGOPTIONS, LD_PRELOAD …) changes how the server
   * works.
   */
  static void environment(ProcessBuilder builder) {
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("LC_ALL", "C");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * A fast shutdown: connections are ended, what was committed is kept. Returns when the server is
   * gone.
   */
  void stop() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    if (guarded) {
      process.getOutputStream().close();
    } else {
      interrupt(process.pid());
    }
    if (!gone(process.toHandle(), STOP_MAX)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Asks the postmaster {@code pid} for a fast shutdown. */
  static void interrupt(long pid) throws IOException, InterruptedException {
    // The shell's own kill: the program of that name is missing in small containers.
    Tools.succeeds(List.of("sh", "-c", "kill -INT \"$1\"", "kill", String.valueOf(pid)));
  }

  /** Whether {@code process} ended within {@code max}. */
  static boolean gone(ProcessHandle process, Duration max) throws InterruptedException {
    try {
      process.onExit().get(max.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
