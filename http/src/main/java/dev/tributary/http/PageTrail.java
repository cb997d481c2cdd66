package dev.tributary.http;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.util.Optional;

/**
 * The guard of a read in pages: promised rows must all come, and no page twice. It is small enough
 * to travel in a cursor, because adapters keep nothing.
 *
 * @param promised rows that the provider says there are in all
 * @param rows rows that came
 * @param firstPage fingerprint of the first page
 * @param lastPage fingerprint of the page before
 */
public record PageTrail(long promised, long rows, int pages, long firstPage, long lastPage) {
  static final int PAGES_MAX = 10_000;

  public static final PageTrail START = new PageTrail(0, 0, 0, 0, 0);

  public boolean complete() {
    return pages > 0 && rows >= promised;
  }

  /**
   * Takes one more page into account.
   *
   * @param promisedNow rows in all, as this page says
   * @param fingerprint a hash over the page's content
   * @throws SyncException with {@link Failure.Malformed} when the page cannot be right
   */
  public PageTrail after(long promisedNow, long pageRows, long fingerprint) throws SyncException {
    if (pages > 0 && promisedNow != promised) {
      throw malformed(
          "promised " + promised + " rows and then " + promisedNow + ", so it changed meanwhile");
    }
    if (pages > 0 && pageRows > 0 && (fingerprint == lastPage || fingerprint == firstPage)) {
      throw malformed("sent the same page twice");
    }
    long all = rows + pageRows;
    if (all > promisedNow) {
      throw malformed("promised " + promisedNow + " rows and sent " + all);
    }
    if (pageRows == 0 && all < promisedNow) {
      throw malformed("promised " + promisedNow + " rows and stopped after " + all);
    }
    if (pages + 1 > PAGES_MAX) {
      throw malformed("sent more than " + PAGES_MAX + " pages");
    }
    return new PageTrail(
        promisedNow, all, pages + 1, pages == 0 ? fingerprint : firstPage, fingerprint);
  }

  public String encoded() {
    return promised
        + "."
        + rows
        + "."
        + pages
        + "."
        + Long.toHexString(firstPage)
        + "."
        + Long.toHexString(lastPage);
  }

  /**
   * @throws IllegalArgumentException for a text that {@link #encoded()} did not make
   */
  public static PageTrail decoded(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("not a page trail: " + text);
    }
    return new PageTrail(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Long.parseUnsignedLong(parts[3], 16),
        Long.parseUnsignedLong(parts[4], 16));
  }

  private static SyncException malformed(String what) {
    return new SyncException(
        new Failure.Malformed(
            "The provider " + what + "; the pages are read again from the first.",
            Optional.empty()));
  }
}
