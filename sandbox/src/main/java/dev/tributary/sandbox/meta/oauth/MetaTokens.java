package dev.tributary.sandbox.meta.oauth;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Codes and access tokens, alive and dead. Safe to use from many threads. */
public final class MetaTokens {
  /** The life of a token straight from a code. */
  public static final Duration SHORT_LIFE = Duration.ofSeconds(5_400);

  /** The life of an exchanged token. */
  public static final Duration LONG_LIFE = Duration.ofSeconds(5_183_944);

  private static final Duration CODE_LIFE = Duration.ofMinutes(10);
  private static final Duration DATA_ACCESS = Duration.ofDays(90);
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 60;

  /** A code that waits for its exchange. */
  public record Code(MetaUser user, Set<String> scopes, String redirectUri, Instant expires) {}

  /**
   * An access token.
   *
   * @param expires empty for never
   * @param longLived whether it was exchanged, or is a system user's
   * @param death why it is dead, as Meta's subcode of error 190; 0 while it lives
   */
  public record Token(
      String value,
      MetaUser user,
      Set<String> scopes,
      Instant issued,
      Optional<Instant> expires,
      Instant dataAccessExpires,
      boolean longLived,
      int death) {
    /** Expired tokens are dead of 463. */
    public int deathAt(Instant now) {
      return death == 0 && expires.isPresent() && !expires.get().isAfter(now) ? 463 : death;
    }
  }

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<MetaUser, Set<String>> granted = new EnumMap<>(MetaUser.class);
  private final Map<MetaUser, Set<String>> declined = new EnumMap<>(MetaUser.class);

  public MetaTokens(InstantSource clock) {
    this.clock = clock;
  }

  private String fresh(String prefix) {
    StringBuilder text = new StringBuilder(prefix);
    for (int n = 0; n < LENGTH; n++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  public synchronized String addCode(MetaUser user, Set<String> scopes, String redirectUri) {
    String code = fresh("AQ");
    codes.put(code, new Code(user, scopes, redirectUri, clock.instant().plus(CODE_LIFE)));
    return code;
  }

  /** Empty when unknown or used; used up by this. */
  synchronized Optional<Code> takeCode(String code) {
    return Optional.ofNullable(codes.remove(code));
  }

  /** What the user ticked and unticked; both add to what was there. */
  synchronized void decide(MetaUser user, Set<String> yes, Set<String> no) {
    granted.computeIfAbsent(user, any -> new TreeSet<>()).addAll(yes);
    Set<String> refused = declined.computeIfAbsent(user, any -> new TreeSet<>());
    refused.addAll(no);
    refused.removeAll(yes);
    granted.getOrDefault(user, new TreeSet<>()).removeAll(no);
  }

  synchronized Set<String> declined(MetaUser user) {
    return Set.copyOf(declined.getOrDefault(user, Set.of()));
  }

  /**
   * @param life empty for a token that never expires
   */
  public synchronized Token add(
      MetaUser user, Set<String> scopes, Optional<Duration> life, boolean longLived) {
    return add(user, scopes, life, clock.instant().plus(DATA_ACCESS), longLived);
  }

  /** A token that lasts anew; the access to data ends 90 days after the person signed in. */
  synchronized Token extend(Token old) {
    return add(old.user(), old.scopes(), Optional.of(LONG_LIFE), old.dataAccessExpires(), true);
  }

  private Token add(
      MetaUser user,
      Set<String> scopes,
      Optional<Duration> life,
      Instant dataAccessExpires,
      boolean longLived) {
    Instant now = clock.instant();
    Token token =
        new Token(
            fresh("EAA"),
            user,
            Set.copyOf(scopes),
            now,
            life.map(now::plus),
            dataAccessExpires,
            longLived,
            0);
    tokens.put(token.value(), token);
    granted.computeIfAbsent(user, any -> new TreeSet<>()).addAll(scopes);
    return token;
  }

  /** Known, whether it lives or not. */
  public synchronized Optional<Token> find(String value) {
    return Optional.ofNullable(tokens.get(value));
  }

  /** Ends every token of a user, of what Meta's subcode says. */
  public synchronized void kill(MetaUser user, int death) {
    tokens.replaceAll((value, token) ->
        token.user() == user && token.death() == 0
            ? new Token(
                token.value(),
                token.user(),
                token.scopes(),
                token.issued(),
                token.expires(),
                token.dataAccessExpires(),
                token.longLived(),
                death)
            : token);
  }

  /** The user removes the app: nothing stays granted. */
  public synchronized void revoke(MetaUser user) {
    kill(user, 458);
    granted.remove(user);
    declined.remove(user);
  }

  /** The user takes one permission back; living tokens lose it. */
  public synchronized void revoke(MetaUser user, String permission) {
    granted.getOrDefault(user, new TreeSet<>()).remove(permission);
    declined.computeIfAbsent(user, any -> new TreeSet<>()).add(permission);
    tokens.replaceAll((value, token) -> {
      Set<String> rest = new TreeSet<>(token.scopes());
      return token.user() == user && rest.remove(permission)
          ? new Token(
              token.value(),
              token.user(),
              Set.copyOf(rest),
              token.issued(),
              token.expires(),
              token.dataAccessExpires(),
              token.longLived(),
              token.death())
          : token;
    });
  }

  public synchronized void clear() {
    codes.clear();
    tokens.clear();
    granted.clear();
    declined.clear();
  }
}
