package dev.tributary.sandbox.meta.oauth;

import java.util.Set;

/**
 * What the simulated user does in the login dialog.
 *
 * @param withheld permissions that the user unticks when the dialog approves by itself
 */
public record MetaConsent(Mode mode, MetaUser user, Set<String> withheld) {
  public static final MetaConsent APPROVE = new MetaConsent(Mode.APPROVE, MetaUser.OWNER, Set.of());

  /** Answer by itself, or show a page and let someone click. */
  public enum Mode {
    APPROVE,
    DENY,
    PAGE
  }

  public MetaConsent {
    withheld = Set.copyOf(withheld);
  }
}
