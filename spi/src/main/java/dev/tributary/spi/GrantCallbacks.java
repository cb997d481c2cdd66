package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * An adapter whose provider tells us that a person took our access away, or wants their data
 * deleted. Both calls carry the same signed statement; the address that was called tells which is
 * meant.
 */
@FunctionalInterface
public interface GrantCallbacks {

  /**
   * Checks and reads such a call.
   *
   * @param body the bytes of the call's form as they came
   * @return empty when it is not signed by the provider
   */
  Optional<Statement> statement(byte[] body);

  /**
   * @param providerUser as {@link ConnectionResult#providerUser()}
   * @param at when the provider signed it
   */
  record Statement(String providerUser, Instant at) {}
}
