package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.insights.Breakdown.Cell;
import dev.tributary.sandbox.meta.world.Delivery;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.Plan;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that answer a question, object by object, range by range, cell by cell. Places are
 * numbered through, so that reading can go on where it ended; places without impressions have no
 * row.
 */
final class Rows {
  /** One row's numbers; the object is used again for the next row. */
  record Row(int index, Range range, Cell cell, Facts facts) {}

  /** Takes rows; returns false when it wants no more. */
  @FunctionalInterface
  interface Reader {
    boolean read(Row row);
  }

  private final Question question;
  private final Plan plan;
  private final int each;
  private final BitSet ads;
  private final int[] objects;
  private final List<Cell> cells;
  private final Map<LocalDate, Delivery.Day> days = new HashMap<>();

  Rows(Question question) {
    this.question = question;
    this.plan = question.plan();
    this.each = plan.adsEach(question.level());
    this.cells = Breakdown.cells(question.breakdowns());
    this.ads = matching();
    int count = 0;
    int[] found = new int[plan.size(question.level())];
    for (int n = 0; n < found.length; n++) {
      int next = ads.nextSetBit(n * each);
      if (next >= 0 && next < (n + 1) * each) {
        found[count++] = n;
      }
    }
    this.objects = Arrays.copyOf(found, count);
  }

  /** The ads that count: in scope, not filtered away, and in no object that is not shown. */
  private BitSet matching() {
    BitSet bits = new BitSet();
    int size = plan.size(Level.AD);
    int scoped = plan.adsEach(question.scope().level());
    int from = question.scope().level() == Level.ACCOUNT ? 0 : question.scope().index() * scoped;
    boolean whole = question.level() == question.scope().level();
    for (int ad = from; ad < Math.min(size, from + scoped); ad++) {
      boolean shown =
          (whole || question.filters().shows(plan, question.level(), ad / each))
              && question.filters().matches(plan, ad, Level.AD);
      bits.set(ad, shown);
    }
    return bits;
  }

  int places() {
    return objects.length * question.ranges().size() * cells.size();
  }

  /** Reads from a place on; returns the place after the last row that was taken. */
  int read(int from, Reader reader) {
    int perObject = question.ranges().size() * cells.size();
    int digits = plan.account().digits();
    Facts whole = new Facts();
    Facts part = new Facts();
    int computed = -1;
    for (int place = from; place < places(); place++) {
      int index = objects[place / perObject];
      Range range = question.ranges().get(place % perObject / cells.size());
      Cell cell = cells.get(place % cells.size());
      if (computed != place / cells.size()) {
        computed = place / cells.size();
        whole.clear();
        sum(index, range, whole);
      }
      part.clear();
      part.addPart(whole, cell.low(), cell.high());
      if (part.isEmpty() || !question.filters().matches(part, digits)) {
        continue;
      }
      if (!reader.read(new Row(index, range, cell, part))) {
        return place;
      }
    }
    return places();
  }

  private void sum(int index, Range range, Facts into) {
    LocalDate today = plan.today();
    LocalDate last = range.until().isAfter(today) ? today : range.until();
    for (LocalDate date = range.since(); !date.isAfter(last); date = date.plusDays(1)) {
      Delivery.Day day =
          days.computeIfAbsent(date, one -> question.scope().delivery().day(one, question.asOf()));
      int end = (index + 1) * each;
      for (int ad = ads.nextSetBit(index * each);
          ad >= 0 && ad < end;
          ad = ads.nextSetBit(ad + 1)) {
        day.read(ad, into);
      }
    }
  }
}
