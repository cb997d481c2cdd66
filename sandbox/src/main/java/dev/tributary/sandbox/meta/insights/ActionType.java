package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.world.Conversion;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One {@code action_type}, as a count of the ad itself or a sum of conversions. Several overlap: a
 * purchase on the website is a pixel purchase, a purchase and an omni purchase.
 */
record ActionType(String name, Optional<Count> count, List<Conversion> conversions) {
  static final ActionType OMNI_PURCHASE =
      made("omni_purchase", Conversion.PURCHASE, Conversion.SHOP_PURCHASE);
  static final ActionType PIXEL_PURCHASE =
      made(Conversion.PURCHASE.actionType(), Conversion.PURCHASE);

  static final List<ActionType> ALL = all();

  private static List<ActionType> all() {
    List<ActionType> all = new ArrayList<>();
    all.add(counted("link_click", Count.LINK_CLICKS));
    all.add(counted("landing_page_view", Count.LANDING_PAGE_VIEWS));
    all.add(counted("video_view", Count.VIDEO_VIEWS));
    all.add(counted("post_engagement", Count.ENGAGEMENTS));
    all.add(counted("page_engagement", Count.ENGAGEMENTS));
    for (Conversion one : Conversion.values()) {
      all.add(made(one.actionType(), one));
    }
    all.add(made("purchase", Conversion.PURCHASE));
    all.add(OMNI_PURCHASE);
    all.add(made("initiate_checkout", Conversion.CHECKOUT));
    all.add(made("omni_initiated_checkout", Conversion.CHECKOUT));
    all.add(made("add_to_cart", Conversion.CART));
    all.add(made("omni_add_to_cart", Conversion.CART));
    all.add(made("lead", Conversion.PIXEL_LEAD, Conversion.FORM_LEAD));
    return List.copyOf(all);
  }

  private static ActionType counted(String name, Count count) {
    return new ActionType(name, Optional.of(count), List.of());
  }

  private static ActionType made(String name, Conversion... conversions) {
    return new ActionType(name, Optional.empty(), List.of(conversions));
  }

  boolean valued() {
    return conversions.stream().anyMatch(Conversion::bought);
  }

  long number(Facts facts) {
    return count.isPresent()
        ? facts.count(count.get())
        : conversions.stream().mapToLong(facts::conversions).sum();
  }

  /** What an ad does itself is done by click on the same day, whatever the window. */
  long number(Facts facts, Window window) {
    if (count.isPresent()) {
      boolean click = window.apiName().endsWith("_click");
      return click ? facts.count(count.get()) : 0;
    }
    long sum = 0;
    for (Conversion one : conversions) {
      sum += facts.conversions(one, window);
    }
    return sum;
  }

  long value(Facts facts) {
    return conversions.stream().mapToLong(facts::value).sum();
  }

  long value(Facts facts, Window window) {
    long sum = 0;
    for (Conversion one : conversions) {
      sum += facts.value(one, window);
    }
    return sum;
  }
}
