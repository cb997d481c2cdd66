package dev.tributary.engine.kpi;

import dev.tributary.store.StreamExport.Cell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes CSV as RFC 4180 has it: UTF-8, lines end with CR LF, what needs quotes gets them. A text
 * that a spreadsheet would take for a formula gets an apostrophe in front, also where one begins
 * after a semicolon, a tab or a line's end within it; numbers are written as they are. Nothing is
 * kept but the checksum.
 */
final class CsvFile {
  /** The last four are the wide forms, which some spreadsheets take for the others. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  /** Where a spreadsheet that parts cells by semicolon or tab would see a cell begin. */
  private static final Pattern CELL_WITHIN = Pattern.compile("([;\t\r\n] *)(?=[=+\\-@＝＋－＠])");


  private final OutputStream out;
  private final MessageDigest digest;
  private long rows;

  CsvFile(OutputStream out) {
    this.out = out;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JDK has no SHA-256", missing);
    }
  }

  void header(List<String> columns) throws IOException {
    line(columns.stream().map(CsvFile::quoted).toList());
  }

  void row(List<Cell> cells) throws IOException {
    line(cells.stream().map(CsvFile::written).toList());
    rows++;
  }

  /**
   * Writes the last line, which tells how many rows there are and the checksum of every byte before
   * it, and hands everything on. Does not close.
   */
  Exported end() throws IOException {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    out.write(
        "# rows=%d sha256=%s\r\n".formatted(rows, sha256).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return new Exported(rows, sha256);
  }

  private void line(List<String> cells) throws IOException {
    byte[] bytes = (String.join(",", cells) + "\r\n").getBytes(StandardCharsets.UTF_8);
    digest.update(bytes);
    out.write(bytes);
  }

  private static String written(Cell cell) {
    return switch (cell) {
      case Cell.Text(String text) -> quoted(text);
      case Cell.Number number -> number.number().toPlainString();
      case Cell.Empty empty -> "";
    };
  }

  static String quoted(String text) {
    String apart = CELL_WITHIN.matcher(text).replaceAll("$1'");
    String safe =
        !apart.isEmpty() && FORMULA_STARTS.indexOf(apart.charAt(0)) >= 0 ? "'" + apart : apart;
    return safe.chars().anyMatch(one -> one == '"' || one == ',' || one == '\r' || one == '\n')
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }
}
