package dev.tributary.sandbox.meta.world;

/** Effective states of campaigns, ad sets and ads that occur here. */
public enum Status {
  ACTIVE,
  PAUSED,
  CAMPAIGN_PAUSED,
  ARCHIVED,
  DELETED;

  /** Meta leaves these out unless they are asked for. */
  public boolean hidden() {
    return this == ARCHIVED || this == DELETED;
  }

  /** The state of a part: its own unless what it is in is worse. */
  Status within(Status parent) {
    Status of = parent == PAUSED ? CAMPAIGN_PAUSED : parent;
    return of.compareTo(this) > 0 ? of : this;
  }

  /** As the object itself was set. */
  public Status own() {
    return this == CAMPAIGN_PAUSED ? ACTIVE : this;
  }
}
