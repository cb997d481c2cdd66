package dev.tributary.engine.email;

import dev.tributary.engine.sync.SyncTools;
import dev.tributary.store.EmailMessageStore.Figures;
import dev.tributary.store.Integration;
import java.time.Duration;
import java.time.Instant;

/**
 * The shares of bounces and complaints above which mailbox providers begin to refuse a sender's
 * mail, and whether an account is over them.
 */
public final class Lines {
  /** Of what was sent. */
  public static final double BOUNCES = 0.04;

  /** Of what was delivered. */
  public static final double COMPLAINTS = 0.0008;

  /** Fewer deliveries tell too little. */
  public static final long DELIVERED_MIN = 1_000;

  public static final Duration WINDOW = Duration.ofDays(7);

  private final SyncTools tools;
  private final EmailStores email;
  private final EmailNotices notices;

  Lines(SyncTools tools, EmailStores email) {
    this.tools = tools;
    this.email = email;
    this.notices = new EmailNotices(tools);
  }

  /**
   * How an account does.
   *
   * @param tells whether there was enough mail for the shares to mean something
   * @param bounces share of what was sent, from 0 to 1
   * @param complaints share of what was delivered, from 0 to 1
   */
  public record Standing(boolean tells, double bounces, double complaints) {
    public static Standing of(Figures figures) {
      return new Standing(
          figures.delivered() >= DELIVERED_MIN,
          share(figures.bounced(), Math.max(figures.sent(), figures.delivered())),
          share(figures.complained(), figures.delivered()));
    }

    private static double share(long part, long of) {
      return of == 0 ? 0 : (double) part / of;
    }

    public boolean bouncesOver() {
      return tells && bounces >= BOUNCES;
    }

    public boolean complaintsOver() {
      return tells && complaints >= COMPLAINTS;
    }
  }

  /** Tells administrators when a line is crossed, and when it is no more. */
  void judge(Integration account, Instant now) {
    tools
        .stores()
        .database()
        .system(() -> {
          Figures figures =
              email.messages().figures(account.workspaceId(), account.id(), now.minus(WINDOW));
          Standing standing = Standing.of(figures);
          if (standing.bouncesOver()) {
            notices.overLine(account, "bounce", standing.bounces(), BOUNCES, figures.sent(), now);
          } else {
            notices.underLine(account, "bounce", now);
          }
          if (standing.complaintsOver()) {
            notices.overLine(
                account, "complaint", standing.complaints(), COMPLAINTS, figures.delivered(), now);
          } else {
            notices.underLine(account, "complaint", now);
          }
          return standing;
        });
  }
}
