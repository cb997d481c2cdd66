package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.insights.Filters;
import dev.tributary.sandbox.meta.oauth.MetaTokens;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.meta.world.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import tools.jackson.databind.json.JsonMapper;

/** Lists of accounts, campaigns, ad sets and ads, page by page. */
final class Edges {
  private final MetaWorld world;

  Edges(MetaWorld world) {
    this.world = world;
  }

  /** GET /me/adaccounts: those that the user may read. */
  Response accounts(Params params, MetaTokens.Token token, String address) {
    List<String> fields = Entities.fields(params, Level.ACCOUNT);
    List<AdAccount> all = world.accounts().stream().filter(AdAccount::readable).toList();
    List<String> shown = fields.isEmpty() ? List.of("account_id") : fields;
    return page(
        params,
        address,
        all.size(),
        place -> true,
        place -> Entities.account(all.get(place), shown, token));
  }

  /** Objects of a level below an object; archived ones only when asked for, deleted ones never. */
  Response objects(MetaWorld.Node parent, Level level, Params params, String address) {
    Plan plan = parent.delivery().plan();
    List<String> fields = Entities.fields(params, level);
    int each = plan.adsEach(parent.level()) / plan.adsEach(level);
    int size = plan.size(level) == 0 ? 0 : each;
    int first = parent.level() == Level.ACCOUNT ? 0 : parent.index() * each;
    Filters filters = Filters.of(params, level);
    Optional<Instant> since =
        params.text("updated_since").map(text -> Instant.ofEpochSecond(seconds(text)));
    return page(
        params,
        address,
        size,
        place ->
            filters.shows(plan, level, first + place)
                && since
                    .map(time -> !Entities.updatedAt(plan, level, first + place).isBefore(time))
                    .orElse(true),
        place -> Entities.object(plan, level, first + place, fields));
  }

  private static long seconds(String text) {
    if (!text.matches("\\d{1,12}")) {
      throw MetaErrors.parameter("Param updated_since must be a Unix time in seconds");
    }
    return Long.parseLong(text);
  }

  /** Makes the object at a place. */
  @FunctionalInterface
  private interface Maker {
    Map<String, Object> make(int place);
  }

  private static Response page(
      Params params, String address, int size, IntPredicate shown, Maker maker) {
    Paging paging = Paging.of(params, address);
    List<Map<String, Object>> data = new ArrayList<>();
    int place = paging.from();
    while (place < size && data.size() < paging.limit()) {
      if (shown.test(place)) {
        data.add(maker.make(place));
      }
      place++;
    }
    int next = place;
    while (next < size && !shown.test(next)) {
      next++;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("data", data);
    if (!data.isEmpty()) {
      body.put("paging", links(paging, place, next < size));
    }
    if (params.list("summary").contains("total_count")) {
      int total = 0;
      for (int n = 0; n < size; n++) {
        total += shown.test(n) ? 1 : 0;
      }
      body.put("summary", Map.of("total_count", total));
    }
    return Response.json(200, JsonMapper.shared().writeValueAsString(body));
  }

  private static Map<String, Object> links(Paging paging, int end, boolean more) {
    Map<String, Object> links = new LinkedHashMap<>();
    links.put(
        "cursors", Map.of("before", Paging.cursor(paging.from()), "after", Paging.cursor(end)));
    if (more) {
      links.put("next", paging.next(end));
    }
    return links;
  }
}
