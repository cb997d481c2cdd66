package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Cursor;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How far the read of a slice is; travels in the cursor, because adapters keep nothing. */
sealed interface ReadState {
  int PAGE_MIN = 25;

  /**
   * Pages are asked for directly.
   *
   * @param limit rows of a page
   * @param after the cursor of the page before; empty for the first
   */
  record Direct(int limit, String after) implements ReadState {
    @Override
    public Cursor cursor() {
      return new Cursor("direct|" + limit + "|" + URLEncoder.encode(after, UTF_8));
    }
  }

  /**
   * Report runs are made, then waited for, then read one after the other.
   *
   * @param made how many runs were made for this slice
   * @param reading the part that is read; -1 while not all are complete
   */
  record Runs(int limit, int made, int reading, String after, List<Part> parts)
      implements ReadState {
    public Runs {
      parts = List.copyOf(parts);
    }

    static Runs everything(int limit) {
      return new Runs(limit, 0, -1, "", List.of(Part.EVERYTHING));
    }

    Runs with(int madeNow, List<Part> partsNow) {
      return new Runs(limit, madeNow, -1, "", partsNow);
    }

    Runs at(int part, String afterNow) {
      return new Runs(limit, made, part, afterNow, parts);
    }

    Runs half() {
      return new Runs(Math.max(PAGE_MIN, limit / 2), made, reading, after, parts);
    }

    @Override
    public Cursor cursor() {
      return new Cursor(
          "runs|%d|%d|%d|%s|%s"
              .formatted(
                  limit,
                  made,
                  reading,
                  URLEncoder.encode(after, UTF_8),
                  parts.stream().map(Part::encoded).collect(Collectors.joining(";"))));
    }
  }

  Cursor cursor();

  static ReadState of(Cursor cursor) throws SyncException {
    String[] parts = cursor.value().split("\\|", -1);
    try {
      if (parts.length == 3 && parts[0].equals("direct")) {
        return new Direct(Integer.parseInt(parts[1]), URLDecoder.decode(parts[2], UTF_8));
      }
      if (parts.length == 6 && parts[0].equals("runs")) {
        List<Part> runs = new ArrayList<>();
        for (String part : parts[5].split(";", -1)) {
          runs.add(Part.decoded(part));
        }
        Runs state =
            new Runs(
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                URLDecoder.decode(parts[4], UTF_8),
                runs);
        if (state.reading() < runs.size()) {
          return state;
        }
      }
    } catch (IllegalArgumentException foreign) {
      throw new SyncException(defect(), foreign);
    }
    throw new SyncException(defect());
  }

  private static Failure defect() {
    return new Failure.Defect("A cursor that is none of ours was handed to Meta Ads.");
  }
}
