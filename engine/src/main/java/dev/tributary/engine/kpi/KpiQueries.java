package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.KpiAnswer.Column;
import dev.tributary.engine.kpi.KpiAnswer.Compared;
import dev.tributary.engine.kpi.KpiAnswer.Row;
import dev.tributary.engine.kpi.KpiAnswer.Source;
import dev.tributary.engine.kpi.Plan.Asked;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Buckets;
import dev.tributary.store.Database;
import dev.tributary.store.DayShift;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiAccount;
import dev.tributary.store.KpiLedger;
import dev.tributary.store.KpiNames;
import dev.tributary.store.KpiPeriods;
import dev.tributary.store.KpiSums;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Answers questions to the stored numbers, each from the data of one moment. Safe to use from any
 * thread; asks no provider.
 */
public final class KpiQueries {
  private final Database database;
  private final Catalogue catalogue;
  private final KpiSums sums;
  private final KpiPeriods periods;
  private final KpiLedger ledger;
  private final KpiNames names;

  public KpiQueries(Database database, Catalogue catalogue) {
    this.database = database;
    this.catalogue = catalogue;
    this.sums = new KpiSums(database);
    this.periods = new KpiPeriods(database);
    this.ledger = new KpiLedger(database);
    this.names = new KpiNames(database);
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  /**
   * @param now by the database's clock; by it days are over or not
   * @throws KpiQueryException it cannot be asked; nothing was read
   */
  public KpiAnswer answer(KpiQuery query, Instant now) {
    Plan plan = Plan.of(query, catalogue);
    return database.snapshot(query.workspace(), () -> answer(plan, now));
  }

  private KpiAnswer answer(Plan plan, Instant now) {
    KpiQuery query = plan.query();
    List<KpiAccount> chosen = chosen(query);
    Set<String> providers = new HashSet<>();
    plan.asked()
        .forEach(asked -> asked.recipe().ifPresent(recipe -> providers.addAll(recipe.providers())));
    List<KpiAccount> accounts =
        chosen.stream().filter(account -> providers.contains(account.provider())).toList();
    Buckets buckets = new Buckets(query.grain(), weekStart(query), plan.days());
    Map<String, Refused> refused = refused(plan, accounts);
    List<Recipe> recipes =
        plan.asked().stream()
            .filter(asked -> !refused.containsKey(asked.entry().id()))
            .flatMap(asked -> asked.recipe().stream())
            .toList();
    List<Group> groups = recipes.isEmpty() ? List.of() : Group.of(recipes, accounts);
    refuseFetched(plan, buckets, groups, refused);
    Optional<DayShift> shift =
        query.comparison() == Comparison.NONE
            ? Optional.empty()
            : Optional.of(query.comparison().shift(plan.days()));
    Numbers numbers = new Numbers(sums, periods, ledger, query.workspace(), buckets, shift, now);
    Campaigns campaigns = new Campaigns(catalogue.campaigns(), names);
    List<Answering> answers =
        groups.stream()
            .map(group -> new Answering(plan, buckets, numbers, group, refused, campaigns))
            .toList();
    answers.forEach(Answering::want);
    numbers.learn();
    List<Row> totals = new ArrayList<>();
    List<Row> breakdown = new ArrayList<>();
    for (Answering answering : answers) {
      totals.addAll(answering.totals());
      if (plan.joined()) {
        breakdown.addAll(campaigns.rows(answering, catalogue));
      } else if (plan.dimension().isPresent()) {
        breakdown.addAll(new Breakdown(answering, plan.dimension().get(), catalogue).rows(names));
      }
    }
    return new KpiAnswer(
        plan.days(),
        query.grain(),
        shift.map(back -> new Compared(back.back(plan.days()), numbers.leftOut())),
        plan.asked().stream().map(asked -> column(asked, refused)).toList(),
        totals,
        breakdown,
        accounts.stream().map(account -> source(account, numbers)).toList(),
        accounts.stream().map(KpiAccount::zone).distinct().count() > 1);
  }

  private List<KpiAccount> chosen(KpiQuery query) {
    List<KpiAccount> all = names.accounts(query.workspace());
    if (query.integrations().isEmpty()) {
      return all.stream().filter(KpiAccount::connected).toList();
    }
    for (UUID asked : query.integrations()) {
      if (all.stream().noneMatch(account -> account.id().equals(asked))) {
        throw new KpiQueryException(
            "unknown_integration",
            "There is no integration %s in this workspace.".formatted(asked));
      }
    }
    return all.stream().filter(account -> query.integrations().contains(account.id())).toList();
  }

  /** Weeks alone need the workspace's word. */
  private DayOfWeek weekStart(KpiQuery query) {
    if (query.grain() != Grain.WEEK) {
      return DayOfWeek.MONDAY;
    }
    return query
        .weekStart()
        .or(() -> new WorkspaceStore(database).find(query.workspace()).map(Workspace::weekStart))
        .orElse(DayOfWeek.MONDAY);
  }

  private Map<String, Refused> refused(Plan plan, List<KpiAccount> accounts) {
    Map<String, Refused> refused = new HashMap<>();
    for (Asked asked : plan.asked()) {
      CatalogueEntry entry = asked.entry();
      entry
          .missing()
          .ifPresent(
              missing -> refused.put(entry.id(), Refused.notInstalled(entry.label(), missing)));
      asked.recipe().stream()
          .flatMap(recipe -> recipe.parts().stream())
          .map(Recipe.Part::provider)
          .filter(
              provider -> accounts.stream().noneMatch(one -> one.provider().equals(provider.id())))
          .findFirst()
          .map(ProviderDescriptor::name)
          .ifPresent(
              name -> refused.put(entry.id(), Refused.noIntegration(name, Optional.empty())));
    }
    return refused;
  }

  /** Numbers as they were fetched that the question would have to add up, everywhere. */
  private static void refuseFetched(
      Plan plan, Buckets buckets, List<Group> groups, Map<String, Refused> refused) {
    boolean apart = plan.dimension().equals(Optional.of(KpiSums.INTEGRATION));
    for (Asked asked : plan.asked()) {
      if (!asked.fetched() || refused.containsKey(asked.entry().id())) {
        continue;
      }
      Recipe.Fetched recipe = (Recipe.Fetched) asked.recipe().orElseThrow();
      boolean several =
          groups.stream().noneMatch(group -> group.members(recipe, recipe.first()).size() == 1);
      StreamDescriptor stream = recipe.first().home();
      if (buckets.all().stream()
          .noneMatch(bucket -> KpiPeriods.period(stream, buckets.within(bucket)).isPresent())) {
        refused.put(asked.entry().id(), Plan.notAdditive(asked.entry()));
      } else if (several && !apart) {
        refused.put(asked.entry().id(), Refused.severalAccounts(asked.entry().label()));
      }
    }
  }

  private static Column column(Asked asked, Map<String, Refused> refused) {
    return new Column(
        asked.entry(),
        asked.totals().stream().map(StreamDescriptor::name).distinct().toList(),
        asked.breakdown().map(StreamDescriptor::name),
        Optional.ofNullable(refused.get(asked.entry().id())));
  }

  private static Source source(KpiAccount account, Numbers numbers) {
    Optional<KpiLedger.OfAccount> known = numbers.account(account.id());
    return new Source(
        account,
        known.flatMap(KpiLedger.OfAccount::through),
        known.flatMap(KpiLedger.OfAccount::oldestRead));
  }
}
