package dev.tributary.store;

import java.util.UUID;

/** Another worker owns the job now: nothing was written, stop at once and report nothing. */
public final class FenceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FenceLostException(Fence fence) {
    super("job " + fence.jobId() + " is no longer owned by claim " + fence.value());
  }

  FenceLostException(UUID integration, long claimValue) {
    super("integration " + integration + " is no longer owned by claim " + claimValue);
  }
}
