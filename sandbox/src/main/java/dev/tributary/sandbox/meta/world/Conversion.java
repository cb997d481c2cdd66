package dev.tributary.sandbox.meta.world;

/** What someone does after an ad, with the share of link clicks that end so. */
public enum Conversion {
  PURCHASE("offsite_conversion.fb_pixel_purchase", 0.020, 0.004),
  SHOP_PURCHASE("onsite_conversion.purchase", 0.004, 0.001),
  CHECKOUT("offsite_conversion.fb_pixel_initiate_checkout", 0.034, 0.006),
  CART("offsite_conversion.fb_pixel_add_to_cart", 0.075, 0.015),
  PIXEL_LEAD("offsite_conversion.fb_pixel_lead", 0.006, 0.030),
  FORM_LEAD("onsite_conversion.lead_grouped", 0.003, 0.050);

  private final String actionType;
  private final double sales;
  private final double leads;

  Conversion(String actionType, double sales, double leads) {
    this.actionType = actionType;
    this.sales = sales;
    this.leads = leads;
  }

  public String actionType() {
    return actionType;
  }

  /** Purchases have a value; nothing else has. */
  public boolean bought() {
    return this == PURCHASE || this == SHOP_PURCHASE;
  }

  double rate(Objective objective) {
    return switch (objective) {
      case OUTCOME_SALES -> sales;
      case OUTCOME_LEADS -> leads;
      case OUTCOME_TRAFFIC, OUTCOME_AWARENESS -> sales / 4;
    };
  }
}
