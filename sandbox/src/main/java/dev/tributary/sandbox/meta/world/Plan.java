package dev.tributary.sandbox.meta.world;

import dev.tributary.sandbox.MetaCampaigns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is in an account on a day: campaigns by index, and in each the same number of ad sets and
 * ads, numbered through. New seasons come at the end, so that a number means the same object for
 * ever.
 */
public final class Plan {
  private static final String PREFIX = "2385";
  private static final long FIRST_ID = 238_500_000_000_000_000L;
  private static final int ARCHIVED_DAYS = 180;

  private final AdAccount account;
  private final LocalDate started;
  private final LocalDate today;
  private final List<Campaign> campaigns;

  /**
   * @param started the sandbox's first day
   * @param historyDays the account's age on that day
   * @param shared whether the campaigns that Analytics sees have the ids that it sees
   */
  Plan(AdAccount account, LocalDate started, int historyDays, LocalDate today, boolean shared) {
    this.account = account;
    this.started = started;
    this.today = today;
    List<Campaign> all = new ArrayList<>();
    LocalDate begin = started.minusDays(historyDays);
    for (int n = 0; n < account.shape().campaigns(); n++) {
      all.add(account.shape().seasons() ? lasting(n, begin, shared) : plain(n, begin));
    }
    if (account.shape().seasons()) {
      for (long season = MetaCampaigns.season(begin) + 1;
          !MetaCampaigns.firstDay(season).isAfter(today);
          season++) {
        all.add(seasonal(all.size(), season, today, shared));
      }
    }
    this.campaigns = List.copyOf(all);
  }

  private Campaign plain(int n, LocalDate begin) {
    Optional<LocalDate> last =
        account.status() == 1 ? Optional.empty() : Optional.of(started.minusDays(40));
    return new Campaign(
        n,
        id(1, n),
        "Campaign " + (n + 1),
        Objective.values()[n % 5 < 3 ? 0 : n % 5 - 2],
        Status.ACTIVE,
        begin,
        last,
        1);
  }

  private Campaign lasting(int n, LocalDate begin, boolean shared) {
    return switch (n) {
      case 0 -> tagged(n, MetaCampaigns.PROSPECTING, begin, shared, 1.6);
      case 1 -> tagged(n, MetaCampaigns.RETARGETING, begin, shared, 1.5);
      case 2 -> own(n, "brand-reels", Objective.OUTCOME_AWARENESS, begin);
      case 3 -> own(n, "lead-form", Objective.OUTCOME_LEADS, begin);
      case 4 -> ended(n, "spring-sale", Status.ARCHIVED, begin, 200);
      case 5 -> ended(n, "test-campaign", Status.DELETED, begin, 60);
      case 6 -> ended(n, "clearance", Status.PAUSED, begin, 30);
      default -> own(n, "traffic-" + n, Objective.OUTCOME_TRAFFIC, begin);
    };
  }

  private Campaign tagged(
      int n, MetaCampaigns.Tagged tag, LocalDate begin, boolean shared, double weight) {
    String id = shared ? tag.id() : id(1, n);
    return new Campaign(
        n, id, tag.name(), Objective.OUTCOME_SALES, Status.ACTIVE, begin, Optional.empty(), weight);
  }

  private Campaign own(int n, String name, Objective objective, LocalDate begin) {
    return new Campaign(n, id(1, n), name, objective, Status.ACTIVE, begin, Optional.empty(), 0.6);
  }

  private Campaign ended(int n, String name, Status status, LocalDate begin, int daysAgo) {
    LocalDate last = started.minusDays(daysAgo);
    return new Campaign(
        n, id(1, n), name, Objective.OUTCOME_SALES, status, begin, Optional.of(last), 0.5);
  }

  private Campaign seasonal(int n, long season, LocalDate today, boolean shared) {
    MetaCampaigns.Tagged tag = MetaCampaigns.ofSeason(season);
    LocalDate last = MetaCampaigns.lastDay(season);
    Status status = Status.ACTIVE;
    if (today.isAfter(last)) {
      status = today.isAfter(last.plusDays(ARCHIVED_DAYS)) ? Status.ARCHIVED : Status.PAUSED;
    }
    return new Campaign(
        n,
        shared ? tag.id() : id(1, n),
        tag.name(),
        Objective.OUTCOME_SALES,
        status,
        MetaCampaigns.firstDay(season),
        Optional.of(last),
        1);
  }

  /** Eighteen digits: the account, what it is (1 campaign, 2 ad set, 3 ad), the number. */
  private String id(int kind, int index) {
    return Long.toString(FIRST_ID + (account.ordinal() * 10L + kind) * 100_000_000_000L + index);
  }

  public AdAccount account() {
    return account;
  }

  /** The day, in the account's zone, for which this holds. */
  public LocalDate today() {
    return today;
  }

  public LocalDate started() {
    return started;
  }

  public List<Campaign> campaigns() {
    return campaigns;
  }

  /** How many objects there are at a level; 1 account. */
  public int size(Level level) {
    return switch (level) {
      case ACCOUNT -> 1;
      case CAMPAIGN -> campaigns.size();
      case ADSET -> campaigns.size() * account.shape().setsPerCampaign();
      case AD -> campaigns.size() * account.shape().adsPerCampaign();
    };
  }

  /** How many ads each object of a level has. */
  public int adsEach(Level level) {
    return switch (level) {
      case ACCOUNT -> Math.max(1, size(Level.AD));
      case CAMPAIGN -> account.shape().adsPerCampaign();
      case ADSET -> account.shape().adsPerSet();
      case AD -> 1;
    };
  }

  /** The object of another level that an ad is in. */
  public int of(Level level, int ad) {
    return ad / adsEach(level);
  }

  public Campaign campaign(int ad) {
    return campaigns.get(of(Level.CAMPAIGN, ad));
  }

  public String id(Level level, int index) {
    return switch (level) {
      case ACCOUNT -> account.id();
      case CAMPAIGN -> campaigns.get(index).id();
      case ADSET -> id(2, index);
      case AD -> id(3, index);
    };
  }

  /** Which object of a level has this id; empty when none has. */
  public OptionalInt index(Level level, String id) {
    int index = -1;
    if (id.matches(PREFIX + "\\d{14}")) {
      boolean here = id.substring(4, 6).equals("%02d".formatted(account.ordinal()));
      boolean same = id.charAt(6) - '0' == level.ordinal();
      long number = Long.parseLong(id.substring(7));
      index = here && same && number < size(level) ? (int) number : -1;
    }
    if (level == Level.CAMPAIGN) {
      index = -1;
      for (Campaign one : campaigns) {
        index = one.id().equals(id) ? one.index() : index;
      }
    }
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  public String name(Level level, int index) {
    int ad = index * adsEach(level);
    return switch (level) {
      case ACCOUNT -> account.name();
      case CAMPAIGN -> campaigns.get(index).name();
      case ADSET -> campaign(ad).name() + " set " + (index % account.shape().setsPerCampaign() + 1);
      case AD ->
          campaign(ad).name()
              + " set "
              + (of(Level.ADSET, ad) % account.shape().setsPerCampaign() + 1)
              + " ad "
              + (ad % account.shape().adsPerSet() + 1);
    };
  }

  /** Every fifth ad set counts one day after a click only, unless somebody changed it. */
  public Window.Setting setting(int adSet) {
    return Optional.ofNullable(account.attribution().get(adSet))
        .orElse(adSet % 5 == 4 ? Window.Setting.CLICK_1 : Window.Setting.CLICK_7_VIEW_1);
  }

  /** The effective state of an object; an account is always active here. */
  public Status status(Level level, int index) {
    return switch (level) {
      case ACCOUNT -> Status.ACTIVE;
      case CAMPAIGN -> campaigns.get(index).status();
      case ADSET ->
          Status.ACTIVE.within(campaigns.get(index / account.shape().setsPerCampaign()).status());
      case AD -> adStatus(index).within(campaign(index).status());
    };
  }

  private Status adStatus(int ad) {
    if (!account.shape().seasons()) {
      return Status.ACTIVE;
    }
    if (ad % 17 == 11) {
      return Status.ARCHIVED;
    }
    if (ad % 23 == 9) {
      return Status.DELETED;
    }
    return ad % 7 == 3 ? Status.PAUSED : Status.ACTIVE;
  }

  /** Whether an ad is shown on a day. */
  public boolean delivers(int ad, LocalDate day) {
    if (!campaign(ad).runs(day)) {
      return false;
    }
    return switch (adStatus(ad)) {
      case ACTIVE, CAMPAIGN_PAUSED -> true;
      case PAUSED -> day.isBefore(started.minusDays(10));
      case ARCHIVED -> day.isBefore(started.minusDays(90));
      case DELETED -> day.isBefore(started.minusDays(45));
    };
  }
}
