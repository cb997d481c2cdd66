package dev.tributary.sandbox.resend.metrics;

import java.util.Locale;

/** What is counted; all else is worked out from these. */
public enum Count {
  SENT,
  DELIVERED,
  DELIVERY_DELAYED,
  FAILED,
  SUPPRESSED,
  RECEIVED,
  BOUNCED_PERMANENT,
  BOUNCED_TRANSIENT,
  BOUNCED_UNDETERMINED,
  COMPLAINED,
  UNSUBSCRIBED,
  OPENED,
  CLICKED;

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
