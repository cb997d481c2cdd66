package dev.tributary.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads a slice as the engine does: step by step until it is done. */
final class Reading {
  private static final int STEPS_MAX = 1_000;

  private final IntegrationAdapter adapter;
  private final Connection connection;
  private final Supplier<Call> calls;

  Reading(IntegrationAdapter adapter, Connection connection, Supplier<Call> calls) {
    this.adapter = adapter;
    this.connection = connection;
    this.calls = calls;
  }

  List<Batch> whole(StreamDescriptor stream, Slice slice, Purpose purpose)
      throws SyncException, InterruptedException {
    List<Batch> batches = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();
    for (int step = 0; step < STEPS_MAX; step++) {
      Batch batch = step(stream, slice, purpose, cursor, calls.get());
      batches.add(batch);
      cursor = cursor(batch);
      if (cursor.isEmpty()) {
        return batches;
      }
    }
    return fail(slice + " is not done after " + STEPS_MAX + " steps");
  }

  Batch step(
      StreamDescriptor stream, Slice slice, Purpose purpose, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    return adapter.sync(new SyncRequest(connection, stream, slice, cursor, purpose), call);
  }

  static Optional<Cursor> cursor(Batch batch) {
    return switch (batch.next()) {
      case Batch.Next.More more -> Optional.of(more.cursor());
      case Batch.Next.Later later -> Optional.of(later.cursor());
      case Batch.Next.Done done -> Optional.empty();
    };
  }

  /** Rows by key: day and dimensions, then everything else. A key that comes twice fails. */
  static TreeMap<String, String> byKey(StreamDescriptor stream, List<Batch> batches) {
    TreeMap<String, String> byKey = new TreeMap<>();
    for (Batch batch : batches) {
      Rows rows = batch.rows();
      for (int row = 0; row < rows.size(); row++) {
        List<String> key = new ArrayList<>(List.of(rows.day(row).toString()));
        List<String> values = new ArrayList<>();
        for (int column = 0; column < rows.textColumns(); column++) {
          (column < stream.dimensions().size() ? key : values).add(rows.text(column, row));
        }
        for (int column = 0; column < rows.numberColumns(); column++) {
          values.add(Long.toString(rows.number(column, row)));
        }
        String before = byKey.put(String.join(" | ", key), String.join(" | ", values));
        assertTrue(before == null, () -> "two rows of " + stream.name() + " have the key " + key);
      }
    }
    return byKey;
  }

  /** Columns as the stream names them, days within the slice, and nothing unreadable. */
  static void fits(StreamDescriptor stream, Slice slice, Batch batch) {
    Rows rows = batch.rows();
    assertEquals(stream.textColumns().size(), rows.textColumns());
    assertEquals(stream.measures().size(), rows.numberColumns());
    assertEquals(List.of(), batch.rejects());
    for (int row = 0; row < rows.size(); row++) {
      int at = row;
      assertTrue(
          slice.days().contains(rows.day(row)),
          () -> slice + " was answered with a row of " + rows.day(at));
    }
  }

  static long[] sums(StreamDescriptor stream, List<Batch> batches) {
    long[] sums = new long[stream.measures().size()];
    for (Batch batch : batches) {
      for (int column = 0; column < sums.length; column++) {
        for (int row = 0; row < batch.rows().size(); row++) {
          sums[column] += batch.rows().number(column, row);
        }
      }
    }
    return sums;
  }
}
