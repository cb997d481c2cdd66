package dev.tributary.chaos;

import static java.util.stream.Collectors.joining;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Integration;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares every stored day with what the source says really happened, as it was known when the day
 * was read, by code of the sandbox that its reports do not use. Nothing is read anew for it, so
 * nothing is covered up.
 */
final class Survivors {
  /** Derived seconds and shared credits keep six decimal places. */
  private static final BigDecimal TOLERANCE = new BigDecimal("0.00001");

  /** Between two fields that are multiplied day by day; the truth has the factors only. */
  private static final String TIMES = " × ";

  /** Measures of Meta's within an attribution window. */
  private static final Pattern WITHIN =
      Pattern.compile("(purchases|purchase_value)_(\\d+d_(?:click|view|ev))");

  /** What Meta's truth tells under the name of our measure, or nearly. */
  private static final Set<String> TOLD =
      Set.of(
          "spend",
          "impressions",
          "clicks",
          "link_clicks",
          "landing_page_views",
          "carts",
          "checkouts",
          "purchases",
          "purchase_value",
          "leads",
          "video_views",
          "thruplays");

  private final World world;
  private final Sandbox sandbox;
  private final Map<Asked, Map<String, BigDecimal>> truths = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private int days;

  Survivors(World world) {
    this.world = world;
    this.sandbox = world.sandbox();
  }

  private record Asked(
      String account, Level level, Instant asOf, LocalDate day, List<String> fields) {}

  /** One sentence for each day that differs. */
  List<String> differences() {
    return List.copyOf(differences);
  }

  /** How many days were compared. */
  int days() {
    return days;
  }

  /** Whether there is a day to compare. */
  boolean anyStored() throws SQLException {
    String[] comparable =
        world.providers().stream()
            .flatMap(provider ->
                provider.streams().stream()
                    .filter(stream -> comparable(provider, stream))
                    .map(stream -> provider.id() + " " + stream.name()))
            .toArray(String[]::new);
    return world
            .database()
            .number(
                """
                select count(*)
                  from tributary.day_ledger l
                  join tributary.integration i on i.id = l.integration_id
                 where l.content_hash is not null
                   and i.provider || ' ' || l.stream = any(?)
                """,
                (Object) comparable)
        > 0;
  }

  void compare(ProviderDescriptor provider) throws SQLException {
    try (Connection connection = world.database().connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      for (Integration integration : world.integrations(provider)) {
        for (StreamDescriptor stream : provider.streams()) {
          if (comparable(provider, stream)) {
            compare(connection, provider.id(), integration, stream);
          }
        }
      }
      connection.rollback();
    }
  }

  private void compare(
      Connection connection, String provider, Integration integration, StreamDescriptor stream)
      throws SQLException {
    List<Measure> measures =
        stream.measures().stream()
            .filter(one -> one.additivity() == Measure.Additivity.SUM)
            .filter(one -> metric(provider, one).isPresent())
            .toList();
    List<String> fields = measures.stream().flatMap(one -> metric(provider, one).stream()).toList();
    StringBuilder sums = new StringBuilder();
    measures.forEach(one -> sums.append(", coalesce(sum(r.\"" + one.name() + "\"), 0)"));
    String sql =
        """
        select l.day, l.fetched_at%s
          from tributary.day_ledger l
          left join kpi."%s_%s" r
            on r.workspace_id = l.workspace_id and r.integration_id = l.integration_id
           and r.day = l.day
         where l.integration_id = ? and l.stream = ? and l.content_hash is not null
         group by l.day, l.fetched_at
        """
            .formatted(sums, provider, stream.name());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, integration.id());
      statement.setString(2, stream.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<BigDecimal> stored = new ArrayList<>();
          for (int column = 0; column < measures.size(); column++) {
            stored.add(row.getBigDecimal(column + 3));
          }
          LocalDate day = row.getObject(1, LocalDate.class);
          Instant read = row.getObject(2, OffsetDateTime.class).toInstant();
          days++;
          if (world.time().seenBy(read).stream()
              .noneMatch(time -> equal(stored, truth(integration, stream, time, day, fields)))) {
            differences.add(
                "%s %s of account %s, read at %s: stored %s %s, really %s"
                    .formatted(
                        stream.name(),
                        DayRange.of(day),
                        integration.account().id(),
                        read,
                        fields,
                        stored,
                        world.time().seenBy(read).stream()
                            .map(time -> truth(integration, stream, time, day, fields))
                            .toList()));
          }
        }
      }
    }
  }

  /** Breakdowns of Meta's leave conversions out; a reading in peace is all they equal. */
  private static boolean comparable(ProviderDescriptor provider, StreamDescriptor stream) {
    return stream.kind() == StreamKind.DAY
        && (!provider.id().equals(World.ADS) || level(stream).isPresent());
  }

  /** Of what objects a stream of Meta's has rows; empty for breakdowns. */
  private static Optional<Level> level(StreamDescriptor stream) {
    return switch (stream.dimensions().stream().map(Dimension::name).collect(joining(" "))) {
      case "" -> Optional.of(Level.ACCOUNT);
      case "campaign_id" -> Optional.of(Level.CAMPAIGN);
      case "campaign_id ad_set_id" -> Optional.of(Level.ADSET);
      case "campaign_id ad_set_id ad_id" -> Optional.of(Level.AD);
      default -> Optional.empty();
    };
  }

  /** What the truth calls a measure; empty for what it does not tell. */
  private static Optional<String> metric(String provider, Measure measure) {
    if (!provider.equals(World.ADS)) {
      return Optional.of(measure.field()).filter(field -> !field.contains(TIMES));
    }
    Matcher within = WITHIN.matcher(measure.name());
    if (within.matches()) {
      return Optional.of(within.group(1) + "." + within.group(2));
    }
    return Optional.of(measure.name().replace("add_to_carts", "carts")).filter(TOLD::contains);
  }

  private List<BigDecimal> truth(
      Integration integration,
      StreamDescriptor stream,
      Instant asOf,
      LocalDate day,
      List<String> fields) {
    Level level = level(stream).orElse(Level.ACCOUNT);
    Map<String, BigDecimal> known =
        truths.computeIfAbsent(
            new Asked(integration.account().id(), level, asOf, day, fields),
            asked ->
                switch (integration.provider()) {
                  case World.ANALYTICS ->
                      sandbox.google().truth(asked.account, asOf).sumOfDays(day, day, fields);
                  case World.ADS ->
                      sandbox.meta().truth(asked.account, asOf).sumOfDays(level, day, day, fields);
                  case World.EMAIL ->
                      sandbox
                          .resend()
                          .truth(Teams.NORDLICHT, integration.account().zone(), asOf)
                          .sumOfDays(day, day, fields);
                  default ->
                      throw new IllegalStateException(
                          "nothing tells the truth of " + integration.provider());
                });
    return fields.stream().map(known::get).toList();
  }

  private static boolean equal(List<BigDecimal> stored, List<BigDecimal> truth) {
    for (int at = 0; at < stored.size(); at++) {
      BigDecimal allowed = truth.get(at).abs().max(BigDecimal.ONE).multiply(TOLERANCE);
      if (stored.get(at).subtract(truth.get(at)).abs().compareTo(allowed) > 0) {
        return false;
      }
    }
    return true;
  }
}
