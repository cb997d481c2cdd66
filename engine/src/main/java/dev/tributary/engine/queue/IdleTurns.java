package dev.tributary.engine.queue;

import com.github.kagkarlsson.scheduler.task.Execution;
import dev.tributary.store.Database;
import dev.tributary.store.ScheduleStore;
import dev.tributary.store.ScheduleStore.IdleEnd;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends turns that have nothing to do where they were claimed: those of one claim together, in one
 * transaction, so that they never take a worker. Called by the scheduler's polling thread.
 */
final class IdleTurns {
  private static final Logger LOG = LoggerFactory.getLogger(IdleTurns.class);

  /** So many integrations are locked for some milliseconds; others wait for no more. */
  private static final int TOGETHER_MAX = 100;

  private final Database database;
  private final ScheduleStore schedule;
  private final Turns turns;

  IdleTurns(Database database, ScheduleStore schedule, Turns turns) {
    this.database = database;
    this.schedule = schedule;
    this.turns = turns;
  }

  /**
   * @param executions to be run
   * @param dueAgain whether a turn that was ended is due again at once
   */
  record Busy(List<Execution> executions, boolean dueAgain) {}

  private record Ended(List<Turns.Idle> idle, Map<UUID, IdleEnd> how) {}

  /** Ends those that have nothing to do. */
  Busy end(List<Execution> executions, Instant now) {
    Map<Claim, Execution> busy = new LinkedHashMap<>();
    executions.forEach(one -> busy.put(Claim.of(one.taskInstance.getId(), one.version), one));
    List<Claim> claims = List.copyOf(busy.keySet());
    boolean dueAgain = false;
    for (int from = 0; from < claims.size(); from += TOGETHER_MAX) {
      List<Claim> some = claims.subList(from, Math.min(from + TOGETHER_MAX, claims.size()));
      dueAgain |= end(some, busy, now);
    }
    return new Busy(List.copyOf(busy.values()), dueAgain);
  }

  /**
   * Takes out of {@code busy} what is ended or not ours any more. When that fails, those that are
   * claimed still are all run, each for itself: a mistake with one integration is its own, and
   * nobody knows whether a commit that was not heard of had happened.
   */
  private boolean end(List<Claim> claims, Map<Claim, Execution> busy, Instant now) {
    Ended ended;
    try {
      ended = database.system(() -> once(claims, now));
    } catch (RuntimeException e) {
      LOG.warn(
          "{} turns are run without a look whether they have anything to do.", claims.size(), e);
      busy.keySet().removeAll(lost(claims));
      return false;
    }
    boolean dueAgain = false;
    for (Turns.Idle turn : ended.idle()) {
      switch (ended.how().getOrDefault(turn.job().id(), IdleEnd.OPEN)) {
        case OPEN -> {}
        case LOST -> {
          LOG.info("Integration {} is in other hands.", turn.claim().integration());
          busy.remove(turn.claim());
        }
        case RECORDED -> {
          turn.recorded().run();
          busy.remove(turn.claim());
          dueAgain |= !turn.dueAt().isAfter(now);
        }
      }
    }
    return dueAgain;
  }

  private Ended once(List<Claim> claims, Instant now) {
    List<Turns.Idle> idle = turns.idle(claims, now);
    return new Ended(
        idle,
        schedule.idle(
            idle.stream()
                .map(turn -> new ScheduleStore.Idle(turn.job(), turn.claim().provider()))
                .toList()));
  }

  private Set<Claim> lost(List<Claim> claims) {
    Set<String> stillOurs =
        schedule.stillClaimed(
            claims.stream().collect(Collectors.toMap(Claim::instance, Claim::value)));
    return claims.stream()
        .filter(claim -> !stillOurs.contains(claim.instance()))
        .collect(Collectors.toSet());
  }
}
