package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.report.Dimension.Axis;
import dev.tributary.sandbox.google.report.Dimension.CellField;
import dev.tributary.sandbox.google.traffic.Campaign;
import dev.tributary.sandbox.google.traffic.Campaigns;
import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns the values of one dimension into small numbers, once per value instead of per row. */
final class Column {
  private static final String OTHER = "(other)";

  private final Dimension dimension;
  private final int landingsMax;
  private final Map<String, Integer> codes = new HashMap<>();
  private final List<String> values = new ArrayList<>();
  private final int[] slotCodes = new int[Campaigns.SLOTS + 1];
  private int[] cellCodes = new int[0];
  private int dayCode;

  /** Landing pages beyond {@code landingsMax} are rolled into one row. */
  Column(Dimension dimension, int landingsMax) {
    this.dimension = dimension;
    this.landingsMax = landingsMax;
  }

  Dimension dimension() {
    return dimension;
  }

  boolean ofDay() {
    return dimension.axis() instanceof Axis.OfDay;
  }

  String value(int code) {
    return values.get(code);
  }

  int size() {
    return values.size();
  }

  /** Called before the first cell of a day is asked for. */
  void enter(LocalDate day) {
    switch (dimension.axis()) {
      case Axis.OfDay(Function<LocalDate, String> value) -> dayCode = code(value.apply(day));
      case Axis.OfSession(Function<Campaign, String> value) -> enterSlots(day, value);
      case Axis.OfCredit(Function<Campaign, String> value) -> enterSlots(day, value);
      case Axis.OfCell cell -> {}
      case Axis.OfEvent event -> enterEvents();
    }
  }

  private void enterSlots(LocalDate day, Function<Campaign, String> value) {
    for (int slot = 0; slot < Campaigns.SLOTS; slot++) {
      slotCodes[slot] = code(value.apply(Campaigns.in(slot, day)));
    }
    slotCodes[Traffic.NOT_AVAILABLE] = code(value.apply(Campaign.NOT_AVAILABLE));
  }

  private void enterEvents() {
    if (values.isEmpty()) {
      for (Event event : Event.values()) {
        code(event.apiName());
      }
    }
  }

  /**
   * @param creditSlot who gets the credit in the contribution at hand
   * @param event ordinal of the event at hand
   */
  int code(Cell cell, int creditSlot, int event) {
    return switch (dimension.axis()) {
      case Axis.OfDay day -> dayCode;
      case Axis.OfSession session -> slotCodes[cell.sessionSlot];
      case Axis.OfCredit credit -> slotCodes[creditSlot];
      case Axis.OfEvent any -> event;
      case Axis.OfCell of -> cellCode(of, cell);
    };
  }

  private int cellCode(Axis.OfCell of, Cell cell) {
    int number =
        switch (of.field()) {
          case LANDING -> cell.landing;
          case COUNTRY -> cell.country;
          case DEVICE -> cell.device;
          case NUMBER -> cell.number;
        };
    if (number >= cellCodes.length) {
      int length = cellCodes.length;
      cellCodes = Arrays.copyOf(cellCodes, Math.max(64, number * 2));
      Arrays.fill(cellCodes, length, cellCodes.length, -1);
    }
    int code = cellCodes[number];
    if (code < 0) {
      boolean rolledUp = of.field() == CellField.LANDING && number >= landingsMax;
      code = code(rolledUp ? OTHER : of.value().apply(number));
      cellCodes[number] = code;
    }
    return code;
  }

  private int code(String value) {
    Integer known = codes.get(value);
    if (known != null) {
      return known;
    }
    codes.put(value, values.size());
    values.add(value);
    return values.size() - 1;
  }
}
