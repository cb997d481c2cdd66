package dev.tributary.store;

/** Another worker owns the job now: nothing was written, stop at once and report nothing. */
public final class FenceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FenceLostException(Fence fence) {
    super("job " + fence.jobId() + " is no longer owned by claim " + fence.value());
  }
}
