package dev.tributary.sandbox.resend.truth;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.Happening;
import dev.tributary.sandbox.resend.mail.Mailbox;
import dev.tributary.sandbox.resend.metrics.Count;
import dev.tributary.sandbox.resend.metrics.History;
import dev.tributary.sandbox.resend.team.Domain;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up what a team's e-mails did, one domain and one hour after the other into decimals. It
 * reads the same past and the same e-mails as the metrics and nothing of their code; no plan cuts
 * it off. Metrics have the names of the API; rates are shares between 0 and 1.
 */
public final class ResendTruth {
  private final List<Domain> domains;
  private final History history;
  private final Mailbox mailbox;
  private final ZoneId zone;
  private final Instant asOf;

  public ResendTruth(
      List<Domain> domains, History history, Mailbox mailbox, ZoneId zone, Instant asOf) {
    this.domains = domains;
    this.history = history;
    this.mailbox = mailbox;
    this.zone = zone;
    this.asOf = asOf;
  }

  /** Of one domain alone. */
  public ResendTruth of(String domainId) {
    List<Domain> one = domains.stream().filter(each -> each.id().equals(domainId)).toList();
    if (one.isEmpty()) {
      throw new ControlException(404, "the team has no domain " + domainId);
    }
    return new ResendTruth(one, history, mailbox, zone, asOf);
  }

  /** The whole period as one: nobody opens or clicks twice. */
  public Map<String, BigDecimal> period(LocalDate from, LocalDate to, List<String> metrics) {
    return values(sums(from, to), metrics);
  }

  /** What a table of daily rows sums to; people are counted on each day. */
  public Map<String, BigDecimal> sumOfDays(LocalDate from, LocalDate to, List<String> metrics) {
    Map<String, BigDecimal> total = new LinkedHashMap<>();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      Sums sums = sums(day, day);
      metrics.forEach(metric -> total.merge(metric, sums.value(metric), BigDecimal::add));
    }
    Sums whole = sums(from, to);
    metrics.stream()
        .filter(metric -> metric.endsWith("_rate"))
        .forEach(metric -> total.put(metric, whole.value(metric)));
    return total;
  }

  /** Per day or per domain name. */
  public Map<String, Map<String, BigDecimal>> by(
      String dimension, LocalDate from, LocalDate to, List<String> metrics) {
    Map<String, Map<String, BigDecimal>> result = new TreeMap<>();
    switch (dimension) {
      case "day" -> {
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
          result.put(day.toString(), values(sums(day, day), metrics));
        }
      }
      case "domain" ->
          domains.forEach(one -> result.put(one.name(), of(one.id()).period(from, to, metrics)));
      default ->
          throw new ControlException(
              400, "the truth is told by day or domain, not by " + dimension);
    }
    return result;
  }

  private static Map<String, BigDecimal> values(Sums sums, List<String> metrics) {
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric, sums.value(metric)));
    return values;
  }

  private Sums sums(LocalDate from, LocalDate to) {
    Instant start = from.atStartOfDay(zone).toInstant();
    Instant end = to.plusDays(1).atStartOfDay(zone).toInstant();
    Sums sums = new Sums();
    for (Domain domain : domains) {
      BigDecimal opened = BigDecimal.ZERO;
      BigDecimal clicked = BigDecimal.ZERO;
      long[] counts = new long[Count.values().length];
      long hours = Math.ceilDiv(end.getEpochSecond(), 3_600L);
      for (long hour = Math.ceilDiv(start.getEpochSecond(), 3_600L); hour < hours; hour++) {
        history.read(domain, Instant.ofEpochSecond(hour * 3_600), asOf, counts);
        for (Count count : Count.values()) {
          sums.plus(count.apiName(), counts[count.ordinal()]);
        }
        opened = opened.add(BigDecimal.valueOf(counts[Count.OPENED.ordinal()]));
        clicked = clicked.add(BigDecimal.valueOf(counts[Count.CLICKED.ordinal()]));
      }
      sums.plus("unique_opened", History.people(domain.past(), opened.longValueExact()));
      sums.plus("unique_clicked", History.people(domain.past(), clicked.longValueExact()));
      mails(domain, start, end).forEach(email -> add(sums, email));
    }
    sums.plus("unique_opened", sums.openers.size());
    sums.plus("unique_clicked", sums.clickers.size());
    return sums;
  }

  private List<Email> mails(Domain domain, Instant start, Instant end) {
    List<Email> found = new ArrayList<>();
    for (Email email : mailbox.emails().all()) {
      Instant at = email.sendAt();
      if (email.domainId().equals(domain.id())
          && !email.canceled()
          && !at.isBefore(start)
          && at.isBefore(end)) {
        found.add(email);
      }
    }
    return found;
  }

  private void add(Sums sums, Email email) {
    for (Happening one : email.until(asOf)) {
      String name = one.type().status();
      sums.plus(
          one.bounce().isPresent()
              ? "bounced_" + one.bounce().get().type().toLowerCase(Locale.ROOT)
              : name,
          1);
      String person = email.domainId() + " " + one.recipient();
      if (name.equals("opened")) {
        sums.openers.add(person);
      } else if (name.equals("clicked")) {
        sums.clickers.add(person);
      }
    }
  }

  /** Running sums by name. */
  private static final class Sums {
    private final Map<String, BigDecimal> all = new TreeMap<>();
    private final Set<String> openers = new HashSet<>();
    private final Set<String> clickers = new HashSet<>();

    void plus(String name, long value) {
      all.merge(name, BigDecimal.valueOf(value), BigDecimal::add);
    }

    BigDecimal value(String metric) {
      return switch (metric) {
        case "bounced" ->
            value("bounced_permanent")
                .add(value("bounced_transient"))
                .add(value("bounced_undetermined"));
        case "delivery_rate" -> share("delivered", "sent");
        case "bounce_rate" -> share("bounced", "sent");
        case "open_rate" -> share("unique_opened", "delivered");
        case "click_rate" -> share("unique_clicked", "delivered");
        case "complaint_rate" -> share("complained", "delivered");
        case "unsubscribe_rate" -> share("unsubscribed", "delivered");
        default -> {
          BigDecimal value = all.get(metric);
          if (value == null) {
            throw new ControlException(400, "the truth knows no metric " + metric);
          }
          yield value;
        }
      };
    }

    private BigDecimal share(String part, String whole) {
      BigDecimal bottom = value(whole);
      return bottom.signum() == 0
          ? BigDecimal.ZERO
          : value(part).divide(bottom, MathContext.DECIMAL64);
    }
  }
}
