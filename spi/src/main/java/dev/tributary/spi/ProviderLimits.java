package dev.tributary.spi;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How often a provider may be asked, as far as that is known before it answers. What an answer says
 * about quotas comes as {@link QuotaReading}; these are the limits that no answer mentions, and our
 * own politeness.
 *
 * @param inFlightMax requests at the same time for one account, over all workspaces and nodes
 * @param rates all of them hold at once
 */
public record ProviderLimits(int inFlightMax, List<Rate> rates) {

  /** For a provider that tells nothing: ten requests at once, as often as they come. */
  public static final ProviderLimits UNKNOWN = new ProviderLimits(10, List.of());

  /** Who shares a limit. */
  public enum Scope {
    /** Everybody who reads the same account. */
    ACCOUNT,
    /** Everybody who uses the installation's own client at the provider. */
    APP
  }

  /**
   * So many requests in any stretch of time of that length.
   *
   * @param name tells this limit from the provider's others
   * @param streams which streams' requests count; empty for all
   * @param requests the provider's own figure, or a lower one of ours
   */
  public record Rate(String name, Scope scope, Set<String> streams, int requests, Duration per) {
    public Rate {
      Names.check("rate", name);
      streams = Set.copyOf(streams);
      if (requests < 1 || per.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "no rate: " + requests + " requests per " + per + " for " + name);
      }
    }

    public boolean counts(String stream) {
      return streams.isEmpty() || streams.contains(stream);
    }
  }

  public ProviderLimits {
    rates = List.copyOf(rates);
    if (inFlightMax < 1) {
      throw new IllegalArgumentException("no requests at the same time: " + inFlightMax);
    }
    if (rates.stream().map(Rate::name).distinct().count() < rates.size()) {
      throw new IllegalArgumentException("two rates have the same name: " + rates);
    }
  }
}
