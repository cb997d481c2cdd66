package dev.tributary.metaads;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which action types the customer counts. Meta counts one purchase under several types, which must
 * never be added up, so each KPI has one type; {@code omni_purchase} is the widest.
 *
 * @param conversions types that the customer's own conversions are the sum of
 */
record Settings(String purchase, List<String> conversions) {
  static final String PURCHASE = "purchaseAction";
  static final String CONVERSIONS = "conversionActions";
  private static final String PURCHASE_DEFAULT = "omni_purchase";

  /** Types that do not overlap. */
  private static final List<String> CONVERSIONS_DEFAULT =
      List.of(
          "offsite_conversion.fb_pixel_custom",
          "offsite_conversion.fb_pixel_lead",
          "onsite_conversion.lead_grouped",
          "offsite_conversion.fb_pixel_purchase",
          "onsite_conversion.purchase");

  static Settings of(Map<String, String> settings) {
    List<String> chosen =
        Arrays.stream(settings.getOrDefault(CONVERSIONS, "").split("[,\\s]+"))
            .filter(type -> !type.isEmpty())
            .distinct()
            .toList();
    return new Settings(
        settings.getOrDefault(PURCHASE, PURCHASE_DEFAULT),
        chosen.isEmpty() ? CONVERSIONS_DEFAULT : chosen);
  }

  /**
   * The types that a measure's field names.
   *
   * @param text types joined by {@code +}, or the name of a setting in braces
   */
  List<String> types(String text) {
    return switch (text) {
      case "{" + PURCHASE + "}" -> List.of(purchase);
      case "{" + CONVERSIONS + "}" -> conversions;
      default -> List.of(text.split("\\+"));
    };
  }
}
