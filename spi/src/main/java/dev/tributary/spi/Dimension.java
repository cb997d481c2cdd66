package dev.tributary.spi;

import java.util.Optional;

/**
 * A text column of a stream.
 *
 * @param name column name: lower case, digits and underscores
 * @param field the provider's own field
 * @param rewritesFrom set for an attribute of a SNAPSHOT whose change gives numbers that were
 *     reported already another meaning, such as what is counted as a conversion: the attribute of
 *     the same entity that tells since when it has numbers, as a date or time of ISO 8601. All
 *     stored days since then are read again.
 */
public record Dimension(String name, String field, Optional<String> rewritesFrom) {
  public Dimension {
    Names.check("dimension", name);
  }

  public Dimension(String name, String field) {
    this(name, field, Optional.empty());
  }
}
