package dev.tributary.store;

/** Whether a running job is to end before its time. */
public enum StopWish {
  NONE,
  /** A person ended it, or its claim was lost. */
  CANCEL,
  /** Its provider was paused: it waits, which costs nothing. */
  PROVIDER_PAUSED
}
