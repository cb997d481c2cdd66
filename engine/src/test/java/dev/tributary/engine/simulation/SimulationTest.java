package dev.tributary.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine's rules under random faults: planner, standing, verification, retry policy, job
 * transitions, quotas and breaker are the real ones; the database, the queue and the provider are
 * in memory. {@code -Dseeds=N} runs more, {@code -Dseed=S} replays one.
 */
class SimulationTest {
  private static final int EVENTS = 500;
  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final int SEEDS_PER_BUG = 300;
  private static final int SHRINKS_MAX = 2_000;

  @Test
  void whatever_fails_no_rule_is_broken_and_everything_comes_right() {
    Optional<Long> one = Optional.ofNullable(Long.getLong("seed"));
    long first = one.orElse(1L);
    long last = one.orElse((long) SEEDS);
    for (long seed = first; seed <= last; seed++) {
      List<Event> events = Event.random(seed, EVENTS);
      Optional<Violation> found = run(seed, events, Bug.NONE);
      if (found.isPresent()) {
        throw new AssertionError(told(seed, events, Bug.NONE, found.get()), found.get());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_planted_mistake_is_found_by_the_rule_that_it_breaks(Bug bug) {
    for (long seed = 1; seed <= SEEDS_PER_BUG; seed++) {
      Optional<Violation> found = run(seed, Event.random(seed, EVENTS), bug);
      if (found.isPresent()) {
        assertThat(found.get()).hasMessageStartingWith(bug.finds + ":");
        return;
      }
    }
    throw new AssertionError(bug + " was not found with " + SEEDS_PER_BUG + " seeds");
  }

  @Test
  void a_seed_replays_and_its_events_are_shrunk_to_those_that_matter() {
    for (long seed = 1; seed <= SEEDS_PER_BUG; seed++) {
      List<Event> events = Event.random(seed, EVENTS);
      Optional<Violation> found = run(seed, events, Bug.SNOOZE_BURNS);
      if (found.isPresent()) {
        assertThat(run(seed, events, Bug.SNOOZE_BURNS).orElseThrow())
            .hasMessage(found.get().getMessage());
        List<Event> few = shrunk(seed, events, Bug.SNOOZE_BURNS);
        assertThat(few).hasSizeLessThan(20);
        assertThat(run(seed, few, Bug.SNOOZE_BURNS)).isPresent();
        assertThat(told(seed, events, Bug.SNOOZE_BURNS, found.get()))
            .contains("-Dseed=" + seed)
            .contains(few.getLast().toString());
        return;
      }
    }
    throw new AssertionError("no seed breaks a rule");
  }

  private static Optional<Violation> run(long seed, List<Event> events, Bug bug) {
    World world = new World(seed, bug);
    try {
      events.forEach(world::happens);
      world.settle();
      return Optional.empty();
    } catch (Violation violation) {
      return Optional.of(violation);
    }
  }

  private static String told(long seed, List<Event> events, Bug bug, Violation violation) {
    StringBuilder told =
        new StringBuilder("Replay with -Dseed=%d: %s".formatted(seed, violation.getMessage()));
    shrunk(seed, events, bug).forEach(event -> told.append("\n  ").append(event));
    return told.toString();
  }

  /** The shortest beginning that still breaks a rule, then without what does not matter. */
  private static List<Event> shrunk(long seed, List<Event> events, Bug bug) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (run(seed, events.subList(0, middle), bug).isPresent()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    List<Event> left = new ArrayList<>(events.subList(0, high));
    int tries = 0;
    for (int size = Math.max(1, left.size() / 2); size >= 1 && tries < SHRINKS_MAX; size /= 2) {
      for (int at = 0; at + size <= left.size() && tries < SHRINKS_MAX; tries++) {
        List<Event> without = new ArrayList<>(left.subList(0, at));
        without.addAll(left.subList(at + size, left.size()));
        if (run(seed, without, bug).isPresent()) {
          left = without;
        } else {
          at += size;
        }
      }
    }
    return left;
  }
}
