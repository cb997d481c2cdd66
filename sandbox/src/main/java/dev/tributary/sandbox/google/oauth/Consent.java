package dev.tributary.sandbox.google.oauth;

import java.util.Set;

/**
 * What the simulated user does on the consent page.
 *
 * @param withheld scopes that the user unticks when the page approves by itself
 */
public record Consent(Mode mode, Tokens.Principal user, Set<String> withheld) {
  /** The user who may see most properties. */
  public static final Tokens.Principal OWNER =
      new Tokens.Principal("100000000000000000001", "owner@nordlicht.example");

  /** Another login with the same rights, for tests of reconnecting with the wrong one. */
  public static final Tokens.Principal COLLEAGUE =
      new Tokens.Principal("100000000000000000002", "colleague@nordlicht.example");

  public static final Consent APPROVE = new Consent(Mode.APPROVE, OWNER, Set.of());

  /** Answer by itself, or show a page and let someone click. */
  public enum Mode {
    APPROVE,
    DENY,
    PAGE
  }

  public Consent {
    withheld = Set.copyOf(withheld);
  }
}
