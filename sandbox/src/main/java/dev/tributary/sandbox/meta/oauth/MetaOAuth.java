package dev.tributary.sandbox.meta.oauth;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.MetaException;
import dev.tributary.sandbox.meta.Params;
import dev.tributary.sandbox.meta.oauth.MetaTokens.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.json.JsonMapper;

/** Login dialog, codes, exchanges, and what a token says of itself. */
public final class MetaOAuth {
  private static final String OAUTH = "OAuthException";

  private final InstantSource clock;
  private final MetaTokens tokens;
  private final Dialog dialog;
  private final AtomicReference<MetaConsent> consent = new AtomicReference<>(MetaConsent.APPROVE);
  private final AtomicReference<MetaApp> app = new AtomicReference<>(MetaApp.READY);

  public MetaOAuth(InstantSource clock) {
    this.clock = clock;
    this.tokens = new MetaTokens(clock);
    this.dialog = new Dialog(tokens);
  }

  public MetaTokens tokens() {
    return tokens;
  }

  public MetaConsent consent() {
    return consent.get();
  }

  /** What the user does in the dialog from now on. */
  public void consent(MetaConsent next) {
    consent.set(next);
  }

  public MetaApp app() {
    return app.get();
  }

  public void app(MetaApp next) {
    app.set(next);
  }

  /** Forgets every token; the user approves again. */
  public void reset() {
    tokens.clear();
    consent.set(MetaConsent.APPROVE);
    app.set(MetaApp.READY);
  }

  public Response dialog(Request request) {
    return dialog.answer(request, app.get(), consent.get());
  }

  /** GET or POST /oauth/access_token. */
  public Response exchange(Params params) {
    MetaApp one = app.get();
    if (!params.text("client_id").orElse("").equals(one.id()) || one.removed()) {
      throw new MetaException(
          400,
          101,
          0,
          OAUTH,
          "Error validating application. Cannot get application info due to a system error.");
    }
    if (!params.text("client_secret").orElse("").equals(one.secret())) {
      throw new MetaException(400, 1, 0, OAUTH, "Error validating client secret.");
    }
    return switch (params.text("grant_type").orElse("authorization_code")) {
      case "client_credentials" ->
          json(Map.of("access_token", one.token(), "token_type", "bearer"));
      case "fb_exchange_token" -> longer(params);
      case "authorization_code" -> code(params);
      default -> throw MetaErrors.parameter("The grant_type parameter is not supported");
    };
  }

  private Response code(Params params) {
    Optional<MetaTokens.Code> found = tokens.takeCode(params.text("code").orElse(""));
    if (found.isEmpty()) {
      throw new MetaException(400, 100, 36_009, OAUTH, "This authorization code has been used.");
    }
    if (!found.get().expires().isAfter(clock.instant())) {
      throw new MetaException(400, 100, 36_007, OAUTH, "This authorization code has expired.");
    }
    if (!found.get().redirectUri().equals(params.text("redirect_uri").orElse(""))) {
      throw new MetaException(
          400,
          100,
          36_008,
          OAUTH,
          "Error validating verification code. Please make sure your redirect_uri is identical to"
              + " the one you used in the OAuth dialog request");
    }
    Token token =
        tokens.add(
            found.get().user(), found.get().scopes(), Optional.of(MetaTokens.SHORT_LIFE), false);
    return answer(token, MetaTokens.SHORT_LIFE);
  }

  /** Sixty more days; a dead token cannot be exchanged. The old one lives on until its own end. */
  private Response longer(Params params) {
    Token old =
        tokens
            .find(params.text("fb_exchange_token").orElse(""))
            .orElseThrow(() ->
                new MetaException(
                    400, 190, 0, OAUTH, "Invalid OAuth access token - Cannot parse access token"));
    int death = old.deathAt(clock.instant());
    if (death != 0) {
      throw MetaErrors.deadToken(death);
    }
    if (old.user().system() && !params.flag("set_token_expires_in_60_days")) {
      throw MetaErrors.parameter("A system user's token is refreshed for 60 days only");
    }
    Token token = tokens.extend(old);
    return answer(token, MetaTokens.LONG_LIFE);
  }

  private static Response answer(Token token, Duration life) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", token.value());
    body.put("token_type", "bearer");
    body.put("expires_in", life.toSeconds());
    return json(body);
  }

  /** GET /debug_token, for whoever holds the app's token. */
  public Response debug(Params params) {
    String asker = params.text("access_token").orElse("");
    if (!asker.equals(app.get().token())) {
      int death = tokens.find(asker).map(one -> one.deathAt(clock.instant())).orElse(190);
      if (death != 0) {
        throw new MetaException(400, 190, 0, OAUTH, "Invalid OAuth access token.");
      }
    }
    String value =
        params
            .text("input_token")
            .orElseThrow(() -> MetaErrors.parameter("The parameter input_token is required"));
    Optional<Token> found = tokens.find(value);
    Map<String, Object> data = new LinkedHashMap<>();
    if (found.isEmpty()) {
      data.put("error", Map.of("code", 190, "message", "Invalid OAuth access token."));
      data.put("is_valid", false);
      data.put("scopes", List.of());
    } else {
      describe(found.get(), data);
    }
    return json(Map.of("data", data));
  }

  private void describe(Token token, Map<String, Object> data) {
    int death = token.deathAt(clock.instant());
    data.put("app_id", app.get().id());
    data.put("type", token.user().system() ? "SYSTEM_USER" : "USER");
    data.put("application", app.get().name());
    // The access of a system user to data ends with its token, or never.
    data.put(
        "data_access_expires_at",
        token.user().system() ? 0L : token.dataAccessExpires().getEpochSecond());
    if (death != 0) {
      MetaException error = MetaErrors.deadToken(death);
      data.put("error", Map.of("code", error.code(), "message", error.text(), "subcode", death));
    }
    data.put("expires_at", token.expires().map(Instant::getEpochSecond).orElse(0L));
    data.put("is_valid", death == 0);
    data.put("issued_at", token.issued().getEpochSecond());
    Set<String> scopes = new TreeSet<>(token.scopes());
    data.put("scopes", scopes);
    data.put("granular_scopes", scopes.stream().map(one -> Map.of("scope", one)).toList());
    data.put("user_id", token.user().id());
  }

  /** GET /me/permissions. */
  public Response permissions(Token token) {
    List<Map<String, String>> all = new ArrayList<>();
    for (String one : new TreeSet<>(token.scopes())) {
      all.add(Map.of("permission", one, "status", "granted"));
    }
    for (String one : new TreeSet<>(tokens.declined(token.user()))) {
      all.add(Map.of("permission", one, "status", "declined"));
    }
    return json(Map.of("data", all));
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, JsonMapper.shared().writeValueAsString(body));
  }
}
