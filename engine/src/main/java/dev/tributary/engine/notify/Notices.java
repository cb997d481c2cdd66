package dev.tributary.engine.notify;

import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.NoticeStore;
import dev.tributary.store.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes what administrators are to be told, in the transaction of the caller: what caused a notice
 * and the notice are committed together or not at all. E-mails are made from the rows later.
 */
public final class Notices {
  private final NoticeStore store;

  public Notices(NoticeStore store) {
    this.store = store;
  }

  /**
   * Opens an incident; one that is open is only counted.
   *
   * @return whether it is new
   */
  public boolean raise(UUID workspace, Notice notice, Instant now) {
    return store.raise(workspace, notice, now);
  }

  /**
   * Ends an incident and tells so.
   *
   * @return false when it was not open
   */
  public boolean recovered(UUID workspace, String incident, Instant now) {
    Optional<Notification> ended = store.close(workspace, incident, now);
    ended.ifPresent(one -> store.addRecovery(workspace, one, recovery(one, now), now));
    return ended.isPresent();
  }

  /**
   * Ends an incident without a word: another notice says more, or a person saw to it.
   *
   * @return false when it was not open
   */
  public boolean close(UUID workspace, String incident, Instant now) {
    return store.close(workspace, incident, now).isPresent();
  }

  private static Notice recovery(Notification ended, Instant now) {
    Notice about = ended.notice();
    return new Notice(
        NoticeKind.RECOVERED,
        about.incident(),
        about.integration(),
        "Recovered: " + about.subject(),
        "It lasted %s and is over. There is nothing to do.".formatted(words(ended.raisedAt(), now)),
        about.link());
  }

  private static String words(Instant from, Instant to) {
    Duration lasted = Duration.between(from, to);
    if (lasted.compareTo(Duration.ofMinutes(2)) < 0) {
      return "a moment";
    }
    if (lasted.compareTo(Duration.ofHours(2)) < 0) {
      return lasted.toMinutes() + " minutes";
    }
    return lasted.compareTo(Duration.ofDays(2)) < 0
        ? lasted.toHours() + " hours"
        : lasted.toDays() + " days";
  }
}
