package dev.tributary.engine.simulation;

/** Mistakes that the simulation must find: the proof that its invariants can fail. */
enum Bug {
  NONE(""),
  /** A snooze keeps its claim. */
  SNOOZE_BURNS("claims"),
  /** A node's stop keeps its claim. */
  SHUTDOWN_BURNS("claims"),
  /** A dead worker's claim is given back. */
  DEATH_FREE("claims"),
  /** A retry comes before its rung. */
  LADDER_EARLY("ladder"),
  /** The row is due before the time that the job names. */
  DUE_EARLY("early"),
  /** The sixth failure is tried again. */
  NO_END("sixth"),
  /** A job that gave up leaves nothing behind for people. */
  NO_DEAD_LETTER("dead letter"),
  /** A worker that lost its claim still stores its slice. */
  STALE_SLICE("fence"),
  /** A worker that lost its claim still ends the job. */
  STALE_END("fence"),
  /** An end forgets when the integration is due again. */
  LOST_ROW("scheduled"),
  /** A day is final as soon as it was read. */
  FINAL_AT_ONCE("final"),
  /** The ledger says stored, but the old rows are still there. */
  LEDGER_AHEAD("truth"),
  /** A request is done before its days are read. */
  FORGOTTEN_ASK("asked"),
  /** A failure makes a job wait that somebody had cancelled. */
  CANCEL_TAKEN_BACK("cancelled"),
  /** What was asked for after a cancel waits for the next regular sync. */
  FORGOTTEN_NEXT("cancelled");

  final String finds;

  /**
   * @param finds a word of the violation's message
   */
  Bug(String finds) {
    this.finds = finds;
  }
}
