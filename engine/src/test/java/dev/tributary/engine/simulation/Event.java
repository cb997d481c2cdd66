package dev.tributary.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to the simulated world. Chosen beforehand, so that any part of a run can be
 * replayed.
 */
sealed interface Event {
  int SHOPS = 3;
  int WORKERS = 3;

  /** The database's clock goes on. */
  record Tick(long seconds) implements Event {}

  /** A worker takes its next step: claims something due, or goes on with its turn. */
  record Step(int worker) implements Event {}

  /** A worker's process is gone, and another one starts in its place. */
  record Die(int worker) implements Event {}

  /** A worker stands still and gives no sign of life. */
  record Freeze(int worker) implements Event {}

  /** It goes on as if nothing had happened. */
  record Thaw(int worker) implements Event {}

  /** A worker's node is asked to stop; it ends its turn at the next safe place. */
  record Stop(int worker) implements Event {}

  /** A node looks for claims without a sign of life. */
  record Reap() implements Event {}

  /** The provider's next answers to a shop fail. */
  record Fails(int shop, FailureKind kind, int times) implements Event {}

  /** What the provider says is left of a shop's quota. */
  record QuotaLeft(int shop, long remaining, long resetsInSeconds) implements Event {}

  /** The provider changes a day that it had reported. */
  record Restate(int shop, int daysAgo, int level) implements Event {}

  record Ask(int shop, int daysBack) implements Event {}

  record Cancel(int shop) implements Event {}

  record Pause(int shop) implements Event {}

  record Resume(int shop) implements Event {}

  /** A run of this many events; the same seed gives the same ones. */
  static List<Event> random(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(one(random));
    }
    return events;
  }

  private static Event one(SplittableRandom random) {
    int shop = random.nextInt(SHOPS);
    int worker = random.nextInt(WORKERS);
    int dice = random.nextInt(1_000);
    if (dice < 560) {
      return new Step(worker);
    } else if (dice < 690) {
      return new Tick(1 + random.nextInt(40));
    } else if (dice < 760) {
      return new Tick(60L * (1 + random.nextInt(40)));
    } else if (dice < 775) {
      // As when a database server's clock is set right.
      return new Tick(3_600L * (1 + random.nextInt(20)));
    } else if (dice < 850) {
      FailureKind[] kinds = FailureKind.values();
      return new Fails(shop, kinds[random.nextInt(kinds.length)], 1 + random.nextInt(8));
    } else if (dice < 870) {
      return new Die(worker);
    } else if (dice < 890) {
      return new Freeze(worker);
    } else if (dice < 910) {
      return new Thaw(worker);
    } else if (dice < 920) {
      return new Stop(worker);
    } else if (dice < 940) {
      return new Reap();
    } else if (dice < 955) {
      return new Restate(shop, random.nextInt(14), 1 + random.nextInt(5));
    } else if (dice < 970) {
      return new Ask(shop, random.nextInt(25));
    } else if (dice < 980) {
      return new QuotaLeft(shop, random.nextInt(1_000), 60L + random.nextInt(7_200));
    } else if (dice < 987) {
      return new Cancel(shop);
    } else if (dice < 993) {
      return new Pause(shop);
    } else {
      return new Resume(shop);
    }
  }
}
