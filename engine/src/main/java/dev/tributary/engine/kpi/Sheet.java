package dev.tributary.engine.kpi;

import dev.tributary.store.KpiSums;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one statement answered, by bucket and value. */
final class Sheet {
  static final Sheet EMPTY = new Sheet(List.of(), List.of());

  private record Key(LocalDate bucket, Optional<String> value) {}

  private final List<String> measures;
  private final Map<Key, KpiSums.Line> lines = new HashMap<>();
  private final Map<LocalDate, BigDecimal[]> all = new HashMap<>();
  private final Set<String> values = new LinkedHashSet<>();

  Sheet(List<String> measures, List<KpiSums.Line> lines) {
    this.measures = List.copyOf(measures);
    for (KpiSums.Line line : lines) {
      this.lines.put(new Key(line.bucket(), line.value()), line);
      line.value().ifPresent(values::add);
      BigDecimal[] sums =
          all.computeIfAbsent(line.bucket(), bucket -> new BigDecimal[measures.size()]);
      for (int one = 0; one < sums.length; one++) {
        BigDecimal sum = line.sums().get(one);
        sums[one] = sums[one] == null ? sum : sums[one].add(sum);
      }
    }
  }

  /** The values of the dimension, in the order of the statement. */
  Set<String> values() {
    return values;
  }

  boolean has(LocalDate bucket, Optional<String> value) {
    return lines.containsKey(new Key(bucket, value));
  }

  /** Zero where nothing came: whether days are stored at all is the ledger's word. */
  BigDecimal sum(LocalDate bucket, Optional<String> value, String measure) {
    KpiSums.Line line = lines.get(new Key(bucket, value));
    return line == null ? BigDecimal.ZERO : line.sums().get(measures.indexOf(measure));
  }

  /** Over all values and the rest. */
  BigDecimal sum(LocalDate bucket, String measure) {
    BigDecimal[] sums = all.get(bucket);
    return sums == null ? BigDecimal.ZERO : sums[measures.indexOf(measure)];
  }

  /** How many values are in a line. */
  long count(LocalDate bucket, Optional<String> value) {
    KpiSums.Line line = lines.get(new Key(bucket, value));
    return line == null ? 0 : line.values();
  }
}
