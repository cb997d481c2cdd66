package dev.tributary.engine.sync;

import dev.tributary.engine.vault.Grants;

/** What one try at a slice led to. */
sealed interface Step {

  /** It was read; the credentials are good for more. */
  record Read(Grants.Opened opened) implements Step {}

  /** The token was refused and made anew: ask once more. */
  record Renewed(Grants.Opened opened) implements Step {}

  /** Something else is tried next. */
  record GoOn() implements Step {}

  record Ended(End end) implements Step {}
}
