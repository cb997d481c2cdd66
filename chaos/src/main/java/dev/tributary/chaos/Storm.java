package dev.tributary.chaos;

import dev.tributary.chaos.Tally.Deed;
import dev.tributary.engine.connect.Asks.Wish;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.sandbox.Fault;
import dev.tributary.server.Problem;
import dev.tributary.server.app.ControlClient;
import dev.tributary.spi.DayRange;
import dev.tributary.store.DatabaseException;
import dev.tributary.store.Integration;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.JsonNode;

/**
 * What happens to the processes, the database and the provider, and what people ask for meanwhile.
 * Each of the threads takes its choices from the seed.
 */
final class Storm {
  private static final Duration CLOCK_AHEAD = Duration.ofMinutes(1);
  private static final int STARTS_MAX = 20;
  private static final Duration LATE_MAX = Duration.ofMinutes(2);

  private final World world;
  private final Acknowledged acknowledged;
  private final Tally tally;
  private final long seed;
  private final Duration lease;
  private final Instant end;

  /**
   * @param lease after which a silent node's claims are taken over
   */
  Storm(
      World world,
      Acknowledged acknowledged,
      Tally tally,
      long seed,
      Duration lease,
      Duration lasts) {
    this.world = world;
    this.acknowledged = acknowledged;
    this.tally = tally;
    this.seed = seed;
    this.lease = lease;
    this.end = Instant.now().plus(lasts);
  }

  private interface Part {
    void run(Random random) throws Exception;
  }

  /**
   * Returns when everything that was begun has ended. Nodes may be down, or ahead of their time.
   */
  void rage() throws InterruptedException {
    List<Node> nodes = world.nodes();
    List<Part> parts =
        List.of(
            random -> node(nodes.get(0), random, List.of(Deed.STOP, Deed.KILL, Deed.TERMINATE)),
            random -> node(nodes.get(1), random, List.of(Deed.KILL, Deed.TERMINATE, Deed.STOP)),
            this::database,
            this::provider,
            this::askHere,
            this::askNodes,
            random -> storing());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int number = 0; number < parts.size(); number++) {
        Part part = parts.get(number);
        Random random = new Random(seed * 31 + number);
        running.add(
            threads.submit(() -> {
              part.run(random);
              return true;
            }));
      }
      for (Future<?> one : running) {
        try {
          one.get();
        } catch (ExecutionException e) {
          tally.complain("chaos itself broke: " + e.getCause());
        } catch (InterruptedException e) {
          threads.shutdownNow();
          throw e;
        }
      }
    }
  }

  /** Until its time is over and, on a machine that is slow, everything has happened once. */
  private boolean goesOn() {
    Instant now = Instant.now();
    return now.isBefore(end) || (now.isBefore(end.plus(LATE_MAX)) && !tally.missing().isEmpty());
  }

  /** Late, only what has not happened yet: whatever else would hinder it. */
  private boolean due(Deed deed) {
    return Instant.now().isBefore(end) || tally.of(deed) == 0;
  }

  private static void rest(Random random, int minMillis, int maxMillis)
      throws InterruptedException {
    Thread.sleep(minMillis + random.nextInt(maxMillis - minMillis + 1));
  }

  private void node(Node node, Random random, List<Deed> first) throws Exception {
    Deque<Deed> deck = new ArrayDeque<>(first);
    while (goesOn()) {
      boolean getsToWork = deck.isEmpty() && random.nextBoolean();
      rest(random, getsToWork ? 4_000 : 500, getsToWork ? 10_000 : 2_500);
      if (!goesOn()) {
        break;
      }
      Deed deed = deck.isEmpty() ? next(random) : deck.removeFirst();
      boolean forClock = deed != Deed.STOP && due(Deed.CLOCK);
      if (!due(deed) && !forClock) {
        continue;
      }
      if (deed == Deed.STOP && tally.of(deed) > 0 && Instant.now().plus(lease).isAfter(end)) {
        continue;
      }
      say(node.name() + ": " + deed.words());
      switch (deed) {
        case KILL -> {
          node.kill();
          tally.count(deed);
          up(node, random);
        }
        case TERMINATE -> {
          if (!node.terminate()) {
            tally.complain("node " + node.name() + " did not stop within 40 s of SIGTERM");
          }
          tally.count(deed);
          up(node, random);
        }
        case STOP -> {
          node.freeze(lease.plusMillis(500 + random.nextInt(2_000)));
          tally.count(deed);
        }
        case DATABASE_RESTART, CLOCK, OUTAGE, REFUSAL, LEAP, ASK, STORED ->
            throw new IllegalStateException("not done to a node: " + deed);
      }
    }
  }

  private Deed next(Random random) {
    Optional<Deed> missing =
        Stream.of(Deed.KILL, Deed.STOP, Deed.TERMINATE)
            .filter(deed -> tally.of(deed) == 0)
            .findFirst();
    int number = random.nextInt(6);
    return missing.orElse(number < 3 ? Deed.KILL : number < 5 ? Deed.TERMINATE : Deed.STOP);
  }

  /**
   * Starts a node again; while the database is away it gives up and is started once more. After the
   * storm it stays down: both are started anew then.
   */
  private void up(Node node, Random random) throws IOException, InterruptedException {
    boolean ahead = tally.of(Deed.CLOCK) == 0 || random.nextBoolean();
    for (int starts = 0; starts < STARTS_MAX; starts++) {
      if (!goesOn()) {
        return;
      }
      node.start(ahead ? CLOCK_AHEAD : Duration.ZERO);
      boolean early = random.nextInt(5) == 0 && goesOn();
      try {
        if (!early) {
          node.awaitUp();
        }
        if (ahead) {
          tally.count(Deed.CLOCK);
        }
        return;
      } catch (IOException failed) {
        say(node.name() + " is started again");
      }
    }
    tally.complain("node " + node.name() + " does not start: " + node.lastWords());
  }

  private void database(Random random) throws Exception {
    long whole = Duration.between(Instant.now(), end).toMillis();
    Thread.sleep(whole / 4 + random.nextInt((int) Math.max(1, whole / 4)));
    do {
      if (due(Deed.DATABASE_RESTART)) {
        say("PostgreSQL: immediate restart");
        world.database().restart();
        tally.count(Deed.DATABASE_RESTART);
      }
      Instant next = Instant.now().plusMillis(12_000 + random.nextInt(13_000));
      while (goesOn() && Instant.now().isBefore(next)) {
        Thread.sleep(100);
      }
    } while (goesOn());
  }

  private void provider(Random random) throws InterruptedException {
    Refusals refusals = new Refusals(world, random);
    long whole = Duration.between(Instant.now(), end).toMillis();
    Instant nextLeap = Instant.now().plusMillis(whole / 5);
    Instant nextOutage = Instant.now().plusMillis(whole / 3);
    while (goesOn()) {
      rest(random, 400, 1_600);
      Instant now = Instant.now();
      if (now.isAfter(nextLeap) && due(Deed.LEAP)) {
        world.time().leap(Duration.ofHours(1 + random.nextInt(3)));
        tally.count(Deed.LEAP);
        nextLeap = now.plusMillis(whole / 4 + random.nextInt(10_000));
      } else if (now.isAfter(nextOutage) && due(Deed.OUTAGE)) {
        say("the provider: outage");
        world.sandbox().faults().add(Fault.always("reset", ""));
        rest(random, 1_500, 4_000);
        world.sandbox().faults().clear();
        tally.count(Deed.OUTAGE);
        nextOutage = Instant.now().plusMillis(8_000 + random.nextInt(20_000));
      } else {
        if (due(Deed.REFUSAL) && refusals.next()) {
          tally.count(Deed.REFUSAL);
        }
        world.sandbox().latency(Duration.ofMillis(random.nextInt(120)));
      }
    }
    world.sandbox().faults().clear();
    world.sandbox().latency(Duration.ZERO);
  }

  /** Without a stored day nothing could be compared with the source. */
  private void storing() throws InterruptedException {
    Survivors survivors = new Survivors(world);
    while (goesOn() && tally.of(Deed.STORED) == 0) {
      Thread.sleep(200);
      try {
        if (survivors.anyStored()) {
          tally.count(Deed.STORED);
        }
      } catch (SQLException away) {
        say("whether a day is stored is asked again: " + away.getMessage());
      }
    }
  }

  /** By the engine in this process, of any workspace. */
  private void askHere(Random random) throws InterruptedException {
    while (goesOn()) {
      rest(random, 150, 700);
      Integration integration = any(world.integrations(), random);
      try {
        UUID operation =
            world
                .backend()
                .engine()
                .asks()
                .ask(integration.workspaceId(), integration.id(), wish(integration, random));
        acknowledged.add(integration, operation);
        tally.count(Deed.ASK);
      } catch (ConnectException e) {
        tally.complain("an ask was refused: " + e.getMessage());
      } catch (DataAccessException | TransactionException | DatabaseException e) {
        // Whether it was taken is unknown, so it counts neither way.
        say("an ask met no database");
      }
    }
  }

  private static Wish wish(Integration integration, Random random) {
    if (random.nextInt(3) > 0) {
      return Wish.syncNow();
    }
    LocalDate today = LocalDate.ofInstant(Instant.now(), integration.account().zone());
    LocalDate first = today.minusDays(1 + random.nextInt(World.DAYS - 1));
    return Wish.reread(
        new DayRange(first, first.plusDays(random.nextInt(3)).isAfter(today) ? today : first),
        List.of());
  }

  /** By the nodes' control API, as the command line does. */
  private void askNodes(Random random) throws InterruptedException {
    List<Integration> theirs = world.integrations().stream().filter(world::first).toList();
    while (goesOn()) {
      rest(random, 200, 900);
      Integration integration = any(theirs, random);
      Node node = any(world.nodes(), random);
      Optional<ControlClient> client = node.alive() ? node.control() : Optional.empty();
      if (client.isEmpty()) {
        continue;
      }
      try (ControlClient control = client.get()) {
        JsonNode asked =
            control.post("/syncs", Map.of("account", integration.id().toString())).get(0);
        acknowledged.add(integration, UUID.fromString(asked.path("operation").asString()));
        tally.count(Deed.ASK);
      } catch (Problem unknown) {
        say("an ask of node " + node.name() + " was not acknowledged");
      }
    }
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static final Instant BEGAN = Instant.now();

  /** Progress, with the seconds since the start. */
  static void say(String words) {
    System.err.printf(
        Locale.ROOT,
        "chaos %5.1f s: %s%n",
        Duration.between(BEGAN, Instant.now()).toMillis() / 1_000.0,
        words);
  }
}
