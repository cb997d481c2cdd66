package dev.tributary.store;

import java.util.Locale;
import java.util.Set;

/**
 * Where a workspace wants its notices.
 *
 * @param address of one e-mail box, in lower case
 * @param kinds empty for all; a recovery goes where its incident went
 */
public record NoticeRoute(String address, Set<NoticeKind> kinds, boolean enabled) {
  public NoticeRoute {
    address = address.strip().toLowerCase(Locale.ROOT);
    kinds = Set.copyOf(kinds);
  }
}
