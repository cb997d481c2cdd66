package dev.tributary.googleanalytics;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderEnvironment;
import java.net.URI;
import java.util.Map;

/** Found by {@link java.util.ServiceLoader}. */
public final class GoogleAnalyticsFactory implements AdapterFactory {
  static final String PROVIDER = "google_analytics";

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, URI> addresses() {
    return Map.of(
        "consent", URI.create("https://accounts.google.com"),
        "oauth", URI.create("https://oauth2.googleapis.com"),
        "data", URI.create("https://analyticsdata.googleapis.com"),
        "admin", URI.create("https://analyticsadmin.googleapis.com"));
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("data", "v1beta", "admin", "v1beta", "adminAlpha", "v1alpha");
  }

  @Override
  public IntegrationAdapter create(ProviderEnvironment environment) {
    return new GoogleAnalyticsAdapter(environment);
  }
}
