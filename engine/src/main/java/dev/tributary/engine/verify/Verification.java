package dev.tributary.engine.verify;

import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayDigest;
import dev.tributary.store.DayFlags;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides whether an answer may replace what is stored. Only contradictions are held back;
 * everything else is applied and flagged. Pure.
 */
public final class Verification {
  /** A held day is read again 1, 6 and 24 hours after it was first held. */
  public static final List<Duration> READ_AGAIN_IN =
      List.of(Duration.ofHours(1), Duration.ofHours(5), Duration.ofHours(18));

  /** A smaller day may vanish or halve without being doubted. */
  private static final int ROWS_TO_DOUBT = 20;

  private final Account account;
  private final Map<LocalDate, LedgerDay> before;
  private final Usual usual;

  /**
   * @param before the ledger days of the slice; missing days are absent
   * @param usual main totals of earlier days, to tell what is unusual
   */
  public Verification(Account account, Map<LocalDate, LedgerDay> before, Usual usual) {
    this.account = account;
    this.before = Map.copyOf(before);
    this.usual = usual;
  }

  /** Whether the account's own totals are needed to believe that days are empty. */
  public boolean needsTotals(ReadSlice slice, Set<LocalDate> wholeDays) {
    StreamDescriptor stream = slice.planned().stream();
    if (stream.kind() != StreamKind.DAY || stream.mainMeasure().isEmpty()) {
      return false;
    }
    return slice
        .planned()
        .days()
        .days()
        .filter(slice.answer().covered()::contains)
        .anyMatch(day ->
            wholeDays.contains(day)
                && stored(day).isEmpty()
                && slice.digest().day(day).rows() == 0);
  }

  /**
   * @param wholeDays days of the slice that were over and processed when the read began
   */
  public Finding check(ReadSlice slice, Set<LocalDate> wholeDays) {
    Optional<Finding> refused = accountChange(slice.answer()).or(() -> malformed(slice));
    return refused.orElseGet(() -> dayByDay(slice, wholeDays));
  }

  private Optional<Finding> accountChange(Batch.Answer answer) {
    if (answer.zone().filter(zone -> !zone.equals(account.zone())).isPresent()) {
      return Optional.of(
          new Finding.AccountChanged(
              HealthStatus.Change.ZONE,
              "The time zone of %s changed from %s to %s, so its days have other borders now. Decide how to go on."
                  .formatted(account.name(), account.zone(), answer.zone().get())));
    }
    if (answer.currency().isPresent()
        && account.currency().isPresent()
        && !answer.currency().equals(account.currency())) {
      return Optional.of(
          new Finding.AccountChanged(
              HealthStatus.Change.CURRENCY,
              "The currency of %s changed from %s to %s, so its amounts no longer compare. Decide how to go on."
                  .formatted(account.name(), account.currency().get(), answer.currency().get())));
    }
    return Optional.empty();
  }

  private static Optional<Finding> malformed(ReadSlice slice) {
    StreamDescriptor stream = slice.planned().stream();
    DayRange asked = slice.planned().days();
    long got = (long) slice.rows().size() + slice.rejects().size();
    if (slice.answer().rowsPromised().isPresent()
        && got < slice.answer().rowsPromised().getAsLong()) {
      return refused(
          slice,
          "%s sent %d of %d promised rows for %s."
              .formatted(stream.name(), got, slice.answer().rowsPromised().getAsLong(), asked));
    }
    // What begins behind the last day says that the provider keeps none of them any more.
    if (slice.answer().covered().last().isBefore(asked.first())) {
      return refused(
          slice,
          "%s answered for %s although %s was asked."
              .formatted(stream.name(), slice.answer().covered(), asked));
    }
    Optional<Batch.Reject> dayless =
        slice.rejects().stream().filter(reject -> reject.day().isEmpty()).findFirst();
    if (dayless.isPresent()) {
      return Optional.of(
          new Finding.Refused(
              new Failure.Malformed(
                  "%s sent a row without a readable day for %s: %s."
                      .formatted(stream.name(), asked, dayless.get().reason()),
                  Optional.of(dayless.get().excerpt()))));
    }
    if (stream.kind() != StreamKind.SNAPSHOT) {
      for (int row = 0; row < slice.rows().size(); row++) {
        if (!asked.contains(slice.rows().day(row))) {
          return refused(
              slice,
              "%s sent a row of %s although %s was asked."
                  .formatted(stream.name(), slice.rows().day(row), asked));
        }
      }
    }
    OptionalInt duplicate = Duplicates.first(stream, slice.rows());
    if (duplicate.isPresent()) {
      return refused(
          slice,
          "%s sent the same key twice for %s, so a page was repeated or cut wrongly."
              .formatted(stream.name(), asked));
    }
    return Optional.empty();
  }

  private static Optional<Finding> refused(ReadSlice slice, String message) {
    Optional<String> excerpt = slice.rejects().stream().map(Batch.Reject::excerpt).findFirst();
    return Optional.of(new Finding.Refused(new Failure.Malformed(message, excerpt)));
  }

  private Finding dayByDay(ReadSlice slice, Set<LocalDate> wholeDays) {
    Map<LocalDate, String> unreadable = new HashMap<>();
    slice
        .rejects()
        .forEach(
            reject -> reject.day().ifPresent(day -> unreadable.putIfAbsent(day, reject.reason())));
    DayRange covered = slice.answer().covered();
    SortedMap<LocalDate, DayFlags> apply = new TreeMap<>();
    List<Finding.Hold> held = new ArrayList<>();
    Set<LocalDate> accepted = new HashSet<>();
    List<LocalDate> gone = new ArrayList<>();
    List<LocalDate> late = new ArrayList<>();
    for (LocalDate day : slice.planned().days().days().toList()) {
      boolean whole = wholeDays.contains(day);
      if (day.isBefore(covered.first())) {
        gone.add(day);
      } else if (day.isAfter(covered.last())) {
        late.add(day);
      } else if (!unreadable.containsKey(day)) {
        Optional<String> contradiction = contradiction(slice, day, whole);
        int heldBefore = timesHeld(slice, day);
        boolean insists = slice.planned().waiver() || heldBefore >= READ_AGAIN_IN.size();
        if (contradiction.isPresent() && !insists) {
          held.add(new Finding.Hold(day, contradiction.get(), READ_AGAIN_IN.get(heldBefore)));
        } else {
          apply.put(day, flags(slice, day, whole));
          if (contradiction.isPresent()) {
            accepted.add(day);
          }
        }
      }
    }
    return new Finding.Judged(apply, held, unreadable, accepted, gone, late);
  }

  private Optional<LedgerDay> stored(LocalDate day) {
    return Optional.ofNullable(before.get(day)).filter(LedgerDay::stored);
  }

  private Optional<String> contradiction(ReadSlice slice, LocalDate day, boolean whole) {
    StreamDescriptor stream = slice.planned().stream();
    if (stream.kind() == StreamKind.SNAPSHOT) {
      return Optional.empty();
    }
    DayDigest now = slice.digest().day(day);
    Optional<LedgerDay> stored = stored(day);
    if (stored.isPresent()) {
      return stored
          .filter(old -> !old.flags().partial() && old.rows() >= ROWS_TO_DOUBT)
          .flatMap(old -> fall(stream, old, now));
    }
    boolean accountHasSome =
        slice.totals().map(totals -> totals.day(day).mainTotal() != 0).orElse(false);
    if (whole && now.rows() == 0 && accountHasSome) {
      return Optional.of(
          "%s is empty on %s, but the account's own total is not.".formatted(stream.name(), day));
    }
    return Optional.empty();
  }

  private static Optional<String> fall(StreamDescriptor stream, LedgerDay old, DayDigest now) {
    if (now.rows() == 0) {
      return Optional.of(
          "%s had %d rows on %s and now has none.".formatted(stream.name(), old.rows(), old.day()));
    }
    Optional<Measure> main = stream.mainMeasure();
    if (main.isPresent() && old.mainTotal() > 0 && now.mainTotal() <= old.mainTotal() / 2) {
      return Optional.of(
          "%s of %s on %s fell by half or more."
              .formatted(main.get().name(), stream.name(), old.day()));
    }
    return Optional.empty();
  }

  /** How often in a row this very answer was held. */
  private int timesHeld(ReadSlice slice, LocalDate day) {
    return Optional.ofNullable(before.get(day))
        .filter(entry -> entry.problem() == Problem.HELD)
        .filter(entry -> entry.heldHash().equals(Optional.of(slice.digest().day(day).hash())))
        .map(LedgerDay::problemCount)
        .orElse(0);
  }

  private DayFlags flags(ReadSlice slice, LocalDate day, boolean whole) {
    StreamDescriptor stream = slice.planned().stream();
    long total = slice.digest().day(day).mainTotal();
    boolean judged = whole && stream.kind() == StreamKind.DAY && stream.mainMeasure().isPresent();
    boolean suddenZero = judged && usual.isSuddenZero(day, total);
    boolean unusual = judged && !suddenZero && usual.isUnusual(day, total);
    Batch.Quality quality = slice.answer().quality();
    return new DayFlags(
        quality.sampled(),
        quality.thresholded(),
        quality.otherRow(),
        !whole && stream.kind() != StreamKind.SNAPSHOT,
        unusual,
        suddenZero);
  }
}
