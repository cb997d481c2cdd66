package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.Numbers.Unit;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.KpiAccount;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts whose numbers may be added up: those of one currency, or all when no amount was
 * asked for.
 *
 * @param apart whether currencies are kept apart
 */
record Group(boolean apart, Optional<String> currency, List<KpiAccount> accounts) {

  /** The groups of the accounts, in the order in which their currencies come. */
  static List<Group> of(List<Recipe> recipes, List<KpiAccount> accounts) {
    if (recipes.stream().noneMatch(Recipe::money)) {
      return List.of(new Group(false, Optional.empty(), accounts));
    }
    Set<Optional<String>> currencies = new LinkedHashSet<>();
    for (KpiAccount account : accounts) {
      // An account without money only gives its counts to quotients with other providers' amounts.
      boolean own =
          recipes.stream()
              .anyMatch(one -> !one.blended() && one.providers().contains(account.provider()));
      if (account.currency().isPresent() || own) {
        currencies.add(account.currency());
      }
    }
    return currencies.stream().map(one -> new Group(true, one, accounts)).toList();
  }

  List<KpiAccount> members(Recipe recipe, Recipe.Part part) {
    return accounts.stream()
        .filter(account -> account.provider().equals(part.provider().id()))
        .filter(account ->
            !apart
                || account.currency().equals(currency)
                || (recipe.blended() && account.currency().isEmpty()))
        .toList();
  }

  Unit unit(Plan plan, Recipe recipe, Recipe.Part part, StreamDescriptor stream) {
    return new Unit(
        part.provider(),
        stream,
        Plan.Asked.filters(part, plan.query()),
        members(recipe, part),
        recipe instanceof Recipe.Fetched);
  }
}
