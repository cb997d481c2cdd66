package dev.tributary.benchmarks;

import dev.tributary.benchmarks.meta.MetaBenchmark;
import dev.tributary.benchmarks.meta.SandboxProcess;
import dev.tributary.benchmarks.meta.SdkProcess;
import dev.tributary.benchmarks.query.QueryBenchmark;
import dev.tributary.benchmarks.queue.Node;
import dev.tributary.benchmarks.queue.QueueBenchmark;
import java.util.List;

/** {@code ./tributary bench WHAT [OPTIONS]}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    List<String> options = given.stream().skip(1).toList();
    switch (given.isEmpty() ? "" : given.getFirst()) {
      case ServerProcess.WORD -> ServerProcess.main(arguments);
      case Node.WORD -> Node.main(arguments);
      case "sync" -> System.exit(sync(options));
      case "query" -> System.exit(QueryBenchmark.main(options));
      case "queue" -> System.exit(QueueBenchmark.main(options));
      case "meta" -> System.exit(MetaBenchmark.main(options));
      case SandboxProcess.WORD -> SandboxProcess.main();
      case SdkProcess.WORD -> SdkProcess.main();
      default -> {
        System.err.println(
            "There are four benchmarks: ./tributary bench sync [--json], "
                + "./tributary bench queue [--quick] [--json], "
                + "./tributary bench query [--quick] [--json], "
                + "./tributary bench meta [--quick] [--json].");
        System.exit(2);
      }
    }
  }

  private static int sync(List<String> options) throws Exception {
    SyncBenchmark.Result result = SyncBenchmark.run();
    System.out.println(options.contains("--json") ? result.json() : result.text());
    return result.withinBounds() ? 0 : 1;
  }
}
