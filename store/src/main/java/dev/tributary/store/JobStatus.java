package dev.tributary.store;

/** The four states of a job. */
public enum JobStatus {
  /** Asked for, retrying or waiting. */
  PENDING,
  RUNNING,
  COMPLETED,
  FAILED
}
