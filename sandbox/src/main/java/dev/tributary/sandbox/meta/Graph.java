package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.insights.InsightsApi;
import dev.tributary.sandbox.meta.oauth.MetaOAuth;
import dev.tributary.sandbox.meta.oauth.MetaTokens.Token;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.webhook.Webhooks;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.meta.world.MetaWorld.Node;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Everything below a version: who asks, whether they may, and who answers. */
final class Graph {
  private final InstantSource clock;
  private final MetaOAuth oauth;
  private final MetaWorld world;
  private final Usage usage;
  private final InsightsApi insights;
  private final Webhooks webhooks;
  private final Edges edges;
  private final Access access;
  private final String base;

  Graph(
      InstantSource clock,
      MetaOAuth oauth,
      MetaWorld world,
      Usage usage,
      InsightsApi insights,
      Webhooks webhooks,
      String base) {
    this.clock = clock;
    this.oauth = oauth;
    this.world = world;
    this.usage = usage;
    this.insights = insights;
    this.webhooks = webhooks;
    this.edges = new Edges(world);
    this.access = new Access(clock, oauth);
    this.base = base;
  }

  /** One call with what has been found out about it. */
  private record Call(String method, Params params, Token token, String address) {
    boolean reads() {
      return method.equals("GET");
    }
  }

  Response answer(Request request, String version, String path) {
    Params params = Params.of(request);
    switch (path) {
      case "/dialog/oauth" -> {
        return oauth.dialog(request);
      }
      case "/oauth/access_token" -> {
        return oauth.exchange(params);
      }
      case "/debug_token" -> {
        return oauth.debug(params);
      }
      default -> {
        String[] parts = path.substring(1).split("/", -1);
        String edge = parts.length > 1 ? parts[1] : "";
        if (parts[0].equals(oauth.app().id())) {
          return webhooks.app(request.method(), edge, access.appToken(request, params), params);
        }
        Token token = access.token(request, params);
        String address = base + (version.isEmpty() ? "" : "/" + version) + path;
        Call call = new Call(request.method(), params, token, address);
        return parts[0].equals("me") || parts[0].equals(token.user().id())
            ? user(call, edge, parts.length > 2 ? parts[2] : "")
            : object(call, parts[0], edge);
      }
    }
  }

  private Response user(Call call, String edge, String more) {
    usage.enterApp(clock.instant());
    MetaUser user = call.token.user();
    Response response =
        switch (edge) {
          case "" -> json(Map.of("id", user.id(), "name", user.fullName()));
          case "permissions" -> permissions(call, user, more);
          case "adaccounts" -> {
            access.reading(call.token);
            yield edges.accounts(call.params, call.token, call.address);
          }
          default -> throw MetaErrors.unknownPath(edge);
        };
    return usage.appHeaders(response, clock.instant());
  }

  private Response permissions(Call call, MetaUser user, String permission) {
    if (call.reads()) {
      return oauth.permissions(call.token);
    }
    if (!call.method.equals("DELETE")) {
      throw MetaErrors.unsupported(call.method, user.id());
    }
    if (permission.isEmpty()) {
      oauth.tokens().revoke(user);
    } else {
      oauth.tokens().revoke(user, permission);
    }
    return json(Map.of("success", true));
  }

  private Response object(Call call, String id, String edge) {
    Optional<AdAccount> ofRun = insights.account(id);
    if (ofRun.isPresent()) {
      return run(call, id, edge, ofRun.get());
    }
    Node node = node(call, id);
    AdAccount account = node.delivery().plan().account();
    Usage.Kind kind = edge.equals("insights") ? Usage.Kind.INSIGHTS : Usage.Kind.MANAGEMENT;
    if (edge.equals("subscribed_apps")) {
      access.managing(call.token);
      return webhooks.account(call.method, account, call.params);
    }
    access.reading(call.token);
    return metered(
        kind,
        account,
        () ->
            switch (edge) {
              case "" -> new InsightsApi.Answer(self(call, node), 1);
              case "insights" -> asked(call, node);
              default -> new InsightsApi.Answer(below(call, node, edge), 1);
            });
  }

  private InsightsApi.Answer asked(Call call, Node node) {
    return switch (call.method) {
      case "GET" -> insights.ask(node, call.params, call.address);
      case "POST" -> insights.start(node, call.params, call.token.user());
      default -> throw MetaErrors.unsupported(call.method, "insights");
    };
  }

  private Response run(Call call, String id, String edge, AdAccount account) {
    access.reading(call.token);
    return metered(
        Usage.Kind.INSIGHTS,
        account,
        () ->
            switch (edge) {
              case "" -> insights.look(id, call.params, call.token.user());
              case "insights" -> insights.rows(id, call.params, call.token.user(), call.address);
              default -> throw MetaErrors.unknownPath(edge);
            });
  }

  /** An answer that costs. */
  @FunctionalInterface
  private interface Metered {
    InsightsApi.Answer answer();
  }

  /** Headers stand on refusals too: that is where clients learn how long to wait. */
  private Response metered(Usage.Kind kind, AdAccount account, Metered call) {
    try {
      usage.enter(kind, account, clock.instant());
      InsightsApi.Answer answer = call.answer();
      usage.charge(kind, account, answer.rows(), clock.instant());
      return usage.headers(answer.response(), kind, account, clock.instant());
    } catch (MetaException refused) {
      return usage.headers(MetaErrors.response(refused), kind, account, clock.instant());
    }
  }

  private Node node(Call call, String id) {
    if (!id.startsWith("act_")) {
      Node node = world.node(id).orElseThrow(() -> MetaErrors.unsupported(call.method, id));
      return readable(node);
    }
    AdAccount account =
        world.account(id.substring(4)).orElseThrow(() -> MetaErrors.unsupported(call.method, id));
    return readable(new Node(world.delivery(account), Level.ACCOUNT, 0));
  }

  private static Node readable(Node node) {
    if (!node.delivery().plan().account().readable()) {
      throw MetaErrors.accountNotGranted();
    }
    return node;
  }

  private Response self(Call call, Node node) {
    if (!call.reads()) {
      throw MetaErrors.unsupported(call.method, "object");
    }
    Map<String, Object> body =
        node.level() == Level.ACCOUNT
            ? Entities.account(
                node.delivery().plan().account(),
                Entities.fields(call.params, Level.ACCOUNT),
                call.token)
            : Entities.object(
                node.delivery().plan(),
                node.level(),
                node.index(),
                Entities.fields(call.params, node.level()));
    return json(body);
  }

  private Response below(Call call, Node node, String edge) {
    Level level =
        switch (edge) {
          case "campaigns" -> Level.CAMPAIGN;
          case "adsets" -> Level.ADSET;
          case "ads" -> Level.AD;
          default -> throw MetaErrors.unknownPath(edge);
        };
    if (!call.reads() || level.compareTo(node.level()) <= 0) {
      throw MetaErrors.unsupported(call.method, edge);
    }
    return edges.objects(node, level, call.params, call.address);
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, JsonMapper.shared().writeValueAsString(new LinkedHashMap<>(body)));
  }
}
