package dev.tributary.engine.simulation;

import dev.tributary.engine.plan.Standing;
import dev.tributary.store.DayDigest;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Ledger entries as the stores write them. */
final class Entries {

  static LedgerDay stored(
      Optional<LedgerDay> old, DayDigest now, Standing standing, DayFlags flags, Instant readAt) {
    boolean changed = old.flatMap(LedgerDay::hash).filter(now.hash()::equals).isEmpty();
    return new LedgerDay(
        Shop.STREAM.name(),
        now.day(),
        standing.state(),
        Problem.NONE,
        Optional.empty(),
        Optional.empty(),
        0,
        old.map(LedgerDay::version).orElse(0) + (changed ? 1 : 0),
        Shop.STREAM.version(),
        Optional.of(now.hash()),
        now.rows(),
        now.mainTotal(),
        Optional.of(readAt),
        changed ? Optional.of(readAt) : old.flatMap(LedgerDay::changedAt),
        standing.dueAt(),
        flags,
        Optional.empty());
  }

  static LedgerDay held(LedgerDay old, DayDigest answer, String reason, Instant again) {
    boolean same =
        old.problem() == Problem.HELD && old.heldHash().equals(Optional.of(answer.hash()));
    return with(
        old,
        old.state(),
        Problem.HELD,
        Optional.of("contradiction"),
        Optional.of(reason),
        same ? old.problemCount() + 1 : 1,
        Optional.of(again),
        Optional.of(answer.hash()));
  }

  static LedgerDay failed(
      Optional<LedgerDay> old, LocalDate day, String code, String reason, Instant again) {
    LedgerDay before = old.orElseGet(() -> empty(day));
    DayState state =
        before.state() != DayState.SKIPPED
            ? before.state()
            : before.stored() && !before.flags().partial() ? DayState.SETTLING : DayState.OPEN;
    return with(
        before,
        state,
        Problem.FAILED,
        Optional.of(code),
        Optional.of(reason),
        before.problem() == Problem.FAILED ? before.problemCount() + 1 : 1,
        Optional.of(again),
        Optional.empty());
  }

  static LedgerDay skipped(Optional<LedgerDay> old, LocalDate day, String reason) {
    return with(
        old.orElseGet(() -> empty(day)),
        DayState.SKIPPED,
        Problem.NONE,
        Optional.of("too_much_data"),
        Optional.of(reason),
        0,
        Optional.empty(),
        Optional.empty());
  }

  static LedgerDay due(LedgerDay old, Optional<Instant> at) {
    return with(
        old,
        old.state(),
        old.problem(),
        old.problemCode(),
        old.reason(),
        old.problemCount(),
        at,
        old.heldHash());
  }

  private static LedgerDay with(
      LedgerDay old,
      DayState state,
      Problem problem,
      Optional<String> code,
      Optional<String> reason,
      int count,
      Optional<Instant> due,
      Optional<dev.tributary.store.ContentHash> held) {
    return new LedgerDay(
        old.stream(),
        old.day(),
        state,
        problem,
        code,
        reason,
        count,
        old.version(),
        old.definition(),
        old.hash(),
        old.rows(),
        old.mainTotal(),
        old.fetchedAt(),
        old.changedAt(),
        due,
        old.flags(),
        held);
  }

  private static LedgerDay empty(LocalDate day) {
    return new LedgerDay(
        Shop.STREAM.name(),
        day,
        DayState.OPEN,
        Problem.NONE,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DayFlags.NONE,
        Optional.empty());
  }

  private Entries() {}
}
