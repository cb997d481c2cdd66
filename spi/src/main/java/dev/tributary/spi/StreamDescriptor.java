package dev.tributary.spi;

import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One table of numbers or entities that a provider offers.
 *
 * @param name part of the table's name: {@code kpi.<provider>_<name>}
 * @param version rises when a measure's meaning changes, which plans a re-read
 * @param title for people
 * @param report the provider's own report that the numbers must equal
 * @param dimensions the key beside the day; names of campaigns and the like belong to a SNAPSHOT
 * @param attributes what else a SNAPSHOT keeps of an entity; empty for other kinds
 * @param measures the first additive one is the main measure, by which sudden falls are judged
 * @param periods for PERIOD streams, else empty
 * @param retention how long the provider keeps its days; empty for as long as the account lives
 * @param processingLag how long after a day's end its numbers are whole
 * @param sliceDaysMax the most days that one read may ask for
 */
public record StreamDescriptor(
    String name,
    StreamKind kind,
    int version,
    String title,
    String report,
    List<Dimension> dimensions,
    List<Dimension> attributes,
    List<Measure> measures,
    List<PeriodKind> periods,
    Restatement restatement,
    Optional<Period> retention,
    Duration processingLag,
    int sliceDaysMax) {

  /** The first key dimension of every PERIOD stream. */
  public static final String PERIOD = "period";

  public StreamDescriptor {
    Names.check("stream", name);
    dimensions = List.copyOf(dimensions);
    attributes = List.copyOf(attributes);
    measures = List.copyOf(measures);
    periods = List.copyOf(periods);
    if (sliceDaysMax < 1) {
      throw new IllegalArgumentException("a slice has at least one day: " + sliceDaysMax);
    }
    boolean fits =
        switch (kind) {
          case DAY -> !measures.isEmpty() && periods.isEmpty() && attributes.isEmpty();
          case PERIOD ->
              !measures.isEmpty()
                  && !periods.isEmpty()
                  && attributes.isEmpty()
                  && !dimensions.isEmpty()
                  && dimensions.getFirst().name().equals(PERIOD);
          case SNAPSHOT -> measures.isEmpty() && periods.isEmpty() && !dimensions.isEmpty();
        };
    for (Dimension attribute : attributes) {
      fits &= known(attributes, attribute.rewritesFrom());
    }
    fits &= dimensions.stream().allMatch(one -> one.rewritesFrom().isEmpty());
    if (!fits) {
      throw new IllegalArgumentException(
          "the columns of stream " + name + " do not fit its kind " + kind);
    }
  }

  private static boolean known(List<Dimension> attributes, Optional<String> name) {
    return name.isEmpty() || attributes.stream().anyMatch(one -> one.name().equals(name.get()));
  }

  /** Attributes whose change gives past numbers another meaning. */
  public List<Dimension> rewriting() {
    return attributes.stream().filter(one -> one.rewritesFrom().isPresent()).toList();
  }

  /** Dimensions, then attributes: the order of texts in {@link Rows}. */
  public List<Dimension> textColumns() {
    return Stream.concat(dimensions.stream(), attributes.stream()).toList();
  }

  /** The measure by which sudden falls are judged; empty for snapshots and distinct streams. */
  public Optional<Measure> mainMeasure() {
    return measures.stream()
        .filter(measure -> measure.additivity() == Measure.Additivity.SUM)
        .findFirst();
  }

  /** The position of a measure in {@link #measures()}. */
  public int measureIndex(String measure) {
    for (int index = 0; index < measures.size(); index++) {
      if (measures.get(index).name().equals(measure)) {
        return index;
      }
    }
    throw new IllegalArgumentException("stream " + name + " has no measure " + measure);
  }
}
