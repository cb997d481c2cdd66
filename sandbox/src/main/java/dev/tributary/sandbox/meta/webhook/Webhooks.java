package dev.tributary.sandbox.meta.webhook;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.Access;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.MetaException;
import dev.tributary.sandbox.meta.Params;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import dev.tributary.sandbox.meta.oauth.MetaOAuth;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.world.AdAccount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/**
 * Subscriptions of the app and of ad accounts, deliveries to the app's address, and the two
 * callbacks with a signed request. Safe to use from many threads.
 */
public final class Webhooks {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Set<String> FIELDS =
      Set.of(
          "effective_status",
          "with_issues_ad_objects",
          "in_process_ad_objects",
          "creative_fatigue",
          "ad_recommendations",
          "product_set_issue",
          "ads_async_creation_request",
          "subscriptions");

  /** A delivery that the subscriber did not take. */
  private record Failed(String address, byte[] body, Map<String, String> headers) {}

  private final InstantSource clock;
  private final MetaOAuth oauth;
  private final Sender sender = new Sender();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final Set<String> accounts = new TreeSet<>();
  private final List<Failed> failed = new ArrayList<>();

  public Webhooks(InstantSource clock, MetaOAuth oauth) {
    this.clock = clock;
    this.oauth = oauth;
  }

  public synchronized void reset() {
    subscriptions.clear();
    accounts.clear();
    failed.clear();
  }

  /** Those of the app. */
  public synchronized List<Subscription> subscriptions() {
    return List.copyOf(subscriptions.values());
  }

  /** The ad accounts that the app is installed at. */
  public synchronized Set<String> accounts() {
    return Set.copyOf(accounts);
  }

  /** /{app-id} and /{app-id}/subscriptions. */
  public Response app(String method, String edge, boolean appToken, Params params) {
    if (!appToken) {
      throw new MetaException(
          400,
          15,
          0,
          "OAuthException",
          "(#15) This method must be called with an app access_token.");
    }
    if (edge.isEmpty()) {
      return json(Map.of("id", oauth.app().id(), "name", oauth.app().name()));
    }
    if (!edge.equals("subscriptions")) {
      throw MetaErrors.unsupported(method, edge);
    }
    return switch (method) {
      case "GET" -> json(Map.of("data", listed()));
      case "POST" -> subscribe(params);
      case "DELETE" -> unsubscribe(params);
      default -> throw MetaErrors.unsupported(method, edge);
    };
  }

  private synchronized List<Map<String, Object>> listed() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Subscription one : subscriptions.values()) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("object", one.object());
      body.put("callback_url", one.callbackUrl());
      body.put("active", true);
      body.put(
          "fields",
          one.fields().stream().map(name -> Map.of("name", name, "version", "v26.0")).toList());
      all.add(body);
    }
    return all;
  }

  /** The address must answer the challenge first. */
  private Response subscribe(Params params) {
    String object = params.text("object").orElse("");
    if (!object.equals("ad_account")) {
      throw MetaErrors.parameter("The sandbox has webhooks of the object ad_account only");
    }
    List<String> fields = params.list("fields");
    if (fields.isEmpty() || !FIELDS.containsAll(fields)) {
      throw MetaErrors.parameter("fields must be some of " + new TreeSet<>(FIELDS));
    }
    String address =
        params
            .text("callback_url")
            .orElseThrow(() -> MetaErrors.parameter("callback_url is required"));
    verify(address, params.text("verify_token").orElse(""));
    synchronized (this) {
      subscriptions.put(object, new Subscription(object, address, fields));
    }
    return json(Map.of("success", true));
  }

  private void verify(String address, String verifyToken) {
    String challenge = Long.toString(1_158_201_444L + clock.instant().getEpochSecond() % 1_000);
    String query =
        "hub.mode=subscribe&hub.challenge="
            + challenge
            + "&hub.verify_token="
            + URLEncoder.encode(verifyToken, StandardCharsets.UTF_8);
    Sender.Heard heard = sender.get(address + (address.contains("?") ? "&" : "?") + query);
    if (heard.status() != 200 || !heard.body().equals(challenge)) {
      throw new MetaException(
          400,
          2_200,
          0,
          "OAuthException",
          "(#2200) Callback verification failed with the following errors: HTTP Status Code = "
              + heard.status());
    }
  }

  private synchronized Response unsubscribe(Params params) {
    params.text("object").ifPresentOrElse(subscriptions::remove, subscriptions::clear);
    return json(Map.of("success", true));
  }

  /** /act_{id}/subscribed_apps. */
  public synchronized Response account(String method, AdAccount account, Params params) {
    MetaApp app = oauth.app();
    switch (method) {
      case "GET" -> {
        boolean on = accounts.contains(account.id());
        return json(
            Map.of(
                "data",
                on ? List.of(Map.of("app_id", app.id(), "app_name", app.name())) : List.of()));
      }
      case "POST" -> {
        if (params.text("app_id").map(id -> !id.equals(app.id())).orElse(false)) {
          throw MetaErrors.parameter("app_id must be the app of the token");
        }
        accounts.add(account.id());
      }
      case "DELETE" -> accounts.remove(account.id());
      default -> throw MetaErrors.unsupported(method, "subscribed_apps");
    }
    return json(Map.of("success", true));
  }

  /**
   * Sends what was ordered, delivery after delivery. Returns the subscriber's HTTP statuses, 0
   * where nobody answered; what was not taken with 200 can be sent again.
   */
  public List<Integer> deliver(Order order) {
    Subscription to = subscriber(order);
    List<byte[]> bodies = new ArrayList<>();
    for (int done = 0; done < order.count(); done += order.batch()) {
      bodies.add(body(order, done, Math.min(order.count(), done + order.batch())));
    }
    if (order.shuffle()) {
      Collections.reverse(bodies);
    }
    List<Integer> statuses = new ArrayList<>();
    for (byte[] body : bodies) {
      Map<String, String> headers = headers(body, order.forgery());
      byte[] sent = order.forgery() == Order.Forgery.ALTERED_BODY ? altered(body) : body;
      for (int n = 0; n < order.copies(); n++) {
        statuses.add(send(new Failed(to.callbackUrl(), sent, headers)));
      }
    }
    return statuses;
  }

  private synchronized Subscription subscriber(Order order) {
    Subscription to = subscriptions.get("ad_account");
    if (to == null || !to.fields().contains(order.field())) {
      throw new ControlException(409, "the app is not subscribed to " + order.field());
    }
    if (!accounts.contains(order.account())) {
      throw new ControlException(409, "act_" + order.account() + " has no subscribed app");
    }
    return to;
  }

  /** Sends once more what was not taken. */
  public List<Integer> redeliver() {
    List<Failed> again;
    synchronized (this) {
      again = List.copyOf(failed);
      failed.clear();
    }
    return again.stream().map(this::send).toList();
  }

  private int send(Failed delivery) {
    int status = sender.post(delivery.address(), delivery.body(), delivery.headers()).status();
    if (status != 200) {
      synchronized (this) {
        failed.add(delivery);
      }
    }
    return status;
  }

  private byte[] body(Order order, int from, int to) {
    List<Map<String, Object>> entries = new ArrayList<>();
    long time = clock.instant().getEpochSecond();
    for (int n = from; n < to; n++) {
      Object value = order.value().isPresent() ? order.value().get() : usual(order.field(), n);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", order.account());
      entry.put("time", time);
      entry.put("changes", List.of(Map.of("field", order.field(), "value", value)));
      entries.add(entry);
    }
    return MAPPER.writeValueAsBytes(Map.of("object", "ad_account", "entry", entries));
  }

  private static Map<String, Object> usual(String field, int n) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("id", Long.toString(238_501_300_000_000_000L + n));
    value.put("level", "AD");
    if (field.equals("with_issues_ad_objects")) {
      value.put("error_code", "567");
      value.put("error_summary", "Ad was refused");
      value.put("error_message", "The ad breaks a rule.");
    } else {
      value.put("status_name", "Paused");
    }
    return value;
  }

  private Map<String, String> headers(byte[] body, Order.Forgery forgery) {
    String secret = forgery == Order.Forgery.OTHER_SECRET ? "guessed" : oauth.app().secret();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "facebookexternalua");
    if (forgery != Order.Forgery.UNSIGNED) {
      headers.put("X-Hub-Signature-256", "sha256=" + Access.hmac(body, secret));
    }
    return headers;
  }

  private static byte[] altered(byte[] body) {
    byte[] other = body.clone();
    int at = body.length / 2;
    other[at] = (byte) (body[at] == '1' ? '2' : '1');
    return other;
  }

  /** The user removes the app: tokens die, and the app's address is told when it has one. */
  public int deauthorize(MetaUser user) {
    oauth.tokens().revoke(user);
    return callback(oauth.app().deauthorizeUrl(), "deauthorizeUrl", user).status();
  }

  /** The user wants everything deleted; returns what the app's address answered. */
  public String deleteData(MetaUser user) {
    return callback(oauth.app().dataDeletionUrl(), "dataDeletionUrl", user).body();
  }

  private Sender.Heard callback(Optional<String> address, String name, MetaUser user) {
    String to =
        address.orElseThrow(() -> new ControlException(409, "the app has no " + name + " yet"));
    String form =
        "signed_request=" + URLEncoder.encode(signedRequest(user), StandardCharsets.UTF_8);
    return sender.post(
        to,
        form.getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  /** Signature and payload, both in URL-safe base64 without padding. */
  private String signedRequest(MetaUser user) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("algorithm", "HMAC-SHA256");
    payload.put("issued_at", clock.instant().getEpochSecond());
    payload.put("user_id", user.id());
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String text = encoder.encodeToString(MAPPER.writeValueAsBytes(payload));
    byte[] signature =
        Access.hmacBytes(text.getBytes(StandardCharsets.UTF_8), oauth.app().secret());
    return encoder.encodeToString(signature) + "." + text;
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, MAPPER.writeValueAsString(body));
  }
}
