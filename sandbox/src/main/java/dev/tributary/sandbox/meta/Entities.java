package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.meta.oauth.MetaTokens;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.Campaign;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.Plan;
import dev.tributary.sandbox.meta.world.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ad accounts, campaigns, ad sets and ads as JSON objects with the fields that were asked for. */
final class Entities {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx");
  private static final String URL_TAGS =
      "utm_source=facebook&utm_medium=paid_social&utm_campaign={{campaign.name}}"
          + "&utm_id={{campaign.id}}";

  private Entities() {}

  static Set<String> known(Level level) {
    return switch (level) {
      case ACCOUNT -> Catalogue.ACCOUNT;
      case CAMPAIGN -> Catalogue.CAMPAIGN;
      case ADSET -> Catalogue.AD_SET;
      case AD -> Catalogue.AD;
    };
  }

  /** Refuses a field that the type does not have. */
  static List<String> fields(Params params, Level level) {
    List<String> fields = params.list("fields");
    for (String field : fields) {
      if (!known(level).contains(name(field))) {
        throw MetaErrors.parameter(
            "Tried accessing nonexisting field ("
                + name(field)
                + ") on node type ("
                + type(level)
                + ")");
      }
    }
    return fields;
  }

  private static String type(Level level) {
    return switch (level) {
      case ACCOUNT -> "AdAccount";
      case CAMPAIGN -> "Campaign";
      case ADSET -> "AdSet";
      case AD -> "Ad";
    };
  }

  /** "creative{id,name}" is about "creative". */
  private static String name(String field) {
    int brace = field.indexOf('{');
    return (brace < 0 ? field : field.substring(0, brace)).replaceFirst("\\..*", "");
  }

  private static List<String> inner(String field) {
    int brace = field.indexOf('{');
    return brace < 0
        ? List.of("id")
        : Params.split(field.substring(brace + 1, field.lastIndexOf('}')));
  }

  /** Always with the id, as Meta does. */
  static Map<String, Object> account(
      AdAccount account, List<String> fields, MetaTokens.Token token) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (String field : fields) {
      value(account, field, token).ifPresent(value -> body.put(name(field), value));
    }
    body.put("id", "act_" + account.id());
    return body;
  }

  private static Optional<Object> value(AdAccount account, String field, MetaTokens.Token token) {
    return switch (name(field)) {
      case "account_id" -> Optional.of(account.id());
      case "name" -> Optional.of(account.name());
      case "currency" -> Optional.of(account.currency());
      case "timezone_name" -> Optional.of(account.zone().getId());
      case "timezone_id" -> Optional.of(account.ordinal());
      case "account_status" -> Optional.of(account.status());
      case "disable_reason" -> Optional.of(account.disableReason());
      case "amount_spent", "balance" -> Optional.of("0");
      case "business_name" -> Optional.of(account.business().name());
      case "business" ->
          token.scopes().contains("business_management")
              ? Optional.of(
                  Map.of("id", account.business().id(), "name", account.business().name()))
              : Optional.empty();
      case "is_personal" -> Optional.of(0);
      case "min_daily_budget" -> Optional.of(100);
      case "created_time" -> Optional.of("2023-01-01T00:00:00+0000");
      default -> Optional.empty();
    };
  }

  static Map<String, Object> object(Plan plan, Level level, int index, List<String> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (String field : fields) {
      value(plan, level, index, field).ifPresent(value -> body.put(name(field), value));
    }
    body.put("id", plan.id(level, index));
    return body;
  }

  private static Optional<Object> value(Plan plan, Level level, int index, String field) {
    int ad = index * plan.adsEach(level);
    Campaign campaign = plan.campaign(ad);
    ZoneId zone = plan.account().zone();
    return switch (name(field)) {
      case "account_id" -> Optional.of(plan.account().id());
      case "name" -> Optional.of(plan.name(level, index));
      case "status", "configured_status" -> Optional.of(plan.status(level, index).own().name());
      case "effective_status" -> Optional.of(plan.status(level, index).name());
      case "created_time" -> Optional.of(time(campaign.first(), zone));
      case "updated_time" -> Optional.of(time(updated(plan, index, level), zone));
      case "start_time" -> Optional.of(time(campaign.first(), zone));
      case "campaign_id" -> Optional.of(campaign.id());
      case "campaign" -> Optional.of(object(plan, Level.CAMPAIGN, campaign.index(), inner(field)));
      case "adset_id" -> Optional.of(plan.id(Level.ADSET, plan.of(Level.ADSET, ad)));
      case "adset" ->
          Optional.of(object(plan, Level.ADSET, plan.of(Level.ADSET, ad), inner(field)));
      default -> special(plan, level, ad, field);
    };
  }

  /** Budgets stand at every other campaign, and at the ad sets of the others. */
  private static Optional<Object> special(Plan plan, Level level, int ad, String field) {
    Campaign campaign = plan.campaign(ad);
    ZoneId zone = plan.account().zone();
    boolean atCampaign = campaign.index() % 2 == 0;
    return switch (name(field)) {
      case "objective" -> Optional.of(campaign.objective().name());
      case "buying_type" -> Optional.of("AUCTION");
      case "bid_strategy" -> Optional.of("LOWEST_COST_WITHOUT_CAP");
      case "special_ad_categories" -> Optional.of(List.of());
      case "stop_time", "end_time" -> campaign.last().map(day -> time(day.plusDays(1), zone));
      case "daily_budget" ->
          atCampaign == (level == Level.CAMPAIGN)
              ? Optional.of(Integer.toString(1_000 * (2 + campaign.index() % 9)))
              : Optional.empty();
      case "budget_remaining" -> Optional.of("0");
      case "optimization_goal" -> Optional.of(campaign.objective().goal());
      case "billing_event" -> Optional.of("IMPRESSIONS");
      case "destination_type" -> Optional.of("WEBSITE");
      case "attribution_spec" -> Optional.of(spec(plan.setting(plan.of(Level.ADSET, ad))));
      case "creative" -> Optional.of(creative(plan, ad, inner(field)));
      case "conversion_domain" -> Optional.of("nordlicht.example");
      default -> Optional.empty();
    };
  }

  private static List<Map<String, Object>> spec(Window.Setting setting) {
    return switch (setting) {
      case CLICK_1 -> List.of(Map.of("event_type", "CLICK_THROUGH", "window_days", 1));
      case CLICK_7_VIEW_1 ->
          List.of(
              Map.of("event_type", "CLICK_THROUGH", "window_days", 7),
              Map.of("event_type", "VIEW_THROUGH", "window_days", 1));
    };
  }

  private static Map<String, Object> creative(Plan plan, int ad, List<String> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (fields.contains("name")) {
      body.put("name", plan.name(Level.AD, ad) + " creative");
    }
    if (fields.contains("url_tags")) {
      body.put("url_tags", URL_TAGS);
    }
    body.put("id", plan.id(Level.AD, ad).replaceFirst("^2385", "2386"));
    return body;
  }

  /** The day an object last changed: when it ended, or else when it began. */
  private static LocalDate updated(Plan plan, int index, Level level) {
    Campaign campaign = plan.campaign(index * plan.adsEach(level));
    return campaign.last().filter(end -> end.isBefore(plan.today())).orElseGet(campaign::first);
  }

  static Instant updatedAt(Plan plan, Level level, int index) {
    return updated(plan, index, level).atStartOfDay(plan.account().zone()).toInstant();
  }

  private static String time(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).format(TIME);
  }
}
