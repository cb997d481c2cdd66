package dev.tributary.server.app;

import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.store.Invariant;
import dev.tributary.store.Invariants;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a look at the database's invariants found, for a person or a program. */
public final class InvariantReport {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private InvariantReport() {}

  /**
   * One invariant.
   *
   * @param broken how many rows break it
   * @param example one of them, empty where it holds
   * @param bounds what was looked at
   */
  public record Line(
      String name,
      long broken,
      String sentence,
      String nextStep,
      String example,
      Invariant.Bounds bounds) {
    public boolean holds() {
      return broken == 0;
    }
  }

  public static List<Line> of(Backend backend) {
    return new Invariants(
            backend.database(), DbSchedulerQueue.TASK, backend.adapters().descriptors())
        .check(backend.engine().now()).stream().map(InvariantReport::line).toList();
  }

  private static Line line(Invariants.Result result) {
    Invariant invariant = result.invariant();
    return new Line(
        invariant.name(),
        result.broken(),
        invariant.sentence(),
        invariant.nextStep(),
        result.example().orElse(""),
        invariant.bounds());
  }

  /** As a running server answers. */
  public static List<Line> of(ControlClient server) throws InterruptedException {
    JsonNode answer = server.get("/invariants");
    return List.of(JSON.treeToValue(answer, Line[].class));
  }
}
