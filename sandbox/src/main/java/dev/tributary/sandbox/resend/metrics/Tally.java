package dev.tributary.sandbox.resend.metrics;

import dev.tributary.sandbox.resend.mail.Bounce;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.Happening;
import dev.tributary.sandbox.resend.team.Domain;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts of one row. */
final class Tally {
  private final long[] counts = new long[Count.values().length];
  private final Map<Domain.Past, long[]> interest = new EnumMap<>(Domain.Past.class);
  private final Set<String> openers = new HashSet<>();
  private final Set<String> clickers = new HashSet<>();

  /** An hour of the past. */
  void add(Domain domain, long[] hour) {
    for (int n = 0; n < counts.length; n++) {
      counts[n] += hour[n];
    }
    long[] times = interest.computeIfAbsent(domain.past(), any -> new long[2]);
    times[0] += hour[Count.OPENED.ordinal()];
    times[1] += hour[Count.CLICKED.ordinal()];
  }

  /** An e-mail that was sent here. */
  void add(Email email, Instant now) {
    for (Happening one : email.until(now)) {
      String person = email.domainId() + one.recipient();
      switch (one.type()) {
        case SENT -> plus(Count.SENT);
        case DELIVERED -> plus(Count.DELIVERED);
        case DELIVERY_DELAYED -> plus(Count.DELIVERY_DELAYED);
        case FAILED -> plus(Count.FAILED);
        case SUPPRESSED -> plus(Count.SUPPRESSED);
        case COMPLAINED -> plus(Count.COMPLAINED);
        case BOUNCED -> plus(bounce(one.bounce().orElse(Bounce.UNDETERMINED)));
        case OPENED -> {
          plus(Count.OPENED);
          openers.add(person);
        }
        case CLICKED -> {
          plus(Count.CLICKED);
          clickers.add(person);
        }
        default -> {
          // No metric counts it.
        }
      }
    }
  }

  private static Count bounce(Bounce kind) {
    return switch (kind) {
      case NO_EMAIL, GENERAL -> Count.BOUNCED_PERMANENT;
      case MAILBOX_FULL -> Count.BOUNCED_TRANSIENT;
      case UNDETERMINED -> Count.BOUNCED_UNDETERMINED;
    };
  }

  private void plus(Count count) {
    counts[count.ordinal()]++;
  }

  long get(Count count) {
    return counts[count.ordinal()];
  }

  long bounced() {
    return get(Count.BOUNCED_PERMANENT)
        + get(Count.BOUNCED_TRANSIENT)
        + get(Count.BOUNCED_UNDETERMINED);
  }

  long uniqueOpened() {
    return people(0) + openers.size();
  }

  long uniqueClicked() {
    return people(1) + clickers.size();
  }

  private long people(int which) {
    return interest.entrySet().stream()
        .mapToLong(one -> History.people(one.getKey(), one.getValue()[which]))
        .sum();
  }
}
