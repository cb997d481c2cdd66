package dev.tributary.sandbox.meta.world;

/** What someone does after an ad, with the share of link clicks that end so. */
public enum Conversion {
  PURCHASE("offsite_conversion.fb_pixel_purchase", 0.050, 0.008),
  SHOP_PURCHASE("onsite_conversion.purchase", 0.010, 0.002),
  CHECKOUT("offsite_conversion.fb_pixel_initiate_checkout", 0.085, 0.015),
  CART("offsite_conversion.fb_pixel_add_to_cart", 0.190, 0.030),
  PIXEL_LEAD("offsite_conversion.fb_pixel_lead", 0.010, 0.040),
  FORM_LEAD("onsite_conversion.lead_grouped", 0.004, 0.070);

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
