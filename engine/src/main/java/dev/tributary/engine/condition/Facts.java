package dev.tributary.engine.condition;

import dev.tributary.engine.Situation;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.store.Pace;
import dev.tributary.store.ProviderPause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that {@link Conditions} judges.
 *
 * @param provider what people call the provider
 * @param pause of the provider, for every workspace
 * @param streams those that are switched on, in the provider's order
 * @param allowance what the provider's account allows, looked at where history waits to be read
 * @param pace how fast the last reads were, by stream
 * @param staleAfter how old data may be
 */
public record Facts(
    Situation situation,
    String provider,
    Optional<ProviderPause> pause,
    List<StreamFacts> streams,
    Allowance allowance,
    Map<String, Pace> pace,
    Duration staleAfter) {
  public Facts {
    streams = List.copyOf(streams);
    pace = Map.copyOf(pace);
  }
}
