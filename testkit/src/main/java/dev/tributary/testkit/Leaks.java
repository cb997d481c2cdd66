package dev.tributary.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Looks for secrets where people or logs would see them. */
final class Leaks {
  private final List<Secret> secrets;

  Leaks(List<Secret> secrets) {
    this.secrets = secrets.stream().filter(secret -> secret.reveal().length() >= 6).toList();
  }

  void none(String where, String text) {
    for (Secret secret : secrets) {
      assertFalse(text.contains(secret.reveal()), () -> "a secret stands in " + where);
    }
  }

  /** Its message, its causes, its stack trace and its failure with the excerpt. */
  void none(SyncException thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    none("the exception", trace.toString());
    none("the failure", thrown.failure().toString());
    if (thrown.failure() instanceof Failure.Malformed malformed) {
      none("the excerpt", malformed.excerpt().orElse(""));
    }
  }
}
