package dev.tributary.sandbox.google.oauth;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Codes, refresh tokens and access tokens that are alive. Safe to use from many threads. */
public final class Tokens {
  public static final Duration ACCESS_LIFE = Duration.ofSeconds(3_600);
  private static final Duration CODE_LIFE = Duration.ofMinutes(10);
  private static final int REFRESH_MAX = 100;
  private static final int TOKEN_BYTES = 24;

  /** Who uses a token: a person who consented, or a service account. */
  public record Principal(String subject, String email) {}

  /** A code that waits for its exchange. */
  public record Code(
      OAuthClient client,
      Principal user,
      Set<String> scopes,
      String redirectUri,
      String challenge,
      String challengeMethod,
      boolean offline,
      boolean newGrant,
      Instant expires) {}

  /**
   * What a refresh token stands for.
   *
   * @param ends of an app in testing
   */
  public record Grant(
      String refreshToken,
      OAuthClient client,
      Principal user,
      Set<String> scopes,
      Optional<Instant> ends) {}

  /** What an access token stands for; {@code grant} is empty for service accounts. */
  public record Access(
      String token,
      OAuthClient client,
      Principal user,
      Set<String> scopes,
      Instant expires,
      String grant) {}

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Grant> grants = new LinkedHashMap<>();
  private final Map<String, Access> accesses = new HashMap<>();

  public Tokens(InstantSource clock) {
    this.clock = clock;
  }

  private String fresh(String prefix) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  synchronized String addCode(Code code) {
    String text = fresh("4/0");
    codes.put(text, code);
    return text;
  }

  static Instant codeExpiry(Instant now) {
    return now.plus(CODE_LIFE);
  }

  /** A code works once; it is gone even when the exchange then fails. */
  synchronized Optional<Code> takeCode(String text) {
    return Optional.ofNullable(codes.remove(text))
        .filter(code -> code.expires().isAfter(clock.instant()));
  }

  /** The oldest of more than a hundred refresh tokens of a user and client silently dies. */
  public synchronized Grant addGrant(OAuthClient client, Principal user, Set<String> scopes) {
    Optional<Instant> ends = client.loginLasts().map(clock.instant()::plus);
    Grant grant = new Grant(fresh("1//0"), client, user, Set.copyOf(scopes), ends);
    grants.put(grant.refreshToken(), grant);
    List<Grant> same =
        grants.values().stream()
            .filter(one -> one.client().equals(client) && one.user().equals(user))
            .toList();
    if (same.size() > REFRESH_MAX) {
      grants.remove(same.getFirst().refreshToken());
    }
    return grant;
  }

  public synchronized Optional<Grant> grant(String refreshToken) {
    return Optional.ofNullable(grants.get(refreshToken))
        .filter(grant -> grant.ends().filter(end -> !end.isAfter(clock.instant())).isEmpty());
  }

  synchronized boolean hasGrant(OAuthClient client, Principal user) {
    return grants.values().stream()
        .anyMatch(one -> one.client().equals(client) && one.user().equals(user));
  }

  /**
   * @param grant the refresh token behind it; empty for none
   */
  public synchronized Access addAccess(
      OAuthClient client, Principal user, Set<String> scopes, String grant) {
    Instant expires = clock.instant().plus(ACCESS_LIFE);
    Access access = new Access(fresh("ya29.a0"), client, user, Set.copyOf(scopes), expires, grant);
    accesses.put(access.token(), access);
    return access;
  }

  /** Known, whether expired or not. */
  public synchronized Optional<Access> access(String token) {
    return Optional.ofNullable(accesses.get(token));
  }

  public boolean expired(Access access) {
    return !access.expires().isAfter(clock.instant());
  }

  /** Revoking either token of a grant ends both; returns false for an unknown token. */
  public synchronized boolean revoke(String token) {
    Access access = accesses.get(token);
    String refresh = access == null ? token : access.grant();
    boolean known = access != null || grants.containsKey(token);
    grants.remove(refresh);
    accesses.remove(token);
    accesses.values().removeIf(one -> !refresh.isEmpty() && one.grant().equals(refresh));
    return known;
  }

  /** Every grant dies, as when the user removes the app. */
  public synchronized void revokeAll() {
    for (String token : new ArrayList<>(grants.keySet())) {
      revoke(token);
    }
  }

  /** Every access token is forgotten; refresh tokens live on. */
  public synchronized void forgetAccess() {
    accesses.clear();
  }

  public synchronized void clear() {
    codes.clear();
    grants.clear();
    accesses.clear();
  }
}
