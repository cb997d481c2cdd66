package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Words;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import dev.tributary.sandbox.meta.oauth.MetaConsent;
import dev.tributary.sandbox.meta.oauth.MetaTokens;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.webhook.Order;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.AdAccount.Limits;
import dev.tributary.sandbox.meta.world.AdAccount.Shape;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.meta.world.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the control API can change about Meta. */
public final class MetaControl {
  private static final String PATH = "/control/meta";

  private final MetaSandbox meta;
  private final InstantSource clock;

  MetaControl(MetaSandbox meta, InstantSource clock) {
    this.meta = meta;
    this.clock = clock;
  }

  /** The "meta" part of a scenario. */
  public void apply(JsonNode node) {
    Words.check(node, Set.of("accounts", "consent", "app", "usage", "runs"), "meta");
    for (Map.Entry<String, JsonNode> entry : node.path("accounts").properties()) {
      edit(entry.getKey(), entry.getValue());
    }
    if (node.has("consent")) {
      consent(node.get("consent"));
    }
    if (node.has("app")) {
      app(node.get("app"));
    }
    if (node.has("usage")) {
      usage(node.get("usage"));
    }
    if (node.has("runs")) {
      runs(node.get("runs"));
    }
  }

  public Object answer(Request request, JsonNode body) {
    String path = request.path();
    boolean reads = request.method().equals("GET");
    if (path.startsWith(PATH + "/accounts/")) {
      String id = path.substring((PATH + "/accounts/").length()).replaceFirst("^act_", "");
      if (!reads) {
        edit(id, body);
      }
      return account(id);
    }
    return switch (path) {
      case PATH + "/accounts" -> meta.world().accounts();
      case PATH + "/consent" -> {
        if (!reads) {
          consent(body);
        }
        yield meta.oauth().consent();
      }
      case PATH + "/app" -> {
        if (!reads) {
          app(body);
        }
        yield meta.oauth().app();
      }
      case PATH + "/usage" -> {
        usage(body);
        yield Map.of("done", true);
      }
      case PATH + "/runs" -> {
        runs(body);
        yield Map.of("done", true);
      }
      case PATH + "/grant" -> grant(body);
      case PATH + "/kill" -> kill(body);
      case PATH + "/webhooks" -> reads ? subscribed() : Map.of("statuses", deliver(body));
      case PATH + "/deauthorize" ->
          Map.of("status", meta.webhooks().deauthorize(user(body.path("user").asString("owner"))));
      case PATH + "/delete-data" ->
          Map.of("answer", meta.webhooks().deleteData(user(body.path("user").asString("owner"))));
      default ->
          throw new ControlException(
              404, "there is no " + path + "; README.md of the sandbox lists what there is");
    };
  }

  public Object truth(Request request) {
    return new MetaTruthApi(meta.world(), clock).answer(request);
  }

  private AdAccount account(String id) {
    return meta.world()
        .account(id)
        .orElseThrow(() -> new ControlException(404, "the sandbox has no ad account " + id));
  }

  private void edit(String id, JsonNode node) {
    Words.check(
        node,
        Set.of(
            "name",
            "currency",
            "timeZone",
            "status",
            "disableReason",
            "readable",
            "shape",
            "limits",
            "adjust",
            "attribution"),
        "an ad account");
    Map<Integer, Window.Setting> attribution = attribution(node.path("attribution"));
    meta.world()
        .edit(
            id.replaceFirst("^act_", ""),
            account -> {
              AdAccount edited = edited(account, node);
              for (Map.Entry<Integer, Window.Setting> one : attribution.entrySet()) {
                edited = edited.withAttribution(one.getKey(), one.getValue());
              }
              return edited;
            });
  }

  /** Settings by the ids of ad sets, as somebody enters them in the Ads Manager. */
  private Map<Integer, Window.Setting> attribution(JsonNode node) {
    Map<Integer, Window.Setting> settings = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      int adSet =
          meta.world()
              .node(one.getKey())
              .filter(found -> found.level() == Level.ADSET)
              .orElseThrow(
                  () -> new ControlException(404, "the sandbox has no ad set " + one.getKey()))
              .index();
      settings.put(
          adSet,
          Window.Setting.settingNamed(one.getValue().asString())
              .orElseThrow(() ->
                  new ControlException(400, "the settings are 7d_click_1d_view and 1d_click")));
    }
    return settings;
  }

  private static AdAccount edited(AdAccount before, JsonNode node) {
    AdAccount account = before;
    if (node.has("name")) {
      account = account.withName(node.get("name").asString());
    }
    if (node.has("currency")) {
      account = account.withCurrency(node.get("currency").asString());
    }
    if (node.has("timeZone")) {
      account = account.withZone(ZoneId.of(node.get("timeZone").asString()));
    }
    if (node.has("status")) {
      account = account.withStatus(node.get("status").asInt(), node.path("disableReason").asInt(0));
    }
    if (node.has("readable")) {
      account = account.withReadable(node.get("readable").asBoolean());
    }
    if (node.has("shape")) {
      account = account.withShape(shape(account.shape(), node.get("shape")));
    }
    if (node.has("limits")) {
      account = account.withLimits(limits(account.limits(), node.get("limits")));
    }
    for (Map.Entry<String, JsonNode> day : node.path("adjust").properties()) {
      account = account.withAdjusted(LocalDate.parse(day.getKey()), day.getValue().asInt());
    }
    return account;
  }

  private static Shape shape(Shape before, JsonNode node) {
    Words.check(
        node,
        Set.of("campaigns", "setsPerCampaign", "adsPerSet", "impressionsPerAd", "audience"),
        "shape");
    return new Shape(
        node.path("campaigns").asInt(before.campaigns()),
        before.seasons(),
        node.path("setsPerCampaign").asInt(before.setsPerCampaign()),
        node.path("adsPerSet").asInt(before.adsPerSet()),
        node.path("impressionsPerAd").asInt(before.impressionsPerAd()),
        node.path("audience").asInt(before.audience()));
  }

  private static Limits limits(Limits before, JsonNode node) {
    Words.check(node, Set.of("syncRows", "asyncRows", "pageValues", "points"), "limits");
    return new Limits(
        node.path("syncRows").asInt(before.syncRows()),
        node.path("asyncRows").asInt(before.asyncRows()),
        node.path("pageValues").asInt(before.pageValues()),
        node.path("points").asLong(before.points()));
  }

  private void consent(JsonNode node) {
    Words.check(node, Set.of("mode", "user", "withheld"), "consent");
    MetaConsent before = meta.oauth().consent();
    Set<String> withheld = new HashSet<>(before.withheld());
    if (node.has("withheld")) {
      withheld.clear();
      node.get("withheld").forEach(scope -> withheld.add(scope.asString()));
    }
    meta.oauth()
        .consent(
            new MetaConsent(
                node.has("mode")
                    ? MetaConsent.Mode.valueOf(node.get("mode").asString().toUpperCase(Locale.ROOT))
                    : before.mode(),
                node.has("user") ? user(node.get("user").asString()) : before.user(),
                withheld));
  }

  private static MetaUser user(String name) {
    for (MetaUser one : MetaUser.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw new ControlException(400, "the users are owner, colleague and system, not " + name);
  }

  private void app(JsonNode node) {
    Words.check(
        node, Set.of("proofRequired", "removed", "deauthorizeUrl", "dataDeletionUrl"), "app");
    MetaApp app = meta.oauth().app();
    if (node.has("proofRequired")) {
      app = app.withProofRequired(node.get("proofRequired").asBoolean());
    }
    if (node.has("removed")) {
      app = app.withRemoved(node.get("removed").asBoolean());
    }
    if (node.has("deauthorizeUrl")) {
      app = app.withDeauthorizeUrl(node.get("deauthorizeUrl").asString());
    }
    if (node.has("dataDeletionUrl")) {
      app = app.withDataDeletionUrl(node.get("dataDeletionUrl").asString());
    }
    meta.oauth().app(app);
  }

  /** Of an account: "insights", "management" or the "score" of five minutes; or of the app. */
  private void usage(JsonNode node) {
    Words.check(node, Set.of("enforce", "reset", "account", "kind", "percent", "app"), "usage");
    if (node.path("reset").asBoolean(false)) {
      meta.usage().reset();
    }
    if (node.has("enforce")) {
      meta.usage().enforce(node.get("enforce").asBoolean());
    }
    if (node.has("app")) {
      meta.usage().setApp(node.get("app").asDouble(), clock.instant());
    }
    if (node.has("percent")) {
      AdAccount account =
          account(node.path("account").asString(MetaWorld.SHOP).replaceFirst("^act_", ""));
      double percent = node.get("percent").asDouble();
      switch (node.path("kind").asString("insights")) {
        case "insights" -> meta.usage().set(Usage.Kind.INSIGHTS, account, percent, clock.instant());
        case "management" ->
            meta.usage().set(Usage.Kind.MANAGEMENT, account, percent, clock.instant());
        case "score" -> meta.usage().setScore(account, percent, clock.instant());
        default -> throw new ControlException(400, "the kinds are insights, management and score");
      }
    }
  }

  private void runs(JsonNode node) {
    Words.check(node, Set.of("looks"), "runs");
    meta.insights().looksNeeded(node.path("looks").asInt(2));
  }

  private Object grant(JsonNode node) {
    Words.check(node, Set.of("user", "scope", "seconds"), "grant");
    Optional<Duration> life =
        node.has("seconds")
            ? Optional.of(Duration.ofSeconds(node.get("seconds").asLong()))
            : Optional.empty();
    MetaTokens.Token token =
        meta.oauth()
            .tokens()
            .add(
                user(node.path("user").asString("owner")),
                Set.of(node.path("scope").asString("public_profile,ads_read").split(",")),
                life,
                true);
    return Map.of("accessToken", token.value());
  }

  /** Every token of a user dies of a subcode of error 190. */
  private Object kill(JsonNode node) {
    Words.check(node, Set.of("user", "subcode"), "kill");
    meta.oauth()
        .tokens()
        .kill(user(node.path("user").asString("owner")), node.path("subcode").asInt(460));
    return Map.of("killed", true);
  }

  private Object subscribed() {
    return Map.of(
        "subscriptions", meta.webhooks().subscriptions(), "accounts", meta.webhooks().accounts());
  }

  private Object deliver(JsonNode node) {
    Words.check(
        node,
        Set.of(
            "redeliver",
            "account",
            "field",
            "count",
            "batch",
            "copies",
            "shuffle",
            "forgery",
            "value"),
        "webhooks");
    if (node.path("redeliver").asBoolean(false)) {
      return meta.webhooks().redeliver();
    }
    return meta.webhooks()
        .deliver(
            new Order(
                node.path("account").asString(MetaWorld.SHOP).replaceFirst("^act_", ""),
                node.path("field").asString("effective_status"),
                node.path("count").asInt(1),
                node.path("batch").asInt(Order.BATCH_MAX),
                node.path("copies").asInt(1),
                node.path("shuffle").asBoolean(false),
                Order.Forgery.valueOf(
                    node.path("forgery").asString("none").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(node.get("value"))));
  }
}
