package dev.tributary.server.demo;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.DateTimeException;
import tools.jackson.core.JacksonException;

/** Starts the simulated providers, or says in a sentence why they cannot start. */
public final class SandboxStart {
  private SandboxStart() {}

  public static Sandbox with(SandboxOptions options) {
    try {
      return Sandbox.start(options);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BindException) {
        throw new Problem(
            ExitCode.ENVIRONMENT,
            "The sandbox cannot listen on port "
                + options.port()
                + "; stop what uses it or choose another with --port.",
            e);
      }
      throw scenario(options, "it cannot be opened", e);
    } catch (IllegalArgumentException | DateTimeException | ControlException e) {
      throw scenario(options, String.valueOf(e.getMessage()), e);
    } catch (JacksonException e) {
      throw scenario(options, "it is not JSON", e);
    }
  }

  private static Problem scenario(SandboxOptions options, String why, RuntimeException cause) {
    return new Problem(
        ExitCode.USAGE,
        "The scenario %s cannot be used: %s. Its format is in sandbox/README.md."
            .formatted(options.scenario().map(Object::toString).orElse(""), why),
        cause);
  }
}
