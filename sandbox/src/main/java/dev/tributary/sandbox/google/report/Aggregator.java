package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/** Walks over the visits of the asked days and adds each to its row. One use, one thread. */
final class Aggregator {
  private static final int ALL_PERCENT = 100;
  private static final int NO_EVENT = 0;

  private final Query query;
  private final Source source;
  private final Traffic traffic;
  private final List<Column> columns;
  private final Gate gate;
  private final boolean[] needed = new boolean[Base.COUNT];
  private final int[] added;
  private final Groups groups;
  private final Visitors users = new Visitors();
  private final Visitors active = new Visitors();
  private final int eventPosition;
  private final boolean byCredit;
  private final boolean filtersEvents;
  private final Cell cell = new Cell();
  private final Contribution contribution = new Contribution();
  private final int[] key;
  private final int[] day;

  private boolean windowed;
  private boolean repeatsDayBefore;

  Aggregator(Query query, Source source) {
    this.query = query;
    this.source = source;
    this.traffic = source.traffic();
    this.columns =
        query.dimensions().stream().map(one -> new Column(one, source.landingsMax())).toList();
    this.gate =
        query
            .dimensionFilter()
            .map(filter -> new Gate(filter, source.landingsMax()))
            .orElseGet(() -> Gate.open(source.landingsMax()));
    query
        .metrics()
        .forEach(metric -> metric.needs().forEach(base -> needed[base.ordinal()] = true));
    needed[Base.USERS.ordinal()] |= source.usersMin() > 0;
    this.added = IntStream.range(0, Base.ADDED).filter(base -> needed[base]).toArray();
    this.groups = new Groups(columns.size() + 1, needed);
    this.key = new int[columns.size() + 1];
    this.day = new int[columns.size()];
    this.eventPosition = positionOfEvent();
    this.filtersEvents = gate.asksForEvents();
    this.byCredit =
        gate.asksForCredit() || columns.stream().anyMatch(one -> one.dimension().attributed());
  }

  private int positionOfEvent() {
    for (int n = 0; n < columns.size(); n++) {
      if (columns.get(n).dimension().axis() instanceof Dimension.Axis.OfEvent) {
        return n;
      }
    }
    return -1;
  }

  Groups groups() {
    return groups;
  }

  List<Column> columns() {
    return columns;
  }

  void run() {
    for (int range = 0; range < query.ranges().size(); range++) {
      addDays(range, query.ranges().get(range));
      for (Base base : Base.values()) {
        if (needed[base.ordinal()] && base.windowDays() > 0) {
          addWindows(range, query.ranges().get(range), base);
        }
      }
    }
  }

  private void addDays(int range, Query.Range days) {
    windowed = false;
    boolean first = true;
    for (LocalDate date = days.from(); !date.isAfter(days.to()); date = date.plusDays(1)) {
      repeatsDayBefore = enter(date) && !first && date.isAfter(traffic.firstDay());
      first = false;
      addCells(range, date);
    }
    users.countInto(groups, Base.USERS);
    active.countInto(groups, Base.ACTIVE_USERS);
  }

  /** Returns whether the dimensions that depend on the day have the same values as before. */
  private boolean enter(LocalDate date) {
    boolean same = true;
    gate.enter(date);
    for (int n = 0; n < columns.size(); n++) {
      Column column = columns.get(n);
      column.enter(date);
      if (column.ofDay()) {
        int code = column.code(cell, 0, 0);
        same &= day[n] == code;
        day[n] = code;
      }
    }
    return same;
  }

  /** Trailing counts: each row's last day looks back over the days before it. */
  private void addWindows(int range, Query.Range days, Base base) {
    windowed = true;
    for (LocalDate last = days.from(); !last.isAfter(days.to()); last = last.plusDays(1)) {
      enter(last);
      int[] row = day.clone();
      boolean sameTomorrow = !last.equals(days.to()) && enter(last.plusDays(1));
      if (!sameTomorrow) {
        for (int back = base.windowDays() - 1; back >= 0; back--) {
          enter(last.minusDays(back));
          System.arraycopy(row, 0, day, 0, row.length);
          addCells(range, last.minusDays(back), base);
        }
        active.countInto(groups, base);
      }
    }
  }

  private void addCells(int range, LocalDate date) {
    addCells(range, date, Base.ACTIVE_USERS);
  }

  private void addCells(int range, LocalDate date, Base activeBase) {
    Traffic.Day visits = traffic.day(date, source.asOf());
    if (!visits.hasData()) {
      return;
    }
    key[columns.size()] = range;
    for (int n = 0; n < traffic.cells(); n++) {
      if (sampled(n) && visits.read(n, cell)) {
        if (eventPosition >= 0) {
          for (Event event : Event.values()) {
            if (cell.count(event) > 0) {
              addCredits(visits, event.bit(), event.ordinal(), activeBase);
            }
          }
        } else {
          addCredits(visits, filtersEvents ? -1 : Event.ALL, NO_EVENT, activeBase);
        }
      }
    }
  }

  private boolean sampled(int n) {
    return source.samplePercent() == ALL_PERCENT
        || Math.floorMod(n * 37, ALL_PERCENT) < source.samplePercent();
  }

  private void addCredits(Traffic.Day visits, int mask, int event, Base activeBase) {
    if (!byCredit) {
      addOne(visits, mask, event, cell.sessionSlot, false, activeBase);
      return;
    }
    addOne(visits, mask, event, cell.creditSlot, false, activeBase);
    if (source.sharedCredit()) {
      addOne(visits, mask, event, cell.assistSlot, true, activeBase);
    }
  }

  private void addOne(
      Traffic.Day visits, int mask, int event, int slot, boolean assist, Base activeBase) {
    int events = mask >= 0 ? mask : passingEvents(slot);
    if (events == 0 || (mask >= 0 && !gate.passes(cell, slot, event))) {
      return;
    }
    fill(events, assist);
    for (int n = 0; n < columns.size(); n++) {
      Column column = columns.get(n);
      key[n] = column.ofDay() ? day[n] : column.code(cell, slot, event);
    }
    int group = groups.find(key);
    if (!windowed) {
      groups.add(group, contribution.values, added);
    }
    if (!assist) {
      addVisitors(visits, group, activeBase);
    }
  }

  /** Without the dimension, a filter on events picks those of the cell's events that match. */
  private int passingEvents(int slot) {
    int events = 0;
    for (Event event : Event.values()) {
      if (cell.count(event) > 0 && gate.passes(cell, slot, event.ordinal())) {
        events |= event.bit();
      }
    }
    return events;
  }

  private void fill(int events, boolean assist) {
    if (events == Event.ALL) {
      contribution.all(cell, source.keyEvents());
      if (repeatsDayBefore) {
        contribution.withoutSessionsOfTheDayBefore(cell);
      }
    } else {
      contribution.events(cell, source.keyEvents(), events);
    }
    if (byCredit && assist) {
      contribution.assisted(cell);
    } else if (byCredit && source.sharedCredit()) {
      contribution.credited(cell);
    }
    if (source.samplePercent() != ALL_PERCENT) {
      contribution.times(ALL_PERCENT, source.samplePercent());
    }
  }

  private void addVisitors(Traffic.Day visits, int group, Base activeBase) {
    if (needed[Base.USERS.ordinal()] && !windowed) {
      groups.add(Base.USERS, group, contribution.newVisitors);
      for (int k = 0; k < contribution.returning; k++) {
        users.add(group, visits.visitor(cell.number, k));
      }
    }
    if (needed[activeBase.ordinal()]) {
      groups.add(activeBase, group, contribution.newVisitors);
      for (int k = 0; k < contribution.returningActive; k++) {
        active.add(group, visits.visitor(cell.number, k));
      }
    }
  }
}
