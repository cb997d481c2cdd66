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
 */
public record Size(
    int drained,
    int paced,
    int atOnce,
    int held,
    int scheduled,
    int executed,
    int backlog,
    int throttled) {
  static final int OFFERED_PER_MINUTE = 2_000;

  public static final Size FULL =
      new Size(20_000, 4_000, 10_000, 1_000, 10_000, 1_000_000, 3_000, 500);

  /** A tenth, of the growing schedule a hundredth. */
  public static final Size QUICK = new Size(2_000, 400, 1_000, 100, 1_000, 10_000, 300, 50);

  /** So little that only the keys mean something. */
  public static final Size TINY = new Size(40, 20, 20, 5, 20, 60, 120, 4);
}
