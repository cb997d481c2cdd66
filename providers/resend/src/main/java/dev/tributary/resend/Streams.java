package dev.tributary.resend;

import static dev.tributary.spi.Measure.count;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The streams with their exact fields. */
final class Streams {
  static final String EMAILS = "emails";
  static final String ENGAGEMENT = "engagement";
  static final String DOMAINS = "domains";

  /** Bounces, complaints, opens and clicks go on coming for weeks; Resend names no end. */
  private static final Restatement SETTLES = new Restatement(3, 35, List.of());

  private static final Restatement NEVER = new Restatement(0, 0, List.of());

  /** Answers are cached for 15 minutes, so one from right after midnight may be of before. */
  private static final Duration PROCESSING_LAG = Duration.ofMinutes(30);

  /** Two months of a hundred domains stay a small answer. */
  private static final int DAYS_MAX = 62;

  /** Each period longer than a day is a request of its own. */
  private static final int PERIOD_DAYS_MAX = 14;

  static final String SENT = "sent";
  static final String DELIVERED = "delivered";

  private static final List<Measure> COUNTS =
      List.of(
          count(SENT, SENT),
          count(DELIVERED, DELIVERED),
          count("delivery_delayed", "delivery_delayed"),
          count("bounced", "bounced"),
          count("bounced_permanent", "bounced_permanent"),
          count("bounced_transient", "bounced_transient"),
          count("bounced_undetermined", "bounced_undetermined"),
          count("complained", "complained"),
          count("unsubscribed", "unsubscribed"),
          count("suppressed", "suppressed"),
          count("failed", "failed"),
          count("opened", "opened"),
          count("clicked", "clicked"),
          count("received", "received"));

  /** Of domains that track, so that one which does not is no 0 %. */
  static final List<Measure> TRACKED =
      List.of(
          distinct("unique_opened", "unique_opened"),
          distinct("unique_clicked", "unique_clicked"),
          count("delivered_with_opens", "delivered of domains that track opens"),
          count("delivered_with_clicks", "delivered of domains that track clicks"),
          distinct("unique_opened_with_both", "unique_opened of domains that track both"),
          distinct("unique_clicked_with_both", "unique_clicked of domains that track both"));

  /** What the tracked measures are made of. */
  static final List<String> TRACKED_METRICS = List.of("unique_opened", "unique_clicked", DELIVERED);

  static final List<StreamDescriptor> ALL =
      List.of(
          new StreamDescriptor(
              EMAILS,
              StreamKind.DAY,
              1,
              "E-mails",
              "Resend's metrics by day and domain: events of that day, whenever their e-mail was"
                  + " sent",
              List.of(new Dimension("domain", "domain_name")),
              List.of(),
              COUNTS,
              List.of(),
              SETTLES,
              Optional.empty(),
              PROCESSING_LAG,
              DAYS_MAX),
          new StreamDescriptor(
              ENGAGEMENT,
              StreamKind.PERIOD,
              1,
              "Opens and clicks",
              "Resend's metrics, unique opens and clicks of whole periods",
              List.of(new Dimension(StreamDescriptor.PERIOD, StreamDescriptor.PERIOD)),
              List.of(),
              TRACKED,
              List.of(PeriodKind.values()),
              SETTLES,
              Optional.empty(),
              PROCESSING_LAG,
              PERIOD_DAYS_MAX),
          new StreamDescriptor(
              DOMAINS,
              StreamKind.SNAPSHOT,
              1,
              "Domains",
              "Resend, Domains",
              List.of(new Dimension("domain_id", "id")),
              List.of(
                  new Dimension("name", "name"),
                  new Dimension("status", "status"),
                  new Dimension("region", "region"),
                  new Dimension("open_tracking", "open_tracking"),
                  new Dimension("click_tracking", "click_tracking"),
                  new Dimension("sending", "capabilities.sending"),
                  new Dimension("receiving", "capabilities.receiving"),
                  new Dimension("created_at", "created_at")),
              List.of(),
              List.of(),
              NEVER,
              Optional.empty(),
              Duration.ZERO,
              1));

  /** Different e-mails, not people. */
  private static Measure distinct(String name, String field) {
    return new Measure(name, field, Measure.Type.COUNT, Unit.COUNT, Measure.Additivity.DISTINCT);
  }

  private Streams() {}
}
