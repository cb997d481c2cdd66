package dev.tributary.store;

/** Something was done to a job that its state does not allow. Nothing was written. */
public final class IllegalTransitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IllegalTransitionException(Job job, JobEvent event) {
    super(
        "job "
            + job.id()
            + " is "
            + job.status()
            + ": "
            + event.getClass().getSimpleName()
            + " cannot happen to it");
  }
}
