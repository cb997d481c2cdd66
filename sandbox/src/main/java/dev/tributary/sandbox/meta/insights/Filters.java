package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.Catalogue;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.Params;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.Plan;
import dev.tributary.sandbox.meta.world.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What {@code filtering} and {@code effective_status} say, at any level of the hierarchy. */
public final class Filters {
  private static final Set<String> OPERATORS =
      Set.of("IN", "NOT_IN", "EQUAL", "NOT_EQUAL", "CONTAIN", "GREATER_THAN", "LESS_THAN");

  /** About the objects of a level. */
  private record OfObject(Level level, String field, String operator, Set<String> values) {}

  /** About the numbers of a row. */
  private record OfRow(Count count, boolean greater, double value) {}

  private final List<OfObject> objects = new ArrayList<>();
  private final List<OfRow> rows = new ArrayList<>();
  private final Set<String> actionTypes = new HashSet<>();

  private Filters() {}

  /**
   * @param level what an unqualified name such as "effective_status" is about
   */
  public static Filters of(Params params, Level level) {
    Filters filters = new Filters();
    params.json("filtering").ifPresent(list -> list.forEach(one -> filters.add(one, level)));
    List<String> statuses = params.list("effective_status");
    if (!statuses.isEmpty()) {
      filters.addObject(level, "effective_status", "IN", new HashSet<>(statuses));
    }
    return filters;
  }

  private void add(JsonNode node, Level level) {
    String field = node.path("field").asString("");
    String operator = node.path("operator").asString("").toUpperCase(Locale.ROOT);
    if (!OPERATORS.contains(operator)) {
      throw MetaErrors.parameter("Invalid operator in the filtering param: " + operator);
    }
    Set<String> values = new HashSet<>();
    JsonNode value = node.path("value");
    if (value.isArray()) {
      value.forEach(one -> values.add(one.asString("")));
    } else {
      values.add(value.asString(""));
    }
    if (field.equals("action_type")) {
      actionTypes.addAll(values);
      return;
    }
    Optional<Count> count = count(field);
    if (count.isPresent()) {
      addRow(count.get(), operator, value);
      return;
    }
    int dot = field.indexOf('.');
    Level about = dot < 0 ? level : Level.named(field.substring(0, dot)).orElse(Level.ACCOUNT);
    addObject(about, field.substring(dot + 1), operator, values);
  }

  private static Optional<Count> count(String field) {
    return switch (field) {
      case "impressions" -> Optional.of(Count.IMPRESSIONS);
      case "clicks" -> Optional.of(Count.CLICKS);
      case "inline_link_clicks" -> Optional.of(Count.LINK_CLICKS);
      case "spend" -> Optional.of(Count.SPEND);
      default -> Optional.empty();
    };
  }

  private void addRow(Count count, String operator, JsonNode value) {
    if (!operator.endsWith("_THAN") || !value.asString("").matches("-?\\d+(\\.\\d+)?")) {
      throw MetaErrors.parameter("A number is filtered by GREATER_THAN or LESS_THAN a number");
    }
    double bound = Double.parseDouble(value.asString(""));
    rows.add(new OfRow(count, operator.equals("GREATER_THAN"), bound));
  }

  private void addObject(Level level, String field, String operator, Set<String> values) {
    boolean known = Set.of("id", "name", "effective_status").contains(field);
    if (!known || level == Level.ACCOUNT) {
      throw MetaErrors.parameter("The sandbox does not filter by " + field);
    }
    if (field.equals("effective_status") && !Catalogue.STATUSES.containsAll(values)) {
      throw MetaErrors.parameter("Param effective_status must be one of " + Catalogue.STATUSES);
    }
    objects.add(new OfObject(level, field, operator, Set.copyOf(values)));
  }

  /** Whether fewer objects than all are asked about. */
  boolean choosesObjects() {
    return !objects.isEmpty();
  }

  /** Empty for all. */
  Set<String> actionTypes() {
    return actionTypes;
  }

  /** Whether an object is shown: by its filters, or by default when it is not put away. */
  public boolean shows(Plan plan, Level level, int index) {
    Status status = plan.status(level, index);
    boolean asked =
        objects.stream()
            .anyMatch(one -> one.field.equals("effective_status") && one.level == level);
    if (status == Status.DELETED || (status.hidden() && !asked)) {
      return false;
    }
    return matches(plan, index * plan.adsEach(level), level);
  }

  /** Whether an ad, and everything above it down to {@code deepest}, passes. */
  boolean matches(Plan plan, int ad, Level deepest) {
    for (OfObject one : objects) {
      if (one.level.compareTo(deepest) > 0) {
        continue;
      }
      int index = plan.of(one.level, ad);
      boolean in =
          switch (one.field) {
            case "id" -> one.values.contains(plan.id(one.level, index));
            case "name" -> named(one, plan.name(one.level, index));
            default -> one.values.contains(plan.status(one.level, index).name());
          };
      if (in == one.operator.startsWith("NOT_")) {
        return false;
      }
    }
    return true;
  }

  private static boolean named(OfObject one, String name) {
    return one.operator.equals("CONTAIN")
        ? one.values.stream().anyMatch(name::contains)
        : one.values.contains(name);
  }

  boolean matches(Facts facts, int digits) {
    for (OfRow one : rows) {
      double value = facts.count(one.count);
      value /= one.count == Count.SPEND ? Math.pow(10, digits) : 1;
      if (one.greater ? value <= one.value : value >= one.value) {
        return false;
      }
    }
    return true;
  }
}
