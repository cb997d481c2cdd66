package dev.tributary.benchmarks.queue;

/**
 * How much is measured.
 *
 * @param drained no-op jobs of each contender
 * @param paced integrations that become due at {@link #OFFERED_PER_MINUTE}
 * @param atOnce integrations that become due in one moment
 * @param held syncs in flight while memory is read
 * @param scheduled rows of the schedule whose growth is watched
 * @param executed jobs by which they grow
 * @param backlog due integrations of the large workspace
 * @param throttled integrations whose provider refuses
 * @param bursts of the small workspace, alone and beside the backlog
 * @param rounds in which contenders drain their jobs by turns
 * @param abreast parts at the same time; more than one spoils every figure
 */
public record Size(
    int drained,
    int paced,
    int atOnce,
    int held,
    int scheduled,
    int executed,
    int backlog,
    int throttled,
    int bursts,
    int rounds,
    int abreast) {
  static final int OFFERED_PER_MINUTE = 2_000;

  public static final Size FULL =
      new Size(20_000, 4_000, 10_000, 1_000, 10_000, 1_000_000, 3_000, 500, 3, 4, 1);

  /** A thirtieth or so, within a minute; of what is held at once and waits in line, a tenth. */
  public static final Size QUICK = new Size(600, 120, 150, 100, 500, 4_000, 300, 8, 2, 2, 1);

  /** So little that only the keys mean something. */
  public static final Size TINY = new Size(40, 20, 20, 5, 20, 60, 300, 4, 3, 1, 4);
}
