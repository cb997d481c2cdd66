package dev.tributary.sandbox.resend.metrics;

import java.util.Locale;
import java.util.Optional;

/** The 22 metrics in the order in which Resend lists them. */
public enum Metric {
  RECEIVED,
  DELIVERED,
  COMPLAINED,
  SUPPRESSED,
  BOUNCED,
  BOUNCED_TRANSIENT,
  BOUNCED_PERMANENT,
  BOUNCED_UNDETERMINED,
  OPENED,
  CLICKED,
  UNSUBSCRIBED,
  DELIVERY_DELAYED,
  FAILED,
  SENT,
  UNIQUE_OPENED,
  UNIQUE_CLICKED,
  DELIVERY_RATE,
  OPEN_RATE,
  CLICK_RATE,
  BOUNCE_RATE,
  COMPLAINT_RATE,
  UNSUBSCRIBE_RATE;

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Metric> named(String apiName) {
    for (Metric one : values()) {
      if (one.apiName().equals(apiName)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Counts are whole numbers; rates are per cent with one decimal. */
  Number of(Tally tally) {
    return switch (this) {
      case BOUNCED -> tally.bounced();
      case UNIQUE_OPENED -> tally.uniqueOpened();
      case UNIQUE_CLICKED -> tally.uniqueClicked();
      case DELIVERY_RATE -> rate(tally.get(Count.DELIVERED), tally.get(Count.SENT));
      case OPEN_RATE -> rate(tally.uniqueOpened(), tally.get(Count.DELIVERED));
      case CLICK_RATE -> rate(tally.uniqueClicked(), tally.get(Count.DELIVERED));
      case BOUNCE_RATE -> rate(tally.bounced(), tally.get(Count.SENT));
      case COMPLAINT_RATE -> rate(tally.get(Count.COMPLAINED), tally.get(Count.DELIVERED));
      case UNSUBSCRIBE_RATE -> rate(tally.get(Count.UNSUBSCRIBED), tally.get(Count.DELIVERED));
      default -> tally.get(Count.valueOf(name()));
    };
  }

  private static double rate(long part, long whole) {
    return whole == 0 ? 0 : Math.round(1_000.0 * part / whole) / 10.0;
  }
}
