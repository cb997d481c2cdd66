package dev.tributary.server.people;

import dev.tributary.store.Role;

/**
 * What can be allowed, each with the least role that may do it. Docs and tests read the table from
 * here.
 */
public enum Permission {
  /** See connections, runs, numbers, notices. */
  READ(Role.VIEWER),
  /** Sync, read again, backfill, pause, resume, cancel, retry, skip days, mark notices read. */
  OPERATE(Role.EDITOR),
  /** Connect, reconnect, disconnect, delete, change settings and where notices go. */
  MANAGE_CONNECTIONS(Role.ADMIN),
  /** Invite and remove people, change roles up to one's own. */
  MANAGE_MEMBERS(Role.ADMIN),
  MANAGE_API_KEYS(Role.ADMIN),
  READ_AUDIT_LOG(Role.ADMIN),
  /** Rename the workspace, its zone and its week. */
  MANAGE_WORKSPACE(Role.ADMIN),
  DELETE_WORKSPACE(Role.OWNER);

  private final Role least;

  Permission(Role least) {
    this.least = least;
  }

  public Role least() {
    return least;
  }

  public boolean grantedTo(Role role) {
    return role.atLeast(least);
  }
}
