package dev.tributary.engine.email;

import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.Integration;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What administrators are told about e-mail, written in the transaction of the caller. */
final class EmailNotices {
  private final Notices notices;

  EmailNotices(SyncTools tools) {
    this.notices = new Notices(tools.stores().notices());
  }

  private static String stoppedIncident(UUID batch) {
    return "email_stopped/" + batch;
  }

  private static String parkedIncident(UUID batch) {
    return "email_parked/" + batch;
  }

  private static String link(UUID workspace) {
    return "/w/" + workspace + "/email";
  }

  void stopped(EmailBatch batch, EmailBatch.Reason reason, Instant now) {
    notices.raise(
        batch.workspaceId(),
        new Notice(
            NoticeKind.EMAIL_HEALTH,
            stoppedIncident(batch.id()),
            Optional.of(batch.integrationId()),
            "The e-mails \"%s\" stopped".formatted(batch.name()),
            "%s What was sent stays sent. Next step: see to the cause, then resume the batch; nobody"
                    .formatted(reason.sentence())
                + " gets it twice.",
            link(batch.workspaceId())),
        now);
  }

  void resumed(EmailBatch batch, Instant now) {
    notices.close(batch.workspaceId(), stoppedIncident(batch.id()), now);
  }

  void parked(EmailBatch batch, Instant now) {
    notices.raise(
        batch.workspaceId(),
        new Notice(
            NoticeKind.EMAIL_HEALTH,
            parkedIncident(batch.id()),
            Optional.of(batch.integrationId()),
            "Nobody knows whether some e-mails of \"%s\" were sent".formatted(batch.name()),
            "The provider's answer was lost for so long that asking again could send them twice, so"
                + " they wait for a person. Next step: look for them at the provider, then send them"
                + " again or leave it at that.",
            link(batch.workspaceId())),
        now);
  }

  void settled(EmailBatch batch, Instant now) {
    notices.close(batch.workspaceId(), parkedIncident(batch.id()), now);
  }

  /**
   * @param what {@code bounce} or {@code complaint}
   */
  void overLine(
      Integration integration, String what, double share, double line, long of, Instant now) {
    notices.raise(
        integration.workspaceId(),
        new Notice(
            NoticeKind.EMAIL_HEALTH,
            lineIncident(integration, what),
            Optional.of(integration.id()),
            "%s: %s rate of %s".formatted(integration.account().name(), what, percent(share)),
            "Of %d e-mails in the last seven days %s ended in a %s; mailbox providers begin to refuse"
                    .formatted(of, percent(share), what)
                + " a sender's mail from about %s. Next step: look at which batch they came from and"
                    .formatted(percent(line))
                + " stop sending to old addresses.",
            link(integration.workspaceId())),
        now);
  }

  void underLine(Integration integration, String what, Instant now) {
    notices.recovered(integration.workspaceId(), lineIncident(integration, what), now);
  }

  private static String lineIncident(Integration integration, String what) {
    return "email_%s/%s".formatted(what, integration.id());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
