package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import dev.tributary.sandbox.meta.oauth.MetaOAuth;
import dev.tributary.sandbox.meta.oauth.MetaTokens.Token;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whether a call may be answered: token, proof, permissions. */
public final class Access {
  private static final String HMAC = "HmacSHA256";

  private final InstantSource clock;
  private final MetaOAuth oauth;

  Access(InstantSource clock, MetaOAuth oauth) {
    this.clock = clock;
    this.oauth = oauth;
  }

  /** As a parameter or in the header. */
  private static Optional<String> value(Request request, Params params) {
    return params
        .text("access_token")
        .or(() ->
            request
                .header("authorization")
                .map(header -> header.replaceFirst("(?i)^(bearer|oauth) +", "")));
  }

  Token token(Request request, Params params) {
    String value = value(request, params).orElseThrow(MetaErrors::noToken);
    Token token = oauth.tokens().find(value).orElseThrow(MetaErrors::unknownToken);
    MetaApp app = oauth.app();
    if (app.removed()) {
      throw MetaErrors.parameter("Application has been deleted");
    }
    int death = token.deathAt(clock.instant());
    if (death != 0) {
      throw MetaErrors.deadToken(death);
    }
    proven(value, params, app);
    return token;
  }

  /** The app's own token, for what belongs to the app. */
  boolean appToken(Request request, Params params) {
    return value(request, params).orElse("").equals(oauth.app().token());
  }

  private static void proven(String token, Params params, MetaApp app) {
    Optional<String> proof = params.text("appsecret_proof");
    if (proof.isEmpty() && app.proofRequired()) {
      throw MetaErrors.noProof();
    }
    if (proof.isPresent() && !proof.get().equals(hmac(token, app.secret()))) {
      throw MetaErrors.badProof();
    }
  }

  void reading(Token token) {
    if (!token.scopes().contains("ads_read") && !token.scopes().contains("ads_management")) {
      throw MetaErrors.permission("ads_read");
    }
  }

  void managing(Token token) {
    if (!token.scopes().contains("ads_management")) {
      throw MetaErrors.permission("ads_management");
    }
  }

  /** HMAC-SHA256 of a text in lower-case hexadecimal digits. */
  public static String hmac(String text, String key) {
    return hmac(text.getBytes(StandardCharsets.UTF_8), key);
  }

  public static String hmac(byte[] bytes, String key) {
    return HexFormat.of().formatHex(hmacBytes(bytes, key));
  }

  public static byte[] hmacBytes(byte[] bytes, String key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + HMAC, e);
    }
  }
}
