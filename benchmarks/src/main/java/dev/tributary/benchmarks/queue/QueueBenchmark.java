package dev.tributary.benchmarks.queue;

import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The queue and the bookkeeping of turns, on one PostgreSQL of its own. What is measured and how is
 * in docs/benchmarks.md.
 */
public final class QueueBenchmark {
  /** Of what the throttling provider refuses. */
  private static final long SEED = 20_261_122;

  private QueueBenchmark() {}

  /** The exit code: 0, or 1 when a bar was missed, which is then named. */
  public static int main(List<String> options) throws Exception {
    boolean json = options.contains("--json");
    Size size = options.contains("--quick") ? Size.QUICK : Size.FULL;
    Optional<String> unknown =
        options.stream()
            .filter(option -> !option.equals("--json") && !option.equals("--quick"))
            .findFirst();
    if (unknown.isPresent()) {
      System.err.println(
          "./tributary bench queue does not know " + unknown.get() + "; it takes --quick, --json.");
      return 2;
    }
    Report report = run(size);
    System.out.println(json ? report.json() : report.text(size));
    report.missed().forEach(missed -> System.err.println("missed: " + missed));
    return report.missed().isEmpty() ? 0 : 1;
  }

  static Report run(Size size) throws Exception {
    Path folder = Files.createTempDirectory("tributary-bench");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            Options.in(folder.resolve("postgres")).with("max_connections", "200"))) {
      return run(postgres, size);
    } finally {
      delete(folder);
    }
  }

  /** What is measured on the same node. */
  private record Shared(Report.Fairness fairness, Report.Throttled throttled) {}

  /** What one part measures on a database of its own. */
  @FunctionalInterface
  private interface Part<T> {
    T measure(Bed bed, SlowServer provider) throws Exception;
  }

  private static Report run(EmbeddedPostgres postgres, Size size) throws Exception {
    Bed.template(postgres);
    ExecutorService lanes = Executors.newFixedThreadPool(size.abreast());
    try {
      Future<Report.Drain> drain =
          lanes.submit(() ->
              part(
                  postgres,
                  "drain",
                  "no-op jobs, beside db-scheduler and JobRunr",
                  (bed, _) -> DrainPart.measure(bed, size)));
      Future<LoadPart.Result> load =
          lanes.submit(() ->
              part(
                  postgres,
                  "load",
                  "syncs at a provider that takes 300 ms",
                  (bed, provider) -> LoadPart.measure(bed, provider, size)));
      Future<Report.Bloat> bloat =
          lanes.submit(() ->
              part(
                  postgres,
                  "bloat",
                  "the schedule's growth",
                  (bed, _) -> BloatPart.measure(bed, size)));
      Future<Shared> shared =
          lanes.submit(() ->
              part(
                  postgres,
                  "shared",
                  "a small workspace beside a backlog, and a provider that throttles",
                  (bed, provider) -> shared(bed, provider, size)));
      return new Report(
          drain.get(),
          load.get().syncsPerMinute(),
          load.get().claimDelay(),
          load.get().peakRssMiB(),
          bloat.get(),
          shared.get().fairness,
          shared.get().throttled);
    } finally {
      // Of use only when a part failed: the others need not be waited for.
      lanes.shutdownNow();
      lanes.close();
    }
  }

  private static Shared shared(Bed bed, SlowServer provider, Size size) throws Exception {
    FairnessPart fairness = FairnessPart.prepare(bed, size);
    ThrottlePart throttle = ThrottlePart.prepare(bed, size);
    // Only now: a node that saw an integration before its place in the queue would give it one.
    try (Node node = Node.start(bed, provider, FairnessPart.WORKERS)) {
      return new Shared(fairness.measure(provider), throttle.measure(provider));
    }
  }

  private static <T> T part(EmbeddedPostgres postgres, String name, String doing, Part<T> part)
      throws Exception {
    try (Bed bed = Bed.copy(postgres, name);
        SlowServer provider = SlowServer.start(SEED)) {
      say(doing);
      long started = System.nanoTime();
      T measured = part.measure(bed, provider);
      System.err.printf("bench: %s (%.0f s)%n", measured, (System.nanoTime() - started) / 1e9);
      return measured;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void say(String doing) {
    System.err.println("bench: " + doing + " ...");
  }
}
