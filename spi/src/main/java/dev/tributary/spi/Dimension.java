package dev.tributary.spi;

/**
 * A text column of a stream.
 *
 * @param name column name: lower case, digits and underscores
 * @param field the provider's own field
 */
public record Dimension(String name, String field) {
  public Dimension {
    Names.check("dimension", name);
  }
}
