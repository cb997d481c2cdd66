package dev.tributary.sandbox.google.traffic;

import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.MetaCampaigns;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/**
 * The campaigns of a property by slot. Most slots hold the same source for ever; the last ones hold
 * campaigns that start and end, one after the other with rests between them.
 */
public final class Campaigns {
  private record Weighted(int weight, Campaign campaign) {}

  private static final String NONE = Campaign.NOT_SET;

  private static final List<Weighted> LASTING =
      List.of(
          fixed(26, "Organic Search", "google", "organic", "(organic)", NONE),
          fixed(4, "Organic Search", "bing", "organic", "(organic)", NONE),
          fixed(2, "Organic Search", "duckduckgo", "organic", "(organic)", NONE),
          fixed(18, "Direct", "(direct)", "(none)", "(direct)", NONE),
          fixed(9, "Paid Search", "google", "cpc", "brand-search", "23801100001"),
          fixed(7, "Paid Search", "google", "cpc", "generic-search", "23801100002"),
          fixed(3, "Paid Search", "bing", "cpc", "bing-brand", "23801100003"),
          fixed(5, "Cross-network", "google", "cpc", "performance-max", "23801100004"),
          meta(6, "facebook", MetaCampaigns.PROSPECTING),
          meta(4, "instagram", MetaCampaigns.RETARGETING),
          fixed(3, "Organic Social", "instagram.com", "referral", "(referral)", NONE),
          fixed(2, "Organic Social", "linkedin.com", "referral", "(referral)", NONE),
          fixed(3, "Referral", "partner-shop.example", "referral", "(referral)", NONE),
          fixed(2, "Referral", "reviews.example", "referral", "(referral)", NONE),
          fixed(1, "Referral", "forum.example", "referral", "(referral)", NONE),
          fixed(4, "Email", "newsletter", "email", "weekly-digest", "email-digest"),
          fixed(2, "Email", "crm", "email", "winback", "email-winback"),
          fixed(2, "Display", "google", "display", "awareness", "23801100005"),
          fixed(1, "Affiliates", "partnernet", "affiliate", "affiliates", NONE),
          fixed(1, "Organic Video", "youtube.com", "referral", "(referral)", NONE),
          fixed(1, "Unassigned", NONE, NONE, NONE, NONE));

  private static final List<String> SEASONAL_SOURCES = List.of("facebook", "google", "newsletter");
  private static final int SEASONAL_WEIGHT = 5;
  private static final int CYCLE_DAYS = MetaCampaigns.SEASON_DAYS;
  private static final int[] RUNS_DAYS = {MetaCampaigns.SEASON_RUNS_DAYS, 12, 9};
  private static final int WEEKLY_DIGEST = 15;
  private static final int DIRECT = 3;

  /** Number of slots; slot numbers run from 0 to one less. */
  public static final int SLOTS = LASTING.size() + SEASONAL_SOURCES.size();

  private static final int[] SLOT_BY_HUNDRED = slotsByWeight();

  private Campaigns() {}

  private static Weighted fixed(
      int weight, String channel, String source, String medium, String name, String id) {
    return new Weighted(weight, new Campaign(channel, source, medium, name, id));
  }

  private static Weighted meta(int weight, String source, MetaCampaigns.Tagged campaign) {
    return new Weighted(weight, social(source, campaign));
  }

  private static Campaign social(String source, MetaCampaigns.Tagged campaign) {
    return new Campaign("Paid Social", source, "paid_social", campaign.name(), campaign.id());
  }

  private static int[] slotsByWeight() {
    int total =
        LASTING.stream().mapToInt(Weighted::weight).sum()
            + SEASONAL_WEIGHT * SEASONAL_SOURCES.size();
    int[] slots = new int[total];
    int filled = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      int weight = slot < LASTING.size() ? LASTING.get(slot).weight : SEASONAL_WEIGHT;
      for (int n = 0; n < weight; n++) {
        slots[filled++] = slot;
      }
    }
    return slots;
  }

  static int pick(long roll) {
    return SLOT_BY_HUNDRED[Dice.below(roll, SLOT_BY_HUNDRED.length)];
  }

  /** The slot that visits of {@code slot} really belong to on {@code day}: direct between runs. */
  static int resting(int slot, LocalDate day) {
    return slot >= LASTING.size() && !runs(slot, day) ? DIRECT : slot;
  }

  private static boolean runs(int slot, LocalDate day) {
    int which = slot - LASTING.size();
    return Math.floorMod(day.toEpochDay() + which * 9L, CYCLE_DAYS) < RUNS_DAYS[which];
  }

  /** The newsletter goes out on Tuesdays. */
  static double weight(int slot, LocalDate day) {
    if (slot != WEEKLY_DIGEST) {
      return 1;
    }
    return day.getDayOfWeek() == DayOfWeek.TUESDAY ? 3.2 : 0.7;
  }

  /** Who holds {@code slot} on {@code day}. */
  public static Campaign in(int slot, LocalDate day) {
    if (slot < LASTING.size()) {
      return LASTING.get(slot).campaign;
    }
    int which = slot - LASTING.size();
    long cycle = Math.floorDiv(day.toEpochDay() + which * 9L, CYCLE_DAYS);
    String name = "season-" + cycle;
    return switch (which) {
      case 0 -> social("facebook", MetaCampaigns.ofSeason(cycle));
      case 1 -> new Campaign("Paid Search", "google", "cpc", name, "2390" + cycle);
      default -> new Campaign("Email", "newsletter", "email", name, "email-" + cycle);
    };
  }
}
