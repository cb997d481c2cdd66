package dev.tributary.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a provider is, without its code: tables, forms, catalogue and KPIs come from here.
 *
 * @param id stable name, for example {@code google_analytics}
 * @param accountNoun what people call an account there, for example {@code property}
 * @param logins the ways to connect, the one to recommend first
 * @param settingsSchema a JSON Schema (2020-12) of an integration's settings
 * @param limits how often it may be asked
 */
public record ProviderDescriptor(
    String id,
    String name,
    String accountNoun,
    List<Login> logins,
    String settingsSchema,
    List<StreamDescriptor> streams,
    List<Kpi> kpis,
    ProviderLimits limits) {

  /** Of a provider whose limits are not known. */
  public ProviderDescriptor(
      String id,
      String name,
      String accountNoun,
      List<Login> logins,
      String settingsSchema,
      List<StreamDescriptor> streams,
      List<Kpi> kpis) {
    this(id, name, accountNoun, logins, settingsSchema, streams, kpis, ProviderLimits.UNKNOWN);
  }

  /** A way to connect. */
  public enum Login {
    OAUTH,
    API_KEY,
    SERVICE_ACCOUNT
  }

  public ProviderDescriptor {
    Names.check("provider", id);
    logins = List.copyOf(logins);
    streams = List.copyOf(streams);
    kpis = List.copyOf(kpis);
    Set<String> seen = new HashSet<>();
    for (StreamDescriptor stream : streams) {
      if (!seen.add(stream.name())) {
        throw new IllegalArgumentException(id + " has two streams named " + stream.name());
      }
    }
    for (ProviderLimits.Rate rate : limits.rates()) {
      for (String counted : rate.streams()) {
        stream(streams, id, counted);
      }
    }
    for (Kpi kpi : kpis) {
      StreamDescriptor home = stream(streams, id, kpi.homeStream());
      switch (kpi.formula()) {
        case Kpi.Formula.Sum(String measure) -> home.measureIndex(measure);
        case Kpi.Formula.Distinct(String measure) -> home.measureIndex(measure);
        case Kpi.Formula.Ratio(String numerator, String denominator, int per) -> {
          if (per != 1 && home.kind() != StreamKind.DAY) {
            throw new IllegalArgumentException(
                id + " multiplies " + kpi.id() + ", which only sums by day can be");
          }
          home.measureIndex(numerator);
          home.measureIndex(denominator);
        }
        case Kpi.Formula.Complement(String part, String whole) -> {
          home.measureIndex(part);
          home.measureIndex(whole);
        }
      }
    }
  }

  /** The setting by which a stream is switched off with {@code false}. */
  public static String switchOf(String stream) {
    return "streams." + stream;
  }

  /** The streams that an integration with these settings reads. */
  public List<StreamDescriptor> streams(Map<String, String> settings) {
    return streams.stream()
        .filter(stream -> !"false".equals(settings.get(switchOf(stream.name()))))
        .toList();
  }

  public StreamDescriptor stream(String name) {
    return stream(streams, id, name);
  }

  private static StreamDescriptor stream(
      List<StreamDescriptor> streams, String provider, String name) {
    return streams.stream()
        .filter(stream -> stream.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(provider + " has no stream named " + name));
  }
}
