package dev.tributary.engine;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** Streams for tests. */
public final class Streams {
  public static final Restatement RESTATEMENT = new Restatement(3, 14, List.of(31, 91));

  public static StreamDescriptor day(String name) {
    return day(name, Optional.empty());
  }

  public static StreamDescriptor day(String name, Optional<Period> retention) {
    return new StreamDescriptor(
        name,
        StreamKind.DAY,
        1,
        "Visits",
        "Traffic",
        List.of(new Dimension("channel", "channel")),
        List.of(),
        List.of(Measure.count("visits", "visits"), Measure.count("bounces", "bounces")),
        List.of(),
        RESTATEMENT,
        retention,
        Duration.ofHours(4),
        100);
  }

  public static StreamDescriptor period(String name) {
    return new StreamDescriptor(
        name,
        StreamKind.PERIOD,
        1,
        "Users",
        "Users",
        List.of(new Dimension(StreamDescriptor.PERIOD, "period")),
        List.of(),
        List.of(Measure.distinct("users", "users")),
        List.of(PeriodKind.DAY, PeriodKind.WEEK),
        RESTATEMENT,
        Optional.empty(),
        Duration.ofHours(4),
        7);
  }

  public static StreamDescriptor snapshot(String name) {
    return new StreamDescriptor(
        name,
        StreamKind.SNAPSHOT,
        1,
        "Campaigns",
        "Campaigns",
        List.of(new Dimension("campaign_id", "id")),
        List.of(new Dimension("name", "name")),
        List.of(),
        List.of(),
        new Restatement(0, 0, List.of()),
        Optional.empty(),
        Duration.ZERO,
        1);
  }

  private Streams() {}
}
