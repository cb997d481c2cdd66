package dev.tributary.spi;

/** What one read and one transaction cover: consecutive whole days of one stream. */
public record Slice(String stream, DayRange days) {
  @Override
  public String toString() {
    return stream + " " + days;
  }
}
