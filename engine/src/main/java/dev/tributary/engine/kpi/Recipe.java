package dev.tributary.engine.kpi;

import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.Unit;
import dev.tributary.store.KpiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How a KPI of the catalogue comes from what is stored. */
sealed interface Recipe {

  /** A sum that a KPI is or is made of. */
  record Part(
      ProviderDescriptor provider,
      StreamDescriptor home,
      String measure,
      List<KpiFilter> filters) {}

  /** What must be read. */
  List<Part> parts();

  record Sum(Part part) implements Recipe {
    @Override
    public List<Part> parts() {
      return List.of(part);
    }
  }

  /**
   * @param complement whether the quotient is taken from one
   */
  record Quotient(Part over, Part under, boolean complement, BigDecimal scale) implements Recipe {
    @Override
    public List<Part> parts() {
      return List.of(over, under);
    }
  }

  /**
   * A number of a period, or a quotient of two of the same row.
   *
   * @param numbers one part, or the two of a quotient
   */
  record Fetched(List<Part> numbers, boolean complement) implements Recipe {
    public Fetched {
      numbers = List.copyOf(numbers);
    }

    @Override
    public List<Part> parts() {
      return numbers;
    }

    Part first() {
      return numbers.getFirst();
    }
  }

  /** Whether an amount of money is in it, so that currencies must be kept apart. */
  default boolean money() {
    return parts().stream().anyMatch(Recipe::money);
  }

  private static boolean money(Part part) {
    Measure measure = part.home().measures().get(part.home().measureIndex(part.measure()));
    return measure.unit() == Unit.CURRENCY;
  }

  default Set<String> providers() {
    return parts().stream().map(part -> part.provider().id()).collect(Collectors.toSet());
  }

  default boolean blended() {
    return providers().size() > 1;
  }
}
