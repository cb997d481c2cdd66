package dev.tributary.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long the work of a killed node lies still at the settings of production. */
final class TakeOver {
  private static final Duration HEARTBEAT = Duration.ofSeconds(8);
  private static final int WORKERS = 10;
  private static final Duration GOAL = Duration.ofSeconds(60);
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);

  private TakeOver() {}

  /**
   * Prints the time from the kill to the next claim of what was killed; whether it is short enough.
   */
  static boolean print(long seed, boolean json) throws Exception {
    try (World world = World.start(seed, HEARTBEAT, WORKERS)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> world.nodes().forEach(Node::close)));
      world.sandbox().latency(Duration.ofSeconds(2));
      world.database().watch();
      world.connect(new Acknowledged());
      Node dies = world.nodes().get(0);
      Node lives = world.nodes().get(1);
      dies.start(Duration.ZERO);
      dies.awaitUp();
      List<String> claimed = claims(world, "t.picked");
      while (claimed.isEmpty()) {
        Thread.sleep(50);
        claimed = claims(world, "t.picked");
      }
      lives.start(Duration.ZERO);
      lives.awaitUp();
      claimed = claims(world, "t.picked and c.holder like 'chaos-a-%'");
      Storm.say("kill -9 in the middle of " + claimed.size() + " turns");
      dies.kill();
      Instant killed = Instant.now();
      Duration longest = Duration.ZERO;
      for (String place : claimed) {
        while (claims(world, "c.holder like 'chaos-b-%' and c.task_instance = '" + place + "'")
            .isEmpty()) {
          if (Instant.now().isAfter(killed.plus(WAIT_MAX))) {
            throw new IllegalStateException(place + " was not taken over within " + WAIT_MAX);
          }
          Thread.sleep(50);
        }
        longest = Duration.between(killed, Instant.now());
      }
      boolean good = !claimed.isEmpty() && longest.compareTo(GOAL) <= 0;
      double seconds = longest.toMillis() / 1_000.0;
      System.out.println(
          json
              ? "{\"turns\":%d,\"takeOverSeconds\":%.1f,\"goalSeconds\":%d}"
                  .formatted(claimed.size(), seconds, GOAL.toSeconds())
              : "%d turns of a killed node were taken over within %.1f s (at most %d s)"
                  .formatted(claimed.size(), seconds, GOAL.toSeconds()));
      return good;
    }
  }

  private static List<String> claims(World world, String where) throws Exception {
    return world
        .database()
        .rows(
            """
            select distinct c.task_instance
              from chaos.claim c
              join tributary.scheduled_tasks t on t.task_instance = c.task_instance
             where (c.version = t.version or not t.picked) and %s
            """
                .formatted(where))
        .stream()
        .map(List::getFirst)
        .toList();
  }
}
