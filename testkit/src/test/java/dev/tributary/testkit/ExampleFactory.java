package dev.tributary.testkit;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderEnvironment;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;

/** Makes the example's adapter, or one that a test spoils. */
record ExampleFactory(Function<ProviderEnvironment, IntegrationAdapter> making)
    implements AdapterFactory {
  @Override
  public String provider() {
    return "example";
  }

  @Override
  public Map<String, URI> addresses() {
    return Map.of("api", URI.create("https://api.example.test"));
  }

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public IntegrationAdapter create(ProviderEnvironment environment) {
    return making.apply(environment);
  }
}
