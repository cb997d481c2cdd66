package dev.tributary.sandbox.meta.world;

import dev.tributary.sandbox.meta.world.AdAccount.Business;
import dev.tributary.sandbox.meta.world.AdAccount.Limits;
import dev.tributary.sandbox.meta.world.AdAccount.Shape;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The ad accounts of the simulated Meta. Safe to use from many threads. */
public final class MetaWorld {
  /** An object below an account: what it is and which one. */
  public record Node(Delivery delivery, Level level, int index) {}

  public static final String SHOP = "1010000001";
  public static final String US_STORE = "1010000002";
  public static final String BIG = "1010000003";
  public static final String GIANT = "1010000004";
  public static final String EMPTY = "1010000005";
  public static final String DISABLED = "1010000006";
  public static final String YEN = "1010000007";
  public static final String FORBIDDEN = "1010000008";

  /** Insights reach back 37 months; the accounts are a little older. */
  public static final int HISTORY_DAYS = 1_160;

  private static final Business NORDLICHT = new Business("5010000001", "Nordlicht Handel");
  private static final Business SAKURA = new Business("5010000002", "Sakura Tea");
  private static final Business KAURI = new Business("5010000003", "Kauri Outdoor");
  private static final Shape USUAL = new Shape(7, true, 2, 3, 1_500, 400_000);

  private final long seed;
  private final InstantSource clock;
  private final LocalDate started;
  private final Map<String, AdAccount> accounts = new LinkedHashMap<>();
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();

  public MetaWorld(long seed, InstantSource clock) {
    this.seed = seed;
    this.clock = clock;
    this.started = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    reset();
  }

  /** All accounts as they were in the beginning. */
  public synchronized void reset() {
    accounts.clear();
    deliveries.clear();
    add(SHOP, "Nordlicht Shop", "EUR", "Europe/Berlin", NORDLICHT, USUAL);
    add(US_STORE, "Nordlicht US Store", "USD", "America/Los_Angeles", NORDLICHT, USUAL);
    add(
        BIG,
        "Nordlicht Marketplace",
        "EUR",
        "Europe/Berlin",
        NORDLICHT,
        new Shape(50, false, 10, 10, 900, 20_000_000));
    add(
        GIANT,
        "Nordlicht Catalogue",
        "EUR",
        "Europe/Berlin",
        NORDLICHT,
        new Shape(200, false, 20, 25, 300, 60_000_000));
    add(
        EMPTY,
        "Nordlicht Reserve",
        "EUR",
        "Europe/Berlin",
        NORDLICHT,
        new Shape(0, false, 1, 1, 1, 1));
    add(
        DISABLED,
        "Nordlicht Old Shop",
        "EUR",
        "Europe/Berlin",
        NORDLICHT,
        new Shape(2, false, 2, 2, 800, 100_000));
    add(YEN, "Sakura Tea", "JPY", "Asia/Tokyo", SAKURA, USUAL);
    add(FORBIDDEN, "Kauri Outdoor", "NZD", "Pacific/Auckland", KAURI, USUAL);
    edit(FORBIDDEN, account -> account.withReadable(false));
    edit(DISABLED, account -> account.withStatus(2, 1));
    edit(GIANT, account -> account.withLimits(new Limits(10_000, 60_000, 200_000, 190_000)));
  }

  private void add(
      String id, String name, String currency, String zone, Business business, Shape shape) {
    accounts.put(
        id,
        new AdAccount(
            id,
            accounts.size() + 1,
            name,
            currency,
            ZoneId.of(zone),
            1,
            0,
            business,
            true,
            shape,
            Limits.USUAL,
            Map.of(),
            Map.of()));
  }

  public synchronized Collection<AdAccount> accounts() {
    return List.copyOf(accounts.values());
  }

  public synchronized Optional<AdAccount> account(String id) {
    return Optional.ofNullable(accounts.get(id));
  }

  /** Changes one account; throws when there is none with this id. */
  public synchronized AdAccount edit(String id, UnaryOperator<AdAccount> change) {
    AdAccount account = accounts.get(id);
    if (account == null) {
      throw new IllegalArgumentException(
          "the sandbox has no ad account " + id + "; it has " + accounts.keySet());
    }
    AdAccount changed = change.apply(account);
    accounts.put(id, changed);
    deliveries.remove(id);
    return changed;
  }

  /** The first day on which any ad was shown. */
  public LocalDate firstDay() {
    return started.minusDays(HISTORY_DAYS);
  }

  public LocalDate today(AdAccount account) {
    return LocalDate.ofInstant(clock.instant(), account.zone());
  }

  /** What is in an account today, and what it did; made anew when a day begins. */
  public synchronized Delivery delivery(AdAccount account) {
    String key = account.id();
    LocalDate today = today(account);
    Delivery old = deliveries.get(key);
    if (old != null && old.plan().today().equals(today) && old.plan().account().equals(account)) {
      return old;
    }
    Plan plan = new Plan(account, started, HISTORY_DAYS, today, account.id().equals(SHOP));
    Delivery fresh = new Delivery(seed, plan);
    deliveries.put(key, fresh);
    return fresh;
  }

  /** The campaign, ad set or ad with this id; empty when there is none. */
  public Optional<Node> node(String id) {
    for (AdAccount account : accounts()) {
      Delivery delivery = delivery(account);
      for (Level level : List.of(Level.CAMPAIGN, Level.ADSET, Level.AD)) {
        OptionalInt index = delivery.plan().index(level, id);
        if (index.isPresent()) {
          return Optional.of(new Node(delivery, level, index.getAsInt()));
        }
      }
    }
    return Optional.empty();
  }
}
