package dev.tributary.postgres;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A process that starts PostgreSQL, says so, and waits to be killed or to be told to stop. */
final class ChildMain {
  private ChildMain() {}

  /**
   * {@code args}: data folder, cache folder, then the folders to search for the system's programs.
   */
  public static void main(String[] args) throws Exception {
    var options = Options.in(Path.of(args[0])).withCache(Path.of(args[1]));
    List<Path> path = Arrays.stream(args).skip(2).map(Path::of).toList();
    var tools = path.isEmpty() ? Tools.ofThisMachine() : new Tools(path);
    try (var postgres = EmbeddedPostgres.start(options, tools)) {
      EmbeddedPostgresTest.execute(postgres, "create table if not exists kept as select 7 as n");
      System.out.println("ready " + EmbeddedPostgresTest.answer(postgres, "select n from kept"));
      int stop = System.in.read();
      System.out.println("stopping " + stop);
    } catch (EmbeddedPostgresException e) {
      System.out.println(e.problem() + " " + e.getMessage());
    }
  }
}
