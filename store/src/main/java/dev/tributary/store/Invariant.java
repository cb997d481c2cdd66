package dev.tributary.store;

/**
 * Something that is always true of the database between two transactions. Its query names what
 * breaks it, one row each, in the column {@code what}. Queries may use the parameters {@code :now},
 * {@code :task}, and where they are bounded {@code :sample} and {@code :since}.
 *
 * @param name short, with dashes
 * @param sentence what is true
 * @param nextStep what to do where it is not
 * @param bounds what it looks at
 */
public record Invariant(
    String name, String sentence, String nextStep, Bounds bounds, String query) {

  /** How much of a large database a check looks at, so that it stays quick. */
  public enum Bounds {
    /** Everything that is open: jobs, claims, letters, connections. */
    ALL,
    /** Jobs and requests that ended within the last day. */
    LAST_DAY,
    /** The newest 100 days of 20 connections chosen at random, all when there are no more. */
    SAMPLE
  }

  static final String REPORT_IT = "Report it with the log of this time; ";

  static final String REREAD =
      REPORT_IT + "./tributary sync --from DAY --to DAY reads the days anew.";
}
