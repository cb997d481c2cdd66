package dev.tributary.chaos;

import dev.tributary.sandbox.Fault;
import dev.tributary.store.Integration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Orders to the providers to refuse or spoil one answer of one account. Of one thread. */
final class Refusals {
  /** Of one account: after seven within an hour we ask no more, so that GA4 locks no property. */
  private static final int SERVER_ERRORS_MAX = 5;

  private static final Set<String> SERVER_ERRORS =
      Set.of("google.503", "meta.1", "meta.2", "meta.503", "resend.service_unavailable");

  /**
   * Two while a slice is read, as they may gather where no node runs, mean that the login has
   * ended. Google's tokens are refused after every leap of its time, so none is refused by order.
   */
  private static final int TOKEN_REFUSALS_MAX = 1;

  private static final List<String> OF_ALL =
      List.of("reset", "truncated", "malformed", "html", "slow");

  /** An answer of 401 without Meta's words: the token is exchanged for a new one. */
  private static final String TOKEN_REFUSED = "meta.401";

  private static final String LIMIT = "meta.80000.2446079";
  private static final String RATE = "resend.rate_limit_exceeded";
  private static final int LIMIT_SECONDS = 3;

  /** No request to Resend names an account. */
  private static final String METRICS = "/emails/metrics";

  private static final Map<String, List<String>> OF_PROVIDER =
      Map.of(
          World.ANALYTICS,
          List.of(
              "google.429.concurrent", "google.short-page", "google.value-missing", "google.503"),
          World.ADS,
          List.of(
              TOKEN_REFUSED,
              LIMIT,
              "meta.1",
              "meta.2",
              "meta.503",
              "meta.reduce",
              "meta.run.failed",
              "meta.run.skipped",
              "meta.run.late",
              "meta.same-page",
              "meta.value-missing"),
          World.EMAIL,
          List.of(RATE, "resend.service_unavailable", "resend.bad-number", "resend.value-missing"));

  private final World world;
  private final Random random;
  private final Map<String, Integer> times = new HashMap<>();

  Refusals(World world, Random random) {
    this.world = world;
    this.random = random;
  }

  /** False when what was chosen may not happen any more. */
  boolean next() {
    List<Integration> integrations = world.integrations();
    Integration integration = integrations.get(random.nextInt(integrations.size()));
    String account = integration.account().id();
    List<String> own = OF_PROVIDER.getOrDefault(integration.provider(), List.of());
    int choice = random.nextInt(OF_ALL.size() + own.size());
    String route = integration.provider().equals(World.EMAIL) ? METRICS : account;
    String kind = choice < own.size() ? own.get(choice) : OF_ALL.get(choice - own.size());
    boolean serverError = SERVER_ERRORS.contains(kind);
    // An account's server errors add up, whichever kind they are of.
    String counted = serverError ? "server error" : kind;
    int ordered = times.merge(counted + " " + account, 1, Integer::sum);
    if ((serverError && ordered > SERVER_ERRORS_MAX)
        || (kind.equals(TOKEN_REFUSED) && ordered > TOKEN_REFUSALS_MAX)) {
      return false;
    }
    world
        .sandbox()
        .faults()
        .add(
            switch (kind) {
              case TOKEN_REFUSED ->
                  Fault.once("status", route).with("status", 401).with("body", "Unauthorized");
              case LIMIT, RATE -> Fault.once(kind, route).with("seconds", LIMIT_SECONDS);
              default -> Fault.once(kind, route);
            });
    return true;
  }
}
