package dev.tributary.sandbox.google;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.Words;
import dev.tributary.sandbox.google.GoogleProperty.AttributionModel;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import dev.tributary.sandbox.google.oauth.Tokens;
import dev.tributary.sandbox.google.traffic.Scale;
import dev.tributary.sandbox.http.Request;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the control API can change about Google: properties, consent, grants, quotas. */
public final class GoogleControl {
  private static final String PATH = "/control/google";

  private final GoogleSandbox google;
  private final InstantSource clock;

  GoogleControl(GoogleSandbox google, InstantSource clock) {
    this.google = google;
    this.clock = clock;
  }

  /** The "google" part of a scenario. */
  public void apply(JsonNode node) {
    Words.check(node, Set.of("properties", "consent", "quotas"), "google");
    for (Map.Entry<String, JsonNode> entry : node.path("properties").properties()) {
      edit(entry.getKey(), entry.getValue());
    }
    if (node.has("consent")) {
      consent(node.get("consent"));
    }
    if (node.has("quotas")) {
      quotas(node.get("quotas"));
    }
  }

  public Object answer(Request request, JsonNode body) {
    String path = request.path();
    boolean reads = request.method().equals("GET");
    if (path.startsWith(PATH + "/properties/")) {
      String id = path.substring((PATH + "/properties/").length());
      if (!reads) {
        edit(id, body);
      }
      return google
          .world()
          .property(id)
          .orElseThrow(() -> new ControlException(404, "the sandbox has no property " + id));
    }
    return switch (path) {
      case PATH + "/properties" -> google.world().properties();
      case PATH + "/consent" -> {
        if (!reads) {
          consent(body);
        }
        yield google.oauth().consent();
      }
      case PATH + "/quotas" -> {
        quotas(body);
        yield Map.of("done", true);
      }
      case PATH + "/revoke" -> revoke(body);
      case PATH + "/grant" -> grant(body);
      default ->
          throw new ControlException(
              404, "there is no " + path + "; README.md of the sandbox lists what there is");
    };
  }

  public Object truth(Request request) {
    return new TruthApi(google.world(), clock).answer(request);
  }

  private void edit(String id, JsonNode node) {
    Words.check(
        node,
        Set.of(
            "timeZone",
            "currencyCode",
            "displayName",
            "readable",
            "attributionModel",
            "keyEvents",
            "scale",
            "quality"),
        "a property");
    google.world().edit(id, property -> edited(property, node));
  }

  private static GoogleProperty edited(GoogleProperty before, JsonNode node) {
    GoogleProperty property = before;
    if (node.has("timeZone")) {
      property = property.withZone(ZoneId.of(node.get("timeZone").asString()));
    }
    if (node.has("currencyCode")) {
      property = property.withCurrency(node.get("currencyCode").asString());
    }
    if (node.has("displayName")) {
      property = property.withDisplayName(node.get("displayName").asString());
    }
    if (node.has("readable")) {
      property = property.withReadable(node.get("readable").asBoolean());
    }
    if (node.has("attributionModel")) {
      property =
          property.withAttribution(
              AttributionModel.valueOf(node.get("attributionModel").asString()));
    }
    if (node.has("keyEvents")) {
      List<String> names = new ArrayList<>();
      node.get("keyEvents").forEach(name -> names.add(name.asString()));
      property = property.withKeyEvents(names);
    }
    if (node.has("scale")) {
      property = property.withScale(scale(property.scale(), node.get("scale")));
    }
    return node.has("quality")
        ? property.withQuality(quality(property.quality(), node.get("quality")))
        : property;
  }

  private static Scale scale(Scale before, JsonNode node) {
    Words.check(node, Set.of("entities", "days", "visitsPerCell"), "scale");
    return new Scale(
        node.path("entities").asInt(before.entities()),
        node.path("days").asInt(before.days()),
        node.path("visitsPerCell").asDouble(before.visitsPerCell()));
  }

  private static Quality quality(Quality before, JsonNode node) {
    Words.check(node, Set.of("landingsMax", "samplePercent", "usersMin"), "quality");
    return new Quality(
        node.path("landingsMax").asInt(before.landingsMax()),
        node.path("samplePercent").asInt(before.samplePercent()),
        node.path("usersMin").asInt(before.usersMin()));
  }

  private void consent(JsonNode node) {
    Words.check(node, Set.of("mode", "user", "withheld"), "consent");
    Consent before = google.oauth().consent();
    Set<String> withheld = new HashSet<>(before.withheld());
    if (node.has("withheld")) {
      withheld.clear();
      node.get("withheld").forEach(scope -> withheld.add(scope.asString()));
    }
    google
        .oauth()
        .consent(
            new Consent(
                node.has("mode")
                    ? Consent.Mode.valueOf(node.get("mode").asString().toUpperCase(Locale.ROOT))
                    : before.mode(),
                node.has("user") ? user(node.get("user").asString()) : before.user(),
                withheld));
  }

  private static Tokens.Principal user(String name) {
    return switch (name) {
      case "owner" -> Consent.OWNER;
      case "colleague" -> Consent.COLLEAGUE;
      default -> throw new ControlException(400, "the users are owner and colleague, not " + name);
    };
  }

  private void quotas(JsonNode node) {
    Words.check(node, Set.of("enforce", "exhaust", "property", "reset"), "quotas");
    if (node.path("reset").asBoolean(false)) {
      google.quotas().reset();
    }
    if (node.has("enforce")) {
      google.quotas().enforce(node.get("enforce").asBoolean());
    }
    if (node.has("exhaust")) {
      String id = node.path("property").asString(GoogleWorld.SHOP);
      GoogleProperty property =
          google
              .world()
              .property(id)
              .orElseThrow(() -> new ControlException(404, "the sandbox has no property " + id));
      google
          .quotas()
          .exhaust(
              node.get("exhaust").asString(),
              property,
              OAuthClient.READY.project(),
              clock.instant());
    }
  }

  /** One token's grant, all grants, or only the access tokens. */
  private Object revoke(JsonNode node) {
    Words.check(node, Set.of("token", "accessTokens"), "revoke");
    if (node.has("token")) {
      return Map.of("revoked", google.oauth().tokens().revoke(node.get("token").asString()));
    }
    if (node.path("accessTokens").asBoolean(false)) {
      google.oauth().tokens().forgetAccess();
    } else {
      google.oauth().tokens().revokeAll();
    }
    return Map.of("revoked", true);
  }

  private Object grant(JsonNode node) {
    Words.check(node, Set.of("user", "scope"), "grant");
    Tokens.Grant grant =
        google
            .oauth()
            .tokens()
            .addGrant(
                OAuthClient.READY,
                user(node.path("user").asString("owner")),
                Set.of(node.path("scope").asString(OAuthServer.READ_SCOPE).split(" ")));
    return Map.of("refreshToken", grant.refreshToken());
  }
}
