package dev.tributary.sandbox;

import dev.tributary.sandbox.google.traffic.Scale;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a sandbox starts.
 *
 * @param port 0 for a free one
 * @param seed another seed is another world
 * @param quotas whether quotas refuse requests
 * @param gzip whether answers are packed for clients that accept it
 * @param scale of every property; the control API changes single ones
 * @param machine the clock that the sandbox's own clock follows
 * @param scenario a scenario file that is applied after the start
 * @param tls certificate and key for https, for clients that speak nothing else; http without
 */
public record SandboxOptions(
    int port,
    long seed,
    boolean quotas,
    boolean gzip,
    Scale scale,
    InstantSource machine,
    Optional<Path> scenario,
    Optional<SSLContext> tls) {
  public static final SandboxOptions DEFAULT =
      new SandboxOptions(
          0,
          20_261_122,
          true,
          true,
          Scale.NORMAL,
          InstantSource.system(),
          Optional.empty(),
          Optional.empty());

  public SandboxOptions withPort(int other) {
    return new SandboxOptions(other, seed, quotas, gzip, scale, machine, scenario, tls);
  }

  public SandboxOptions withSeed(long other) {
    return new SandboxOptions(port, other, quotas, gzip, scale, machine, scenario, tls);
  }

  public SandboxOptions withQuotas(boolean on) {
    return new SandboxOptions(port, seed, on, gzip, scale, machine, scenario, tls);
  }

  public SandboxOptions withGzip(boolean on) {
    return new SandboxOptions(port, seed, quotas, on, scale, machine, scenario, tls);
  }

  public SandboxOptions withScale(Scale other) {
    return new SandboxOptions(port, seed, quotas, gzip, other, machine, scenario, tls);
  }

  public SandboxOptions withMachine(InstantSource other) {
    return new SandboxOptions(port, seed, quotas, gzip, scale, other, scenario, tls);
  }

  public SandboxOptions withTls(SSLContext context) {
    return new SandboxOptions(
        port, seed, quotas, gzip, scale, machine, scenario, Optional.of(context));
  }

  public SandboxOptions withScenario(Path file) {
    return new SandboxOptions(port, seed, quotas, gzip, scale, machine, Optional.of(file), tls);
  }
}
