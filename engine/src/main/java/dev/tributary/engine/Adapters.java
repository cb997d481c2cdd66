package dev.tributary.engine;

import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The adapters of this installation, by provider. */
public final class Adapters {
  private final Map<String, IntegrationAdapter> byProvider = new LinkedHashMap<>();

  public Adapters(List<IntegrationAdapter> adapters) {
    for (IntegrationAdapter adapter : adapters) {
      String provider = adapter.describe().id();
      if (byProvider.putIfAbsent(provider, adapter) != null) {
        throw new IllegalArgumentException("there are two adapters for " + provider);
      }
    }
  }

  public Optional<IntegrationAdapter> find(String provider) {
    return Optional.ofNullable(byProvider.get(provider));
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  public IntegrationAdapter of(String provider) {
    return find(provider)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "There is no provider named %s; there are %s."
                    .formatted(provider, byProvider.keySet())));
  }

  /** What people call a provider; its id where there is no adapter for it. */
  public String name(String provider) {
    return find(provider).map(adapter -> adapter.describe().name()).orElse(provider);
  }

  public List<ProviderDescriptor> descriptors() {
    return byProvider.values().stream().map(IntegrationAdapter::describe).toList();
  }
}
