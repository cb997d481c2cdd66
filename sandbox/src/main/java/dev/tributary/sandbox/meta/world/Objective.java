package dev.tributary.sandbox.meta.world;

/** What a campaign is for, and what its ad sets are optimised for. */
public enum Objective {
  OUTCOME_SALES("OFFSITE_CONVERSIONS", "offsite_conversion.fb_pixel_purchase"),
  OUTCOME_LEADS("LEAD_GENERATION", "onsite_conversion.lead_grouped"),
  OUTCOME_TRAFFIC("LINK_CLICKS", "link_click"),
  OUTCOME_AWARENESS("REACH", "reach");

  private final String goal;
  private final String result;

  Objective(String goal, String result) {
    this.goal = goal;
    this.result = result;
  }

  public String goal() {
    return goal;
  }

  /** The action type that counts as a result; "reach" counts people. */
  public String result() {
    return result;
  }
}
