package dev.tributary.spi;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * One account at a provider that can be kept in sync: a GA4 property, a Meta ad account, a Resend
 * team.
 *
 * @param id the provider's own id, for example {@code 123456789}
 * @param zone its days are days in this zone
 * @param currency ISO 4217 code; empty where the account has no money
 * @param facts what else the provider says and a person or a health check wants to know, for
 *     example {@code service_level}, {@code property_type}, {@code attribution_model}
 */
public record Account(
    String id, String name, ZoneId zone, Optional<String> currency, Map<String, String> facts) {

  public Account {
    if (id.isBlank()) {
      throw new IllegalArgumentException("an account needs an id");
    }
    facts = Map.copyOf(facts);
  }
}
