package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.Comparison;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.store.Grain;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.util.MultiValueMap;

/** A question in an address: what {@link KpiWish} says in a body. */
final class KpiParameters {
  private static final List<String> NAMES =
      List.of(
          "kpis",
          "integrations",
          "first",
          "last",
          "period",
          "grain",
          "weekStart",
          "dimension",
          "filter",
          "sort",
          "top",
          "compare");

  private final MultiValueMap<String, String> given;

  private KpiParameters(MultiValueMap<String, String> given) {
    this.given = given;
  }

  /**
   * @throws ApiProblem a parameter is unknown, there twice, or cannot be read
   */
  static KpiWish read(MultiValueMap<String, String> given) {
    return new KpiParameters(given).wish();
  }

  private KpiWish wish() {
    for (String name : given.keySet()) {
      if (!NAMES.contains(name)) {
        throw ApiProblem.invalid(
            "query", "has a parameter that is not known; there are: " + String.join(", ", NAMES));
      }
    }
    return new KpiWish(
        list("kpis").orElseThrow(() -> ApiProblem.invalid("kpis", "is missing")),
        list("integrations").map(ids -> ids.stream().map(id -> id("integrations", id)).toList()),
        one("first").map(text -> day("first", text)),
        one("last").map(text -> day("last", text)),
        one("period"),
        constant("grain", Grain.values()),
        constant("weekStart", DayOfWeek.values()),
        one("dimension"),
        Optional.ofNullable(given.get("filter"))
            .map(filters -> filters.stream().map(KpiParameters::filter).toList()),
        one("sort").map(KpiParameters::sort),
        one("top").map(KpiParameters::number),
        constant("compare", Comparison.values()));
  }

  private Optional<String> one(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw ApiProblem.invalid(name, "stands once");
    }
    return values.stream().findFirst();
  }

  /** Parted by commas, or given several times. */
  private Optional<List<String>> list(String name) {
    return Optional.ofNullable(given.get(name))
        .map(values ->
            values.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList());
  }

  static UUID id(String name, String text) {
    return read(name, "holds ids", text, UUID::fromString);
  }

  static LocalDate day(String name, String text) {
    return read(name, "is a day like 2026-11-21", text, LocalDate::parse);
  }

  private static int number(String text) {
    return read("top", "is a whole number", text, Integer::parseInt);
  }

  private static <T> T read(String name, String must, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw ApiProblem.invalid(name, must);
    }
  }

  private <E extends Enum<E>> Optional<E> constant(String name, E[] all) {
    return one(name)
        .map(word ->
            Arrays.stream(all)
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElseThrow(() ->
                    ApiProblem.invalid(
                        name,
                        "is one of "
                            + String.join(
                                ", ", Arrays.stream(all).map(KpiParameters::word).toList()))));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code dimension:op:value}; the values of in and not_in are parted by a bar. */
  private static KpiWish.Filter filter(String text) {
    String[] parts = text.split(":", 3);
    Optional<KpiWish.Op> op =
        Arrays.stream(KpiWish.Op.values())
            .filter(one -> parts.length == 3 && word(one).equals(parts[1]))
            .findFirst();
    if (op.isEmpty()) {
      throw ApiProblem.invalid(
          "filter",
          "is written as dimension:op:value with one of is, is_not, in, not_in, contains,"
              + " contains_not");
    }
    boolean several = op.get() == KpiWish.Op.IN || op.get() == KpiWish.Op.NOT_IN;
    return new KpiWish.Filter(
        parts[0], op.get(), several ? List.of(parts[2].split("\\|", -1)) : List.of(parts[2]));
  }

  /** {@code sessions} for the smallest first, {@code -sessions} for the largest. */
  private static KpiWish.Sort sort(String text) {
    return text.startsWith("-")
        ? new KpiWish.Sort(text.substring(1), true)
        : new KpiWish.Sort(text, false);
  }
}
