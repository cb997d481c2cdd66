package dev.tributary.chaos;

import dev.tributary.engine.Engine;
import dev.tributary.engine.connect.Asks.Wish;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Integration;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One run: a storm, a healing, and the look at what is left. */
final class Chaos implements AutoCloseable {
  /** A quarter of the production's, so that much is taken over in a minute. */
  static final Duration HEARTBEAT = Duration.ofSeconds(2);

  /** Fewer than connections, so that some wait for a free one. */
  private static final int WORKERS = 6;

  /** Four missed signs of life, and the next look for them. */
  private static final Duration LEASE = HEARTBEAT.multipliedBy(5);

  /** After their start: past the look for dead claims, and past the sweeps that come last. */
  private static final Duration SWEEPS =
      HEARTBEAT.multipliedBy(Engine.SWEEP_AFTER_HEARTBEATS).plusSeconds(2);

  private static final Duration HEAL_MAX = Duration.ofMinutes(3);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(20);

  private final long seed;
  private final World world;
  private final Acknowledged acknowledged = new Acknowledged();
  private final Tally tally = new Tally();
  private final Oracle oracle;

  private Chaos(long seed, World world) {
    this.seed = seed;
    this.world = world;
    this.oracle = new Oracle(world, acknowledged);
  }

  static Chaos start(long seed) throws Exception {
    Storm.say("seed " + seed);
    return new Chaos(seed, World.start(seed, HEARTBEAT, WORKERS));
  }

  World world() {
    return world;
  }

  /** What a planted fault is added to, in the test of the oracle itself. */
  Acknowledged acknowledged() {
    return acknowledged;
  }

  Verdict run(Duration storm) throws Exception {
    world.database().watch();
    for (Node node : world.nodes()) {
      node.start(Duration.ZERO);
    }
    // Whatever is connected before they are up waits in the queue.
    world.connect(acknowledged);
    for (Node node : world.nodes()) {
      node.awaitUp();
    }
    Storm.say("both nodes run; " + storm.toSeconds() + " s of chaos");
    new Storm(world, acknowledged, tally, seed, LEASE, storm).rage();
    Storm.say("it was " + tally);
    oracle.standing().forEach(Storm::say);
    oracle.givenUp().forEach(Storm::say);
    heal();
    return verdict();
  }

  /**
   * Faults are over already. What survived is compared before anything is read again, and only then
   * all days are asked for, so that they can be compared with a reading in peace.
   */
  private void heal() throws Exception {
    Storm.say("healing: both nodes start anew, with honest clocks");
    Instant began = Instant.now();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> one :
          threads.invokeAll(world.nodes().stream().map(this::anew).toList())) {
        one.get();
      }
    }
    Instant up = Instant.now();
    oracle.lookAtSurvivors();
    askForEverything();
    Storm.say("reading the same accounts in peace meanwhile, to compare");
    Reference reference = oracle.beginReference();
    Instant last = Instant.now();
    while (!oracle.open().isEmpty() && Instant.now().isBefore(began.plus(HEAL_MAX))) {
      Thread.sleep(200);
      if (Instant.now().isAfter(last.plus(ASK_AGAIN))) {
        Storm.say(oracle.open().size() + " asks are open still; asking again");
        askForEverything();
        last = Instant.now();
      }
    }
    Duration left = Duration.between(Instant.now(), up.plus(SWEEPS));
    if (left.isPositive()) {
      Thread.sleep(left);
    }
    int open = oracle.open().size();
    if (open > 0) {
      oracle.standing().forEach(Storm::say);
    }
    Storm.say(
        (open == 0 ? "every ask is done" : open + " asks are open still")
            + "; waiting for the reading in peace");
    reference.await();
    Storm.say("read");
  }

  private Callable<Boolean> anew(Node node) {
    return () -> {
      if (!node.terminate()) {
        tally.complain("node " + node.name() + " did not stop within 40 s of SIGTERM");
      }
      node.start(Duration.ZERO);
      node.awaitUp();
      return true;
    };
  }

  private void askForEverything() throws ConnectException {
    for (Integration integration : world.integrations()) {
      LocalDate today =
          LocalDate.ofInstant(world.backend().engine().now(), integration.account().zone());
      acknowledged.add(
          integration,
          world
              .backend()
              .engine()
              .asks()
              .ask(
                  integration.workspaceId(),
                  integration.id(),
                  Wish.reread(new DayRange(today.minusDays(World.DAYS), today), List.of())));
    }
  }

  /** May be asked for more than once; the tables are looked at anew each time. */
  Verdict verdict() throws Exception {
    List<String> reasons = new ArrayList<>(tally.complaints());
    tally.missing().forEach(deed -> reasons.add("it never happened: " + deed.words()));
    return oracle.judge(seed, tally, reasons);
  }

  @Override
  public void close() {
    world.close();
  }
}
