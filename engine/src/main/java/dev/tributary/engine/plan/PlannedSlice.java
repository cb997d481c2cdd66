package dev.tributary.engine.plan;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Priority;

/**
 * The next thing to read.
 *
 * @param waiver a person accepts the answer even where it contradicts what is stored
 */
public record PlannedSlice(
    StreamDescriptor stream, DayRange days, Priority priority, boolean waiver) {

  public Slice slice() {
    return new Slice(stream.name(), days);
  }
}
