package dev.tributary.http;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The guard of a list in pages that are linked by tokens. Lives for one list; one thread. */
public final class PageTokens {
  private final int pagesMax;
  private final Set<String> seen = new HashSet<>();

  public PageTokens(int pagesMax) {
    this.pagesMax = pagesMax;
  }

  /**
   * The token to ask with next; empty at the end of the list.
   *
   * @throws SyncException with {@link Failure.Malformed} when the list runs in a circle or has no
   *     end
   */
  public Optional<String> next(Optional<String> token) throws SyncException {
    Optional<String> real = token.filter(text -> !text.isEmpty());
    if (real.isPresent() && (!seen.add(real.get()) || seen.size() >= pagesMax)) {
      throw new SyncException(
          new Failure.Malformed(
              "The provider's list has no end after " + seen.size() + " pages.", Optional.empty()));
    }
    return real;
  }
}
