package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.GoogleException;
import dev.tributary.sandbox.google.traffic.Cell;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A dimension filter at work: every value is tested once, however many rows have it. */
final class Gate {
  private sealed interface Node {
    record All(List<Node> of) implements Node {}

    record Any(List<Node> of) implements Node {}

    record None(Node of) implements Node {}

    record Leaf(Probe probe) implements Node {}
  }

  private static final class Probe {
    private final Column column;
    private final Filter.Test test;
    private byte[] known = new byte[0];

    Probe(Column column, Filter.Test test) {
      this.column = column;
      this.test = test;
    }

    boolean test(Cell cell, int creditSlot, int event) {
      int code = column.code(cell, creditSlot, event);
      if (code >= known.length) {
        known = Arrays.copyOf(known, Math.max(64, code * 2));
      }
      if (known[code] == 0) {
        known[code] = (byte) (test.matches(column.value(code)) ? 1 : 2);
      }
      return known[code] == 1;
    }
  }

  private final Node root;
  private final List<Column> columns = new ArrayList<>();
  private final int landingsMax;

  Gate(Filter filter, int landingsMax) {
    this.landingsMax = landingsMax;
    this.root = build(filter);
  }

  /** Lets everything pass. */
  static Gate open(int landingsMax) {
    return new Gate(new Filter.And(List.of()), landingsMax);
  }

  private Node build(Filter filter) {
    return switch (filter) {
      case Filter.And(List<Filter> of) -> new Node.All(of.stream().map(this::build).toList());
      case Filter.Or(List<Filter> of) -> new Node.Any(of.stream().map(this::build).toList());
      case Filter.Not(Filter of) -> new Node.None(build(of));
      case Filter.Field(String name, Filter.Test test) -> leaf(name, test);
    };
  }

  private Node leaf(String name, Filter.Test test) {
    Dimension dimension =
        Dimension.named(name)
            .orElseThrow(
                () -> GoogleException.invalidArgument("Field " + name + " is not a dimension."));
    Column column = new Column(dimension, landingsMax);
    columns.add(column);
    return new Node.Leaf(new Probe(column, test));
  }

  boolean asksForEvents() {
    return columns.stream()
        .anyMatch(one -> one.dimension().axis() instanceof Dimension.Axis.OfEvent);
  }

  boolean asksForCredit() {
    return columns.stream().anyMatch(one -> one.dimension().attributed());
  }

  void enter(LocalDate day) {
    columns.forEach(one -> one.enter(day));
  }

  boolean passes(Cell cell, int creditSlot, int event) {
    return columns.isEmpty() || passes(root, cell, creditSlot, event);
  }

  private static boolean passes(Node node, Cell cell, int creditSlot, int event) {
    return switch (node) {
      case Node.All(List<Node> of) -> {
        boolean all = true;
        for (Node one : of) {
          all = all && passes(one, cell, creditSlot, event);
        }
        yield all;
      }
      case Node.Any(List<Node> of) -> {
        boolean any = false;
        for (Node one : of) {
          any = any || passes(one, cell, creditSlot, event);
        }
        yield any;
      }
      case Node.None(Node of) -> !passes(of, cell, creditSlot, event);
      case Node.Leaf(Probe probe) -> probe.test(cell, creditSlot, event);
    };
  }
}
