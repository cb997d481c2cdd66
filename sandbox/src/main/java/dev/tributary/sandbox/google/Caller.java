package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.oauth.Tokens;
import dev.tributary.sandbox.http.Request;
import java.util.Optional;
import java.util.Set;

/** Who calls an API: checked token, its project and its scopes. */
record Caller(Tokens.Access access) {
  private static final String AUTH = "https://www.googleapis.com/auth/";
  private static final Set<String> DATA_SCOPES =
      Set.of(AUTH + "analytics.readonly", AUTH + "analytics");
  private static final Set<String> ADMIN_SCOPES =
      Set.of(AUTH + "analytics.readonly", AUTH + "analytics.edit");

  String project() {
    return access.client().project();
  }

  static Caller data(Request request, Tokens tokens) {
    return of(request, tokens, DATA_SCOPES);
  }

  static Caller admin(Request request, Tokens tokens) {
    return of(request, tokens, ADMIN_SCOPES);
  }

  private static Caller of(Request request, Tokens tokens, Set<String> scopes) {
    String token = token(request).orElseThrow(GoogleErrors::credentialsMissing);
    Tokens.Access access =
        tokens
            .access(token)
            .filter(one -> !tokens.expired(one))
            .orElseThrow(GoogleErrors::unauthenticated);
    if (!access.client().apisEnabled()) {
      throw GoogleErrors.serviceDisabled(access.client().project());
    }
    if (access.scopes().stream().noneMatch(scopes::contains)) {
      throw GoogleErrors.scopeMissing();
    }
    return new Caller(access);
  }

  static Optional<String> token(Request request) {
    return request
        .header("authorization")
        .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(header -> header.substring(7).strip())
        .or(() -> request.query("access_token"));
  }
}
