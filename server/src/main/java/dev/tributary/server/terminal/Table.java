package dev.tributary.server.terminal;

import java.util.ArrayList;
import java.util.List;

/** A table of text for a terminal, numbers to the right. */
public final class Table {
  private final List<String> header;
  private final boolean[] right;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param columns names; one that ends with {@code >} is aligned to the right
   */
  public Table(String... columns) {
    this.right = new boolean[columns.length];
    this.header = new ArrayList<>();
    for (int column = 0; column < columns.length; column++) {
      right[column] = columns[column].endsWith(">");
      header.add(
          right[column]
              ? columns[column].substring(0, columns[column].length() - 1)
              : columns[column]);
    }
  }

  public void row(String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + header.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  public void print(Terminal terminal) {
    int[] width = new int[header.size()];
    for (int column = 0; column < width.length; column++) {
      width[column] = header.get(column).length();
      for (List<String> row : rows) {
        width[column] = Math.max(width[column], row.get(column).length());
      }
    }
    terminal.print(terminal.bold(line(header, width)));
    rows.forEach(row -> terminal.print(line(row, width)));
  }

  private String line(List<String> cells, int[] width) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < width.length; column++) {
      String padding = " ".repeat(width[column] - cells.get(column).length());
      line.append(column == 0 ? "" : "  ");
      line.append(right[column] ? padding + cells.get(column) : cells.get(column) + padding);
    }
    return line.toString().stripTrailing();
  }
}
