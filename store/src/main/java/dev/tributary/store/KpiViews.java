package dev.tributary.store;

import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The two views for readers who write SQL, over all streams of all providers. */
final class KpiViews {
  private static final Map<String, String> OBSERVATION =
      columns(
          "workspace_id uuid, integration_id uuid, provider text, stream text, day date,"
              + " period text, kpi text, dimensions jsonb, value numeric, unit text, currency text,"
              + " partial boolean, may_change boolean");
  private static final Map<String, String> TOTAL =
      columns(
          "workspace_id uuid, integration_id uuid, provider text, day date, period text, kpi text,"
              + " value numeric, numerator numeric, denominator numeric, unit text, currency text,"
              + " partial boolean, may_change boolean");

  private static Map<String, String> columns(String list) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String column : List.of(list.split(", ", -1))) {
      int space = column.indexOf(' ');
      columns.put(column.substring(0, space), column.substring(space + 1));
    }
    return columns;
  }

  static List<String> statements(List<ProviderDescriptor> providers, String app, String system) {
    List<String> observations = new ArrayList<>();
    List<String> totals = new ArrayList<>();
    for (ProviderDescriptor provider : providers) {
      for (StreamDescriptor stream : provider.streams()) {
        if (stream.kind() != StreamKind.SNAPSHOT) {
          observations.add(observation(provider, stream));
          totals.addAll(totals(provider, stream));
        }
      }
    }
    return List.of(
        view("observation", OBSERVATION, observations),
        view("total", TOTAL, totals),
        "grant select on kpi.observation, kpi.total to %s, %s"
            .formatted(Roles.quoted(app), Roles.quoted(system)));
  }

  /**
   * The columns' types and collations are the same whatever the selects are: a view can be replaced
   * only by one with equal columns.
   *
   * @param columns name to type, in order
   */
  private static String view(String name, Map<String, String> columns, List<String> selects) {
    String list =
        columns.entrySet().stream()
            .map(column ->
                column.getValue().equals("text")
                    ? "u.%1$s collate \"C\" as %1$s".formatted(column.getKey())
                    : "u." + column.getKey())
            .collect(Collectors.joining(", "));
    String none =
        columns.entrySet().stream()
            .map(column -> "null::%s as %s".formatted(column.getValue(), column.getKey()))
            .collect(Collectors.joining(", ", "select ", " where false"));
    return "create or replace view kpi.%s with (security_invoker = true) as\nselect %s\n  from (\n%s\n) u"
        .formatted(
            name,
            list,
            Stream.concat(Stream.of(none), selects.stream())
                .collect(Collectors.joining("\nunion all\n")));
  }

  /** Every measure of every row, under the name of the KPI that shows it. */
  private static String observation(ProviderDescriptor provider, StreamDescriptor stream) {
    StreamTable table = new StreamTable(provider.id(), stream);
    String dimensions =
        stream.dimensions().stream()
            .filter(one -> !isPeriod(stream, one.name()))
            .map(one -> literal(one.name()) + ", t." + Roles.quoted(one.name()))
            .collect(Collectors.joining(", "));
    String values =
        stream.measures().stream()
            .map(one ->
                "(%s, t.%s::numeric, %s)"
                    .formatted(
                        literal(shownAs(provider, one)),
                        Roles.quoted(one.name()),
                        literal(Columns.word(one.unit()))))
            .collect(Collectors.joining(", "));
    return """
    select t.workspace_id, t.integration_id, %s::text, %s::text, t.day, %s, m.kpi,
           jsonb_build_object(%s), m.value, m.unit, %s
      from %s t
    %s
     cross join lateral (values %s) m (kpi, value, unit)\
    """
        .formatted(
            literal(provider.id()),
            literal(stream.name()),
            period(stream),
            dimensions,
            trailer(),
            table.name(),
            state(stream),
            values);
  }

  /** Each KPI of which the stream is the home: additive ones summed, distinct ones as asked. */
  private static List<String> totals(ProviderDescriptor provider, StreamDescriptor stream) {
    List<Kpi> kpis =
        provider.kpis().stream()
            .filter(kpi -> kpi.homeStream().equals(stream.name()))
            .filter(kpi -> shows(stream, kpi))
            .toList();
    if (kpis.isEmpty()) {
      return List.of();
    }
    StreamTable table = new StreamTable(provider.id(), stream);
    String values = kpis.stream().map(KpiViews::value).collect(Collectors.joining(", "));
    String rows =
        asAsked(stream)
            ? table.name()
            : "(select workspace_id, integration_id, day, %s from %s group by 1, 2, 3)"
                .formatted(
                    stream.measures().stream()
                        .filter(one -> one.additivity() == Measure.Additivity.SUM)
                        .map(one -> "sum(%1$s) as %1$s".formatted(Roles.quoted(one.name())))
                        .collect(Collectors.joining(", ")),
                    table.name());
    return List.of(
        """
        select t.workspace_id, t.integration_id, %s::text, t.day, %s, m.kpi, m.value,
               m.numerator, m.denominator, m.unit, %s
          from %s t
        %s
         cross join lateral (values %s) m (kpi, value, numerator, denominator, unit)\
        """
            .formatted(
                literal(provider.id()), period(stream), trailer(), rows, state(stream), values));
  }

  /** Whether a row of the table is the whole account's number, so that nothing is to be summed. */
  static boolean asAsked(StreamDescriptor stream) {
    return switch (stream.kind()) {
      case DAY -> stream.dimensions().isEmpty();
      case PERIOD -> stream.dimensions().size() == 1;
      case SNAPSHOT -> false;
    };
  }

  private static boolean shows(StreamDescriptor stream, Kpi kpi) {
    return switch (kpi.formula()) {
      case Kpi.Formula.Distinct distinct -> asAsked(stream);
      case Kpi.Formula.Sum sum -> additive(stream, sum.measure());
      case Kpi.Formula.Ratio ratio ->
          additive(stream, ratio.numerator()) && additive(stream, ratio.denominator());
      case Kpi.Formula.Complement complement ->
          additive(stream, complement.part()) && additive(stream, complement.whole());
    };
  }

  static boolean additive(StreamDescriptor stream, String measure) {
    return stream.kind() == StreamKind.DAY
        && stream.measures().get(stream.measureIndex(measure)).additivity()
            == Measure.Additivity.SUM;
  }

  private static String value(Kpi kpi) {
    String unit = literal(Columns.word(kpi.unit()));
    String id = literal(kpi.id());
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) ->
          "(%s, %s, null::numeric, null::numeric, %s)".formatted(id, number(measure), unit);
      case Kpi.Formula.Distinct(String measure) ->
          "(%s, %s, null::numeric, null::numeric, %s)".formatted(id, number(measure), unit);
      case Kpi.Formula.Ratio(String over, String under, int per) ->
          "(%1$s, %5$s * %2$s / nullif(%3$s, 0), %2$s, %3$s, %4$s)"
              .formatted(id, number(over), number(under), unit, per);
      case Kpi.Formula.Complement(String part, String whole) ->
          "(%1$s, 1 - %2$s / nullif(%3$s, 0), %2$s, %3$s, %4$s)"
              .formatted(id, number(part), number(whole), unit);
    };
  }

  private static String number(String measure) {
    return "t." + Roles.quoted(measure) + "::numeric";
  }

  private static String shownAs(ProviderDescriptor provider, Measure measure) {
    List<String> ids =
        provider.kpis().stream()
            .filter(kpi -> measureShown(kpi).equals(Optional.of(measure.name())))
            .map(Kpi::id)
            .distinct()
            .toList();
    return ids.size() == 1 ? ids.getFirst() : measure.name();
  }

  private static Optional<String> measureShown(Kpi kpi) {
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) -> Optional.of(measure);
      case Kpi.Formula.Distinct(String measure) -> Optional.of(measure);
      case Kpi.Formula.Ratio ratio -> Optional.empty();
      case Kpi.Formula.Complement complement -> Optional.empty();
    };
  }

  private static boolean isPeriod(StreamDescriptor stream, String dimension) {
    return stream.kind() == StreamKind.PERIOD && dimension.equals(StreamDescriptor.PERIOD);
  }

  private static String period(StreamDescriptor stream) {
    return stream.kind() == StreamKind.PERIOD
        ? "t." + Roles.quoted(StreamDescriptor.PERIOD)
        : "'day'::text";
  }

  private static String trailer() {
    return """
    case m.unit when %s then i.currency end, coalesce(l.partial, true),
           coalesce(l.state <> 'final', true)\
    """
        .formatted(literal(Columns.word(Unit.CURRENCY)));
  }

  private static String state(StreamDescriptor stream) {
    return """
    join tributary.integration i
      on i.workspace_id = t.workspace_id and i.id = t.integration_id
    left join tributary.day_ledger l
      on l.integration_id = t.integration_id and l.stream = %s and l.day = t.day\
    """
        .formatted(literal(stream.name()));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private KpiViews() {}
}
