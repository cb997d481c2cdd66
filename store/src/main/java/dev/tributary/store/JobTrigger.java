package dev.tributary.store;

/** What a job was made for. */
public enum JobTrigger {
  SCHEDULE,
  MANUAL,
  BACKFILL,
  RECONNECT,
  WEBHOOK
}
