package dev.tributary.spi;

import java.util.List;

/**
 * A number that people judge by, computed at read from stored measures.
 *
 * @param id stable name, unique within the provider, for example {@code engagement_rate}
 * @param definition one sentence for people
 * @param homeStream its total is taken from this stream alone
 * @param sourceFields the provider's own field names
 */
public record Kpi(
    String id,
    String label,
    Unit unit,
    Formula formula,
    String homeStream,
    String definition,
    List<String> sourceFields) {

  public Kpi {
    Names.check("KPI", id);
    sourceFields = List.copyOf(sourceFields);
  }

  /** How a KPI comes from measures of its home stream. */
  public sealed interface Formula {
    /** The sum of an additive measure. */
    record Sum(String measure) implements Formula {}

    /**
     * A quotient of two sums, never a mean of quotients.
     *
     * @param per by which the quotient is multiplied: 1,000 for a cost per thousand, else 1
     */
    record Ratio(String numerator, String denominator, int per) implements Formula {
      public Ratio {
        if (per < 1) {
          throw new IllegalArgumentException("a quotient is multiplied by 1 or more: " + per);
        }
      }

      public Ratio(String numerator, String denominator) {
        this(numerator, denominator, 1);
      }
    }

    /** One minus a quotient of two sums. */
    record Complement(String part, String whole) implements Formula {}

    /** A distinct measure, shown only for a period that was asked for. */
    record Distinct(String measure) implements Formula {}
  }
}
