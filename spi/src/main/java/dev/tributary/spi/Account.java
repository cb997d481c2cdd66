package dev.tributary.spi;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
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

  /** The fact that says when the account was made, as {@code 2024-05-31}. */
  public static final String CREATED_ON = "created_on";

  public Account {
    if (id.isBlank()) {
      throw new IllegalArgumentException("an account needs an id");
    }
    facts = Map.copyOf(facts);
  }

  /** The first day of which there can be anything to read; empty where the provider hides it. */
  public Optional<LocalDate> createdOn() {
    try {
      return Optional.ofNullable(facts.get(CREATED_ON)).map(LocalDate::parse);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
