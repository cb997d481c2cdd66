package dev.tributary.server.people;

import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.Secret;
import dev.tributary.store.AccessStore;
import dev.tributary.store.Actor;
import dev.tributary.store.ApiKey;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.AuditStore;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Programs' ways into workspaces. */
public final class ApiKeys {
  private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
  private static final Duration LASTS_MAX = Duration.ofDays(3_660);

  private final Database database;
  private final AccessStore access;
  private final AuditStore audit;
  private final InstantSource clock;

  public ApiKeys(Database database, InstantSource clock) {
    this.database = database;
    this.access = new AccessStore(database);
    this.audit = new AuditStore(database);
    this.clock = clock;
  }

  /** A key, and its text, shown this once. */
  public record Made(ApiKey key, Secret text) {}

  /**
   * @param role at most an administrator's, and at most the maker's
   * @param lasts empty for a key without an end
   */
  public Made make(UUID workspace, String name, Role role, Optional<Duration> lasts, Role own) {
    if (role == Role.OWNER || !own.atLeast(role)) {
      throw new Refusal(
          Kind.FORBIDDEN,
          "role_too_low",
          "A key may do at most what you may, and never what only owners may.");
    }
    if (lasts
        .filter(time -> time.isNegative() || time.isZero() || time.compareTo(LASTS_MAX) > 0)
        .isPresent()) {
      throw new Refusal(
          Kind.INVALID,
          "lifetime_unfit",
          "A key lasts up to ten years; leave its end out for one without.");
    }
    Instant now = clock.instant();
    Secret text = Tokens.key();
    ApiKey key =
        new ApiKey(
            Ids.next(now),
            workspace,
            SigningIn.name(name),
            Tokens.prefix(text),
            role,
            Actor.current().name(),
            now,
            lasts.map(now::plus),
            Optional.empty(),
            Optional.empty());
    return database.tenant(
        workspace,
        () -> {
          access.addKey(key, Tokens.hash(text.reveal()));
          note(
              key,
              "api_key.made",
              "%s (%s…) as %s."
                  .formatted(key.name(), key.prefix(), role.name().toLowerCase(Locale.ROOT)));
          return new Made(key, text);
        });
  }

  /** The key that a program shows, if it opens a door now. */
  public Optional<Caller.OfKey> caller(Secret text) {
    if (!Tokens.keyLike(text.reveal())) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<ApiKey> found = access.key(Tokens.hash(text.reveal())).filter(key -> key.valid(now));
    found
        .filter(
            key -> key.lastUsedAt().map(last -> last.plus(SEEN_EVERY).isBefore(now)).orElse(true))
        .ifPresent(key -> access.used(key.id(), now));
    return found.map(Caller.OfKey::new);
  }

  /** Whether a key that was good before still is. */
  public boolean lasts(Caller.OfKey caller) {
    Instant now = clock.instant();
    return access.keys(caller.key().workspaceId()).stream()
        .anyMatch(key -> key.id().equals(caller.key().id()) && key.valid(now));
  }

  /** Newest first, also those that are not valid any more. */
  public List<ApiKey> of(UUID workspace) {
    return access.keys(workspace);
  }

  public void revoke(UUID workspace, UUID id) {
    Instant now = clock.instant();
    database.tenant(
        workspace,
        () -> {
          if (!access.revoke(workspace, id, now)) {
            throw new Refusal(
                Kind.NOT_FOUND,
                "not_found",
                "There is no such key of this workspace that is valid.");
          }
          audit.add(AuditEntry.of(workspace, "api_key.revoked", id.toString(), "Revoked.", now));
          return id;
        });
  }

  private void note(ApiKey key, String action, String detail) {
    audit.add(
        AuditEntry.of(key.workspaceId(), action, key.id().toString(), detail, key.createdAt()));
  }
}
