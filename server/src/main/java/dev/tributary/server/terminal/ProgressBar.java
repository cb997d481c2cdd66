package dev.tributary.server.terminal;

import java.time.Duration;
import java.time.Instant;

/**
 * A determinate bar on a live terminal; elsewhere one plain line per tenth of the way. Used by one
 * thread.
 */
public final class ProgressBar {
  private static final int WIDTH = 30;

  private final Terminal terminal;
  private final String what;
  private final Instant start;
  private int tenthShown = -1;
  private String lastDrawn = "";

  public ProgressBar(Terminal terminal, String what, Instant start) {
    this.terminal = terminal;
    this.what = what;
    this.start = start;
  }

  /**
   * @param note what else is worth knowing now, for example a wait
   */
  public void show(long done, long total, String note, Instant now) {
    if (terminal.live()) {
      draw(done, total, note, now);
      return;
    }
    int tenth = total == 0 ? 10 : (int) (10 * done / total);
    if (tenth != tenthShown) {
      tenthShown = tenth;
      terminal.note(what + ": " + done + " of " + total + suffix(note));
    }
  }

  private void draw(long done, long total, String note, Instant now) {
    int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
    String bar =
        terminal.unicode()
            ? "█".repeat(filled) + "░".repeat(WIDTH - filled)
            : "#".repeat(filled) + "-".repeat(WIDTH - filled);
    String line =
        what + " " + bar + " " + done + "/" + total + left(done, total, now) + suffix(note);
    if (!line.equals(lastDrawn)) {
      terminal.err().print("\r\u001b[K" + line);
      terminal.err().flush();
      lastDrawn = line;
    }
  }

  private String left(long done, long total, Instant now) {
    long seconds = Duration.between(start, now).toSeconds();
    if (done == 0 || done == total || seconds < 2) {
      return "";
    }
    return ", " + Math.max(1, seconds * (total - done) / done) + " s left";
  }

  private static String suffix(String note) {
    return note.isEmpty() ? "" : ", " + note;
  }

  /** Ends the live line so that the next text starts on its own. */
  public void close() {
    if (terminal.live() && !lastDrawn.isEmpty()) {
      terminal.err().println();
    }
  }
}
