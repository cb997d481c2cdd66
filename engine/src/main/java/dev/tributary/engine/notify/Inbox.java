package dev.tributary.engine.notify;

import dev.tributary.engine.Stores;
import dev.tributary.store.Delivery;
import dev.tributary.store.Notification;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the people of a workspace were told, in the application. */
public final class Inbox {
  private static final int PAGE_MAX = 200;

  private final Stores stores;
  private final InstantSource clock;

  public Inbox(Stores stores, InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * Some notices, newest first.
   *
   * @param next pass it on for those that follow; empty when there are none
   */
  public record Page(List<Notification> items, Optional<UUID> next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /**
   * @param openOnly leaves out what is over
   * @param after of the page before
   * @param limit from 1 to 200
   */
  public Page list(UUID workspace, boolean openOnly, Optional<UUID> after, int limit) {
    int size = Math.clamp(limit, 1, PAGE_MAX);
    List<Notification> found = stores.notices().page(workspace, openOnly, after, size + 1);
    return found.size() > size
        ? new Page(found.subList(0, size), Optional.of(found.get(size - 1).id()))
        : new Page(found, Optional.empty());
  }

  /** How many nobody took note of. */
  public int unread(UUID workspace) {
    return stores.notices().unread(workspace);
  }

  /**
   * Takes note of one.
   *
   * @return false when it is unknown or was read before
   */
  public boolean read(UUID workspace, UUID notification, String by) {
    return stores.notices().read(workspace, Optional.of(notification), by, clock.instant()) == 1;
  }

  /**
   * Takes note of all.
   *
   * @return how many had not been read
   */
  public int readAll(UUID workspace, String by) {
    return stores.notices().read(workspace, Optional.empty(), by, clock.instant());
  }

  /** What became of the e-mails of a notice. */
  public List<Delivery> deliveries(UUID workspace, UUID notification) {
    return stores.deliveries().of(workspace, notification);
  }
}
