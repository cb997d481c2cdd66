package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.Dice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of an e-mail to an address. The first word of the address decides when it is one of
 * those below, as at Resend's own test addresses; any other address has the same fate each time.
 *
 * @param opens whether the sending domain tracks them
 * @param clicks whether the sending domain tracks them
 * @param speed so many times faster than usual
 */
public record Fate(boolean opens, boolean clicks, int speed) {
  private static final Pattern WORD =
      Pattern.compile(
          "(delivered|bounced|soft|undetermined|complained|delayed|failed|opened|clicked"
              + "|suppressed|silent)(?![a-z]).*@.*");
  private static final Duration DELIVERED = Duration.ofSeconds(2);
  private static final Duration COMPLAINED = Duration.ofSeconds(30);
  private static final Duration OPENED = Duration.ofSeconds(60);
  private static final Duration CLICKED = Duration.ofSeconds(90);
  private static final Duration AFTER_DELAY = Duration.ofMinutes(10);

  /** In order of time. */
  List<Happening> of(String recipient, Instant at, boolean suppressed) {
    List<Happening> plan = new ArrayList<>();
    String word = suppressed ? "suppressed" : word(recipient);
    if (word.equals("suppressed")) {
      plan.add(Happening.of(after(at, Duration.ofMillis(500)), EventType.SUPPRESSED, recipient));
      return plan;
    }
    if (word.equals("failed")) {
      plan.add(Happening.of(after(at, Duration.ofSeconds(1)), EventType.FAILED, recipient));
      return plan;
    }
    plan.add(Happening.of(at, EventType.SENT, recipient));
    Instant delivered = after(at, DELIVERED);
    switch (word) {
      case "silent" -> {
        return plan;
      }
      case "bounced" -> {
        plan.add(bounced(delivered, recipient, Bounce.NO_EMAIL));
        return plan;
      }
      case "soft" -> {
        plan.add(bounced(delivered, recipient, Bounce.MAILBOX_FULL));
        return plan;
      }
      case "undetermined" -> {
        plan.add(bounced(delivered, recipient, Bounce.UNDETERMINED));
        return plan;
      }
      case "delayed" -> {
        plan.add(Happening.of(delivered, EventType.DELIVERY_DELAYED, recipient));
        delivered = after(delivered, AFTER_DELAY);
      }
      default -> {
        // Delivered without delay.
      }
    }
    plan.add(Happening.of(delivered, EventType.DELIVERED, recipient));
    if (word.equals("complained")) {
      plan.add(Happening.of(after(delivered, COMPLAINED), EventType.COMPLAINED, recipient));
    }
    boolean clicked = word.equals("clicked");
    if ((clicked || word.equals("opened")) && opens) {
      plan.add(Happening.of(after(delivered, OPENED), EventType.OPENED, recipient));
    }
    if (clicked && clicks) {
      plan.add(Happening.of(after(delivered, CLICKED), EventType.CLICKED, recipient));
    }
    return plan;
  }

  private Instant after(Instant at, Duration usual) {
    return at.plus(usual.dividedBy(speed));
  }

  private static Happening bounced(Instant at, String recipient, Bounce kind) {
    return new Happening(at, EventType.BOUNCED, recipient, Optional.of(kind));
  }

  private static String word(String recipient) {
    Matcher word = WORD.matcher(recipient);
    if (word.matches()) {
      return word.group(1);
    }
    int roll = Dice.below(Dice.of(1, recipient), 10_000);
    if (roll < 120) {
      return "bounced";
    } else if (roll < 190) {
      return "soft";
    } else if (roll < 200) {
      return "undetermined";
    } else if (roll < 300) {
      return "delayed";
    } else if (roll < 303) {
      return "complained";
    } else if (roll < 800) {
      return "clicked";
    }
    return roll < 4_300 ? "opened" : "delivered";
  }
}
