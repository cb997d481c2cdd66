package dev.tributary.spi;

/**
 * A number of a stream.
 *
 * @param name column name: lower case, digits and underscores
 * @param field the provider's own field or formula, for people who check
 */
public record Measure(String name, String field, Type type, Unit unit, Additivity additivity) {

  public Measure {
    Names.check("measure", name);
  }

  public static Measure count(String name, String field) {
    return new Measure(name, field, Type.COUNT, Unit.COUNT, Additivity.SUM);
  }

  public static Measure decimal(String name, String field, Unit unit) {
    return new Measure(name, field, Type.DECIMAL, unit, Additivity.SUM);
  }

  public static Measure distinct(String name, String field) {
    return new Measure(name, field, Type.COUNT, Unit.USERS, Additivity.DISTINCT);
  }

  /** How a number is kept. */
  public enum Type {
    /** A whole number, {@code bigint}. */
    COUNT,
    /** Six exact decimal places, {@code long} micros in memory, {@code numeric} in the database. */
    DECIMAL
  }

  /** Whether rows may be added up. */
  public enum Additivity {
    /** Adds up over days and dimensions. */
    SUM,
    /** Counts different people or things: never added, only asked for. */
    DISTINCT,
    /** Holds for its row alone. */
    NONE
  }
}
