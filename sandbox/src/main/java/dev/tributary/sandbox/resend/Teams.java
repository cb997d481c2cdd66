package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.resend.team.ApiKey;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.team.Domain.Past;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The teams of the simulated Resend: the companies that Analytics and Meta know too. */
public final class Teams {
  public static final String NORDLICHT = "nordlicht";
  public static final String SAKURA = "sakura";
  public static final String KAURI = "kauri";

  public static final String SHOP_DOMAIN = "shop.nordlicht.example";
  public static final String NEWS_DOMAIN = "news.nordlicht.example";
  public static final String US_DOMAIN = "us.nordlicht.example";
  public static final String NEW_DOMAIN = "next.nordlicht.example";

  private static final Plan LARGE = new Plan(10, 0, 5_000_000, 90, true, true);
  private static final Plan FREE = new Plan(2, 100, 3_000, 3, true, false);
  private static final Plan OLD = new Plan(5, 0, 50_000, 30, false, true);
  private static final Duration OPEN_FOR = Duration.ofDays(400);

  private final long seed;
  private final Instant started;
  private final boolean enforced;
  private final Map<String, Team> teams = new LinkedHashMap<>();

  Teams(long seed, Instant started, boolean enforced) {
    this.seed = seed;
    this.started = started;
    this.enforced = enforced;
    reset();
  }

  /** As they were in the beginning. */
  synchronized void reset() {
    teams.clear();
    Team nordlicht = team(NORDLICHT, "Nordlicht Handel", "ops@nordlicht.example", LARGE);
    domain(nordlicht, SHOP_DOMAIN, "verified", "eu-west-1", true, true, Past.SHOP);
    domain(nordlicht, NEWS_DOMAIN, "verified", "eu-west-1", true, true, Past.NEWSLETTER);
    domain(nordlicht, US_DOMAIN, "verified", "us-east-1", false, false, Past.STORE);
    domain(nordlicht, NEW_DOMAIN, "not_started", "eu-west-1", false, false, Past.NONE);
    Team sakura = team(SAKURA, "Sakura Tea", "hello@sakura.example", FREE);
    domain(sakura, "mail.sakura.example", "verified", "ap-northeast-1", true, false, Past.STORE);
    Team kauri = team(KAURI, "Kauri Outdoor", "mail@kauri.example", OLD);
    domain(kauri, "kauri.example", "verified", "us-east-1", true, true, Past.SHOP);
  }

  private Team team(String id, String name, String ownAddress, Plan plan) {
    Team team = new Team(seed, id, name, ownAddress, plan, started, enforced);
    teams.put(id, team);
    return team;
  }

  private void domain(
      Team team,
      String name,
      String status,
      String region,
      boolean opens,
      boolean clicks,
      Past past) {
    team.domains()
        .add(
            new Domain(
                Ids.uuid(Dice.of(seed, name)),
                name,
                status,
                started.minus(OPEN_FOR),
                region,
                opens,
                clicks,
                "opportunistic",
                true,
                past == Past.SHOP,
                clicks ? "links" : "",
                "send",
                past));
  }

  public synchronized Collection<Team> all() {
    return List.copyOf(teams.values());
  }

  /** Throws when there is none with this id. */
  public synchronized Team team(String id) {
    Team team = teams.get(id);
    if (team == null) {
      throw new ControlException(
          404, "the sandbox has no Resend team " + id + "; it has " + teams.keySet());
    }
    return team;
  }

  /** A key and whose it is. */
  record Owned(Team team, ApiKey key) {}

  Optional<Owned> owner(String token) {
    for (Team team : all()) {
      Optional<ApiKey> key = team.keys().first(one -> one.token().equals(token));
      if (key.isPresent()) {
        return Optional.of(new Owned(team, key.get()));
      }
    }
    return Optional.empty();
  }
}
