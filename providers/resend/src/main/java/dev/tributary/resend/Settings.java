package dev.tributary.resend;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a customer chose.
 *
 * @param domains names in lower case; empty for all of the team
 * @param keyName the key that is deleted at Resend with the last connection; empty to leave it
 */
record Settings(Set<String> domains, Optional<String> keyName) {
  private static final String ZONE = "zone";
  private static final String DOMAINS = "domains";
  private static final String KEY_NAME = "deleteKey";

  static Settings of(Map<String, String> settings) {
    return new Settings(
        Stream.of(settings.getOrDefault(DOMAINS, "").split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        Optional.of(settings.getOrDefault(KEY_NAME, "").strip()).filter(name -> !name.isEmpty()));
  }

  boolean wants(String domain) {
    return domains.isEmpty() || domains.contains(domain.toLowerCase(Locale.ROOT));
  }

  /**
   * The zone in which days are cut.
   *
   * @throws IllegalArgumentException for a zone that nobody knows
   */
  static Optional<ZoneId> zone(Map<String, String> settings) {
    String name = settings.getOrDefault(ZONE, "").strip();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      // Resend takes names of the time zone database, no offsets.
      if (name.equals("UTC") || ZoneId.getAvailableZoneIds().contains(name)) {
        return Optional.of(ZoneId.of(name));
      }
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(unknownZone(name), unknown);
    }
    throw new IllegalArgumentException(unknownZone(name));
  }

  private static String unknownZone(String name) {
    return "There is no time zone " + name + "; write it like Europe/Warsaw.";
  }
}
