package dev.tributary.benchmarks;

import java.util.List;

/** {@code ./tributary bench WHAT [--json]}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (given.size() == 1 && given.getFirst().equals(ServerProcess.WORD)) {
      ServerProcess.main(arguments);
      return;
    }
    boolean json = given.contains("--json");
    List<String> words = given.stream().filter(word -> !word.equals("--json")).toList();
    if (!words.equals(List.of("sync"))) {
      System.err.println("There is one benchmark: ./tributary bench sync [--json].");
      System.exit(2);
    }
    SyncBenchmark.Result result = SyncBenchmark.run();
    System.out.println(json ? result.json() : result.text());
    System.exit(result.withinBounds() ? 0 : 1);
  }
}
