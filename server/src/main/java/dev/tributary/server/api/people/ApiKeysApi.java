package dev.tributary.server.api.people;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.ApiKeys;
import dev.tributary.server.people.Permission;
import dev.tributary.store.ApiKey;
import dev.tributary.store.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys with which programs come into a workspace. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/api-keys")
final class ApiKeysApi {
  private final BackendSource source;

  ApiKeysApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A key.
   *
   * @param prefix its first characters; the rest is not stored
   * @param createdBy who made it
   * @param expiresAt empty for one without an end
   * @param lastUsedAt to the minute; empty for one that was never used
   * @param valid whether it opens anything now
   */
  record KeyShown(
      UUID id,
      String name,
      String prefix,
      Role role,
      String createdBy,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt,
      Optional<Instant> revokedAt,
      boolean valid) {
    static KeyShown of(ApiKey key, Instant now) {
      return new KeyShown(
          key.id(),
          key.name(),
          key.prefix(),
          key.role(),
          key.createdBy(),
          key.createdAt(),
          key.expiresAt(),
          key.lastUsedAt(),
          key.revokedAt(),
          key.valid(now));
    }
  }

  /**
   * A key to make.
   *
   * @param role what it may do: viewer, editor or admin, at most the caller's own
   * @param expiresInDays when it ends; left out it does not
   */
  record NewKey(String name, Role role, Optional<Integer> expiresInDays) {}

  /**
   * A key just made.
   *
   * @param secret the key itself, shown this once: send it as Authorization: Bearer …
   */
  record KeyMade(KeyShown apiKey, String secret) {
    @Override
    public String toString() {
      return "KeyMade[" + apiKey + "]";
    }
  }

  /** All keys, the newest first, also those that open nothing any more. */
  @Allowed(Permission.MANAGE_API_KEYS)
  @GetMapping
  Page<KeyShown> list(Place place) {
    Instant now = source.get().engine().now();
    return Page.whole(
        keys().of(place.workspaceId()).stream().map(key -> KeyShown.of(key, now)).toList());
  }

  /** Makes a key. */
  @Allowed(Permission.MANAGE_API_KEYS)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  KeyMade make(Place place, @RequestBody NewKey wish) {
    ApiKeys.Made made =
        keys()
            .make(
                place.workspaceId(),
                wish.name(),
                wish.role(),
                wish.expiresInDays().map(Duration::ofDays),
                place.role());
    return new KeyMade(KeyShown.of(made.key(), source.get().engine().now()), made.text().reveal());
  }

  /** Revokes a key: it opens nothing from now on. */
  @Allowed(Permission.MANAGE_API_KEYS)
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(Place place, @PathVariable UUID id) {
    keys().revoke(place.workspaceId(), id);
  }

  private ApiKeys keys() {
    return source.get().people().keys();
  }
}
