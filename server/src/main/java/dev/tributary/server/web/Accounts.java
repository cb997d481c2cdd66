package dev.tributary.server.web;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Backend;
import dev.tributary.store.Integration;
import java.util.List;
import java.util.Optional;

/** Finds connections by what people call them: their id, or the account's at the provider. */
final class Accounts {
  private Accounts() {}

  static List<Integration> all(Backend backend) {
    return backend.engine().stores().integrations().of(backend.workspace().id());
  }

  /**
   * @param account may be left out with one connection
   */
  static Integration one(Backend backend, Optional<String> account) {
    List<Integration> all = all(backend);
    List<Integration> matching =
        all.stream()
            .filter(integration ->
                account.isEmpty()
                    || integration.id().toString().equals(account.get())
                    || integration.account().id().equals(account.get()))
            .toList();
    if (matching.size() == 1) {
      return matching.getFirst();
    }
    String ids =
        String.join(", ", all.stream().map(integration -> integration.account().id()).toList());
    throw new Problem(
        ExitCode.USAGE,
        ids.isEmpty()
            ? "Nothing is connected yet. Run ./tributary connect google_analytics."
            : matching.isEmpty()
                ? "There is no connection %s; there are: %s.".formatted(account.orElse(""), ids)
                : "Name one of the connections with --account; there are: %s.".formatted(ids));
  }
}
