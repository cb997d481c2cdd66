package dev.tributary.metaads;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the members of an insights row are for. Made for one stream and one customer's settings;
 * immutable.
 */
final class Fields {
  static final String INDICATOR = "results.indicator";
  static final String DATE_START = "date_start";
  static final String DATE_STOP = "date_stop";
  static final String CURRENCY = "account_currency";
  private static final String RESULTS = "results";

  /** {@code list[types].window × spend}, of which types, window and factor may be missing. */
  private static final Pattern FIELD =
      Pattern.compile("(\\w+)(?:\\[([^]]+)])?(?:\\.(\\w+))?( × spend)?");

  /** The use of one member. */
  sealed interface Use {}

  /** The text goes into that column. */
  record Text(int column) implements Use {}

  /** The number goes into that column. */
  record Number(int column) implements Use {}

  /** A list whose elements are told apart by their action type. */
  record Actions(Map<String, List<Target>> targets) implements Use {}

  /** The list of results, which makes one row of each. */
  record Results(int indicator, int column) implements Use {}

  record DateStart() implements Use {}

  record DateStop() implements Use {}

  record Currency() implements Use {}

  /**
   * @param window the key of an element that is meant, as an index of {@link #KEYS}
   * @param timesSpend whether the number is multiplied by the row's spend
   */
  record Target(int window, int column, boolean timesSpend) {}

  /** The keys of an element that hold numbers: {@code value} is the default attribution. */
  static final List<String> KEYS = keys();

  private final Map<String, Use> uses = new HashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private boolean windows;

  Fields(StreamDescriptor stream, Settings settings) {
    uses.put(DATE_START, new DateStart());
    uses.put(DATE_STOP, new DateStop());
    uses.put(CURRENCY, new Currency());
    asked.add(CURRENCY);
    Map<String, Map<String, List<Target>>> lists = new HashMap<>();
    List<Dimension> dimensions = stream.dimensions();
    int indicator = -1;
    for (int i = 0; i < dimensions.size(); i++) {
      String field = dimensions.get(i).field();
      if (field.equals(INDICATOR)) {
        indicator = i;
      } else {
        uses.put(field, new Text(i));
      }
      if (field.endsWith("_id")) {
        asked.add(field);
      }
    }
    List<Measure> measures = stream.measures();
    for (int i = 0; i < measures.size(); i++) {
      Matcher field = FIELD.matcher(measures.get(i).field());
      if (!field.matches()) {
        throw new IllegalArgumentException("no field of insights: " + measures.get(i).field());
      }
      String name = field.group(1);
      asked.add(name);
      if (name.equals(RESULTS)) {
        uses.put(name, new Results(indicator, i));
      } else if (field.group(2) == null) {
        uses.put(name, new Number(i));
      } else {
        windows |= field.group(3) != null;
        int key = field.group(3) == null ? 0 : KEYS.indexOf(field.group(3));
        Target target = new Target(key, i, field.group(4) != null);
        for (String type : settings.types(field.group(2))) {
          lists
              .computeIfAbsent(name, list -> new HashMap<>())
              .computeIfAbsent(type, one -> new ArrayList<>())
              .add(target);
        }
      }
    }
    lists.forEach((name, targets) -> uses.put(name, new Actions(targets)));
  }

  Map<String, Use> uses() {
    return uses;
  }

  /** What to ask for; breakdowns come by themselves. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** Whether attribution windows must be asked for. */
  boolean windows() {
    return windows;
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>(List.of("value"));
    keys.addAll(Streams.WINDOWS);
    return List.copyOf(keys);
  }
}
