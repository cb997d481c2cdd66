package dev.tributary.resend;

import dev.tributary.spi.Kpi;
import dev.tributary.spi.Kpi.Formula.Distinct;
import dev.tributary.spi.Kpi.Formula.Ratio;
import dev.tributary.spi.Kpi.Formula.Sum;
import dev.tributary.spi.Unit;
import java.util.List;

/**
 * The KPIs. Resend's own rates have neither a published formula nor a unit, so each is a quotient
 * of counts. Days count what happened on them, whenever the e-mail was sent.
 */
final class Kpis {
  private static final String OPENS =
      " As tracked: mail programs open on their own. Domains that do not track are left out.";
  private static final String CLICKS =
      " As tracked: scanners click too. Domains that do not track are left out.";

  static final List<Kpi> ALL =
      List.of(
          sum("sent", "Sent", "E-mails that were handed to the recipients' mail servers."),
          sum("delivered", "Delivered", "E-mails that a recipient's mail server took."),
          rate("delivery_rate", "Delivery rate", "delivered", "sent", "Delivered divided by sent."),
          sum("bounced", "Bounced", "E-mails that a mail server refused, for good or for now."),
          sum("bounced_permanent", "Permanent bounces", "Refused for good."),
          sum("bounced_transient", "Transient bounces", "Refused for now."),
          sum(
              "bounced_undetermined",
              "Undetermined bounces",
              "Refused without a reason that tells."),
          rate(
              "bounce_rate",
              "Bounce rate",
              "bounced",
              "sent",
              "Bounced divided by sent; above 4 % sending is at risk."),
          sum("complained", "Complaints", "E-mails that recipients called spam."),
          rate(
              "complaint_rate",
              "Complaint rate",
              "complained",
              "delivered",
              "Complaints divided by delivered; above 0.08 % sending is at risk."),
          sum("unsubscribed", "Unsubscribed", "Recipients who unsubscribed by an e-mail."),
          rate(
              "unsubscribe_rate",
              "Unsubscribe rate",
              "unsubscribed",
              "delivered",
              "Unsubscribed divided by delivered."),
          sum("delivery_delayed", "Delayed", "Deliveries that a mail server put off."),
          sum("suppressed", "Suppressed", "Not sent because of an earlier bounce or complaint."),
          sum("failed", "Failed", "Not sent because of an error, such as a quota."),
          sum("received", "Received", "E-mails that came in."),
          sum("opened", "Opens", "Every opening. As tracked; 0 where tracking is off."),
          sum("clicked", "Clicks", "Every click. As tracked; 0 where tracking is off."),
          distinct(
              "unique_opened", "Opened e-mails", "E-mails that were opened at least once." + OPENS),
          distinct(
              "unique_clicked",
              "Clicked e-mails",
              "E-mails of which a link was clicked at least once." + CLICKS),
          tracked(
              "open_rate",
              "Open rate",
              "unique_opened",
              "delivered_with_opens",
              "Opened e-mails divided by delivered ones." + OPENS),
          tracked(
              "click_rate",
              "Click rate",
              "unique_clicked",
              "delivered_with_clicks",
              "Clicked e-mails divided by delivered ones." + CLICKS),
          tracked(
              "click_to_open_rate",
              "Click-to-open rate",
              "unique_clicked_with_both",
              "unique_opened_with_both",
              "Clicked e-mails divided by opened ones." + CLICKS));

  private static Kpi sum(String id, String label, String definition) {
    return new Kpi(id, label, Unit.COUNT, new Sum(id), Streams.EMAILS, definition, List.of(id));
  }

  private static Kpi rate(
      String id, String label, String numerator, String denominator, String definition) {
    return new Kpi(
        id,
        label,
        Unit.PERCENT,
        new Ratio(numerator, denominator),
        Streams.EMAILS,
        definition,
        List.of(numerator, denominator));
  }

  private static Kpi distinct(String id, String label, String definition) {
    return new Kpi(
        id, label, Unit.COUNT, new Distinct(id), Streams.ENGAGEMENT, definition, List.of(id));
  }

  private static Kpi tracked(
      String id, String label, String numerator, String denominator, String definition) {
    return new Kpi(
        id,
        label,
        Unit.PERCENT,
        new Ratio(numerator, denominator),
        Streams.ENGAGEMENT,
        definition,
        Streams.TRACKED_METRICS);
  }

  private Kpis() {}
}
