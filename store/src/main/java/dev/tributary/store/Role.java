package dev.tributary.store;

/** What somebody may do in a workspace, the mightiest first. */
public enum Role {
  OWNER,
  ADMIN,
  EDITOR,
  VIEWER;

  /** Whether this role may do all that the other may. */
  public boolean atLeast(Role other) {
    return compareTo(other) <= 0;
  }
}
