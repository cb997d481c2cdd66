package dev.tributary.server.app;

import java.util.Optional;

/** Which Tributary this is. */
public final class Version {
  /** As the jar says it; a build without one has none. */
  public static final String TEXT =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("unknown");

  private Version() {}
}
