package dev.tributary.benchmarks.meta;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.http.LoopbackCertificate;
import java.nio.file.Path;

/** The sandbox over https, because the vendor's client speaks nothing else. */
public final class SandboxProcess {
  public static final String WORD = "meta-sandbox";

  /** Where certificate and key are. */
  static final String KEYS = "BENCH_KEYS";

  private SandboxProcess() {}

  /** Says where it is and stays until nobody listens any more. */
  public static void main() throws Exception {
    LoopbackCertificate certificate = new LoopbackCertificate(Path.of(System.getenv(KEYS)));
    try (Sandbox sandbox =
        Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false).withTls(certificate.context()))) {
      sandbox.clock().freeze();
      System.out.println(sandbox.description().toJson());
      while (System.in.read() >= 0) {
        // Nothing is ordered here; the stream ends with the one who started this.
      }
    }
  }
}
