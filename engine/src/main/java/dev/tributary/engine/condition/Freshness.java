package dev.tributary.engine.condition;

import java.util.Locale;

/** How fresh the data is that is shown, whatever the integration is doing. */
public enum Freshness {
  FRESH("The newest days that can be whole are stored, in every stream."),
  PARTIAL("They are stored in some streams; others are behind."),
  STALE("No stream has them, or nothing was read for longer than the setting stale-after."),
  NO_DATA("No whole day is stored yet.");

  private final String meaning;

  Freshness(String meaning) {
    this.meaning = meaning;
  }

  /** The word for programs, for example {@code no_data}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String meaning() {
    return meaning;
  }
}
