package dev.tributary.engine.kpi;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Buckets;
import dev.tributary.store.DayShift;
import dev.tributary.store.KpiAccount;
import dev.tributary.store.KpiFilter;
import dev.tributary.store.KpiLedger;
import dev.tributary.store.KpiPeriods;
import dev.tributary.store.KpiStanding;
import dev.tributary.store.KpiSums;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads for one answer: each stream once for each of the three sides that a comparison has, and the
 * ledger once for each provider.
 */
final class Numbers {

  /**
   * Accounts and rows of a stream that are summed up together. Its hash is taken once: an answer of
   * a year by day asks for it thousands of times.
   */
  static final class Unit {
    private final ProviderDescriptor provider;
    private final StreamDescriptor stream;
    private final List<KpiFilter> filters;
    private final List<KpiAccount> members;
    private final boolean fetched;
    private final int hash;

    /**
     * @param fetched whether its numbers stand as they are
     */
    Unit(
        ProviderDescriptor provider,
        StreamDescriptor stream,
        List<KpiFilter> filters,
        List<KpiAccount> members,
        boolean fetched) {
      this.provider = provider;
      this.stream = stream;
      this.filters = filters;
      this.members = members;
      this.fetched = fetched;
      this.hash = Objects.hash(provider.id(), stream.name(), filters, members, fetched);
    }

    ProviderDescriptor provider() {
      return provider;
    }

    StreamDescriptor stream() {
      return stream;
    }

    List<KpiFilter> filters() {
      return filters;
    }

    List<KpiAccount> members() {
      return members;
    }

    boolean fetched() {
      return fetched;
    }

    List<UUID> ids() {
      return members.stream().map(KpiAccount::id).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Unit unit
              && hash == unit.hash
              && fetched == unit.fetched
              && provider.id().equals(unit.provider.id())
              && stream.name().equals(unit.stream.name())
              && filters.equals(unit.filters)
              && members.equals(unit.members));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** The sides of a comparison. */
  enum Side {
    NOW,
    /** Of now, the days that take no part in the comparison. */
    LEFT_OUT,
    BEFORE
  }

  private record Place(ProviderDescriptor provider, List<KpiAccount> members, boolean fetched) {
    @Override
    public int hashCode() {
      return Objects.hash(provider.id(), members, fetched);
    }
  }

  private record Asked(Unit unit, Side side, List<String> dimensions, KpiSums.Choice choice) {}

  private static final int LINES_MAX = 100_000;

  private final KpiSums sums;
  private final KpiPeriods periods;
  private final KpiLedger ledger;
  private final UUID workspace;
  private final Buckets buckets;
  private final Optional<DayShift> shift;
  private final Instant now;

  private final Map<Unit, Set<String>> measures = new LinkedHashMap<>();
  private final Map<Place, KpiLedger.Known> known = new HashMap<>();
  private final Map<Place, KpiLedger.Known> knownBefore = new HashMap<>();
  private final Map<Asked, Sheet> sheets = new HashMap<>();
  private final Map<Unit, Map<LocalDate, KpiStanding>> standings = new HashMap<>();
  private final Map<Unit, Map<LocalDate, KpiStanding>> standingsBefore = new HashMap<>();
  private List<LocalDate> leftOut = List.of();
  private List<LocalDate> leftOutBefore = List.of();

  Numbers(
      KpiSums sums,
      KpiPeriods periods,
      KpiLedger ledger,
      UUID workspace,
      Buckets buckets,
      Optional<DayShift> shift,
      Instant now) {
    this.sums = sums;
    this.periods = periods;
    this.ledger = ledger;
    this.workspace = workspace;
    this.buckets = buckets;
    this.shift = shift;
    this.now = now;
  }

  /** Before {@link #learn}: what will be read. */
  void want(Unit unit, String measure) {
    measures.computeIfAbsent(unit, one -> new TreeSet<>()).add(measure);
  }

  /** Asks the ledger about all that is wanted, and decides which days can be compared. */
  void learn() {
    Map<Place, Set<String>> streams = new LinkedHashMap<>();
    for (Unit unit : measures.keySet()) {
      streams
          .computeIfAbsent(place(unit), place -> new LinkedHashSet<>())
          .add(unit.stream().name());
    }
    streams.forEach((place, names) -> {
      List<String> list = List.copyOf(names);
      known.put(place, known(place, list, DayShift.NONE));
      shift.ifPresent(back -> knownBefore.put(place, known(place, list, back)));
    });
    for (Unit unit : measures.keySet()) {
      standings.put(unit, of(unit, known));
      standingsBefore.put(unit, of(unit, knownBefore));
    }
    shift.ifPresent(this::compare);
  }

  private static Map<LocalDate, KpiStanding> of(Unit unit, Map<Place, KpiLedger.Known> from) {
    return Optional.ofNullable(from.get(place(unit)))
        .map(one -> one.standings().getOrDefault(unit.stream().name(), Map.of()))
        .orElse(Map.of());
  }

  private KpiLedger.Known known(Place place, List<String> streams, DayShift back) {
    Optional<List<LocalDate>> only = Optional.empty();
    if (place.fetched()) {
      only =
          Optional.of(
              buckets.all().stream()
                  .map(bucket -> back.back(buckets.within(bucket)).last())
                  .toList());
    } else if (back.years() > 0) {
      only =
          Optional.of(
              buckets.days().days().map(back::counterpart).flatMap(Optional::stream).toList());
    }
    return ledger.of(
        new KpiLedger.Wanted(
            workspace, place.members(), streams, back.back(buckets.days()), only, buckets, back),
        now);
  }

  private void compare(DayShift back) {
    Set<LocalDate> partial = new TreeSet<>();
    Set<LocalDate> partialBefore = new TreeSet<>();
    LocalDate firstOpen = LocalDate.MAX;
    for (Place place : known.keySet()) {
      for (KpiAccount member : place.members()) {
        LocalDate today = KpiLedger.today(member.zone(), now);
        firstOpen = today.isBefore(firstOpen) ? today : firstOpen;
      }
      // What was fetched for a period is compared as it is, or not at all.
      if (!place.fetched()) {
        partial.addAll(partialDays(known, place));
        partialBefore.addAll(partialDays(knownBefore, place));
      }
    }
    List<LocalDate> out = new ArrayList<>();
    Set<LocalDate> counterparts = new TreeSet<>();
    for (LocalDate day : buckets.days().days().toList()) {
      Optional<LocalDate> before = back.counterpart(day);
      boolean whole =
          !partial.contains(day)
              && day.isBefore(firstOpen)
              && before.filter(one -> !partialBefore.contains(one)).isPresent();
      if (whole) {
        before.ifPresent(counterparts::add);
      } else {
        out.add(day);
      }
    }
    leftOut = List.copyOf(out);
    leftOutBefore =
        back.back(buckets.days()).days().filter(day -> !counterparts.contains(day)).toList();
  }

  private static Set<LocalDate> partialDays(Map<Place, KpiLedger.Known> from, Place place) {
    Set<LocalDate> days = new TreeSet<>();
    Optional.ofNullable(from.get(place))
        .ifPresent(one -> one.partialDays().values().forEach(days::addAll));
    return days;
  }

  boolean compared() {
    return shift.isPresent();
  }

  List<LocalDate> leftOut() {
    return leftOut;
  }

  /** Whether a day of the bucket takes part in the comparison. */
  boolean comparable(LocalDate bucket) {
    return buckets.within(bucket).days().anyMatch(day -> !leftOut.contains(day));
  }

  KpiStanding standing(Unit unit, Side side, LocalDate bucket) {
    Map<Unit, Map<LocalDate, KpiStanding>> from = side == Side.BEFORE ? standingsBefore : standings;
    return from.getOrDefault(unit, Map.of()).getOrDefault(bucket, KpiStanding.NOTHING);
  }

  Optional<KpiLedger.OfAccount> account(UUID integration) {
    return known.values().stream()
        .flatMap(one -> Optional.ofNullable(one.accounts().get(integration)).stream())
        .reduce((one, other) ->
            new KpiLedger.OfAccount(
                one.through()
                    .flatMap(day -> other.through().map(also -> also.isBefore(day) ? also : day)),
                one.oldestRead()
                    .flatMap(read ->
                        other.oldestRead().map(also -> also.isBefore(read) ? also : read))));
  }

  Sheet totals(Unit unit, Side side) {
    return sums(unit, side, List.of(), new KpiSums.Choice.Whole());
  }

  Sheet sums(Unit unit, Side side, List<String> dimensions, KpiSums.Choice choice) {
    if ((side == Side.BEFORE && shift.isEmpty()) || (side == Side.LEFT_OUT && leftOut.isEmpty())) {
      return Sheet.EMPTY;
    }
    return sheets.computeIfAbsent(new Asked(unit, side, dimensions, choice), this::read);
  }

  private Sheet read(Asked asked) {
    DayShift back = asked.side == Side.BEFORE ? shift.orElse(DayShift.NONE) : DayShift.NONE;
    List<String> names = List.copyOf(measures.getOrDefault(asked.unit, Set.of()));
    Unit unit = asked.unit;
    return new Sheet(
        names,
        sums.read(
            new KpiSums.Wanted(
                workspace,
                unit.provider().id(),
                unit.stream(),
                names,
                unit.ids(),
                back.back(buckets.days()),
                asked.side == Side.LEFT_OUT ? Optional.of(leftOut) : Optional.empty(),
                asked.side == Side.BEFORE ? leftOutBefore : List.of(),
                buckets,
                back,
                unit.filters(),
                asked.dimensions,
                asked.choice)));
  }

  /** Numbers as they were fetched, told apart by the dimension. */
  Sheet fetched(Unit unit, Side side, Optional<String> dimension) {
    if (side == Side.BEFORE && shift.isEmpty()) {
      return Sheet.EMPTY;
    }
    DayShift back = side == Side.BEFORE ? shift.orElse(DayShift.NONE) : DayShift.NONE;
    return sheets.computeIfAbsent(
        new Asked(unit, side, dimension.stream().toList(), new KpiSums.Choice.Whole()),
        asked -> {
          List<String> names = List.copyOf(measures.getOrDefault(unit, Set.of()));
          Map<LocalDate, DayRange> wanted = new LinkedHashMap<>();
          buckets.all().forEach(bucket -> wanted.put(bucket, back.back(buckets.within(bucket))));
          List<KpiSums.Line> lines =
              periods.read(
                  new KpiPeriods.Wanted(
                      workspace,
                      unit.provider().id(),
                      unit.stream(),
                      names,
                      unit.ids(),
                      wanted,
                      unit.filters(),
                      dimension,
                      LINES_MAX));
          if (lines.size() == LINES_MAX) {
            throw new KpiQueryException(
                "too_many_values",
                "The breakdown has more than %,d numbers; ask for a shorter range, or export the stream."
                    .formatted(LINES_MAX));
          }
          return new Sheet(names, lines);
        });
  }

  private static Place place(Unit unit) {
    return new Place(unit.provider(), unit.members(), unit.fetched());
  }
}
