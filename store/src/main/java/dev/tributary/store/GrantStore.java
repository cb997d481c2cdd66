package dev.tributary.store;

import dev.tributary.spi.ProviderDescriptor.Login;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Logins and keys, encrypted by the caller. */
public final class GrantStore {
  private static final String COLUMNS =
      """
      id, workspace_id, provider, login, provider_user, scopes, ciphertext, key_id, version,
      expires_at, state, reason, created_at, updated_at
      """;

  private final Database database;

  public GrantStore(Database database) {
    this.database = database;
  }

  /** Adds a grant with version 1; its id must be known to encrypt its credentials. */
  public void create(Grant grant) {
    database.inTenant(
        grant.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into provider_grant (%s)
                    values (:id, :workspace, :provider, :login, :user, :scopes, :ciphertext, :key,
                            :version, :expires, :state, :reason, :created, :updated)
                    """
                        .formatted(COLUMNS))
                .param("id", grant.id())
                .param("workspace", grant.workspaceId())
                .param("provider", grant.provider())
                .param("login", Columns.word(grant.login()))
                .param("user", Columns.clean(grant.providerUser()))
                .param("scopes", sorted(grant.scopes()))
                .param("ciphertext", grant.credentials().bytes())
                .param("key", grant.credentials().keyId())
                .param("version", grant.version())
                .param("expires", Columns.time(grant.expiresAt()))
                .param("state", Columns.word(grant.state()))
                .param("reason", grant.reason().orElse(null))
                .param("created", Columns.time(grant.createdAt()))
                .param("updated", Columns.time(grant.updatedAt()))
                .update());
  }

  public Optional<Grant> find(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from provider_grant where workspace_id = :workspace and id = :id"
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(GrantStore::read)
                .optional());
  }

  /**
   * As {@link #find}, and locks the row until the surrounding transaction ends. Who takes the locks
   * of its integrations too takes this one first.
   *
   * @throws IllegalStateException without a surrounding transaction
   */
  public Optional<Grant> lock(UUID workspaceId, UUID id) {
    if (!database.transactionOpen()) {
      throw new IllegalStateException("a lock lasts as long as its transaction: open one first");
    }
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from provider_grant
                     where workspace_id = :workspace and id = :id
                       for no key update
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(GrantStore::read)
                .optional());
  }

  /** The grant of a login or key that the workspace already has, whatever its state. */
  public Optional<Grant> ofProviderUser(UUID workspaceId, String provider, String providerUser) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from provider_grant
                     where workspace_id = :workspace and provider = :provider
                       and provider_user = :user
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("provider", provider)
                .param("user", Columns.clean(providerUser))
                .query(GrantStore::read)
                .optional());
  }

  /** As system: the grants of a login in every workspace, but for disconnected ones. */
  public List<Grant> ofProviderUser(String provider, String providerUser) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select %s
                  from provider_grant
                 where provider = :provider and provider_user = :user and state <> 'disconnected'
                 order by workspace_id, id
                """
                    .formatted(COLUMNS))
            .param("provider", provider)
            .param("user", Columns.clean(providerUser))
            .query(GrantStore::read)
            .list());
  }

  /**
   * Forgets whose login a disconnected grant was. Its data stays; the same login is a new one.
   *
   * @param instead a text that is nobody's
   */
  public void forgetPerson(UUID workspaceId, UUID id, String instead) {
    update(
        workspaceId,
        id,
        "provider_user = :instead, display_name = null",
        "state = 'disconnected'",
        Map.of("instead", instead));
  }

  /**
   * Replaces the credentials if nobody else did since {@code version} was read, and makes the grant
   * active. The new version is {@code version + 1}; the credentials must be bound to that.
   *
   * @return false when the version had moved on: read again before believing anything
   */
  public boolean replace(
      UUID workspaceId,
      UUID id,
      long version,
      Sealed credentials,
      Set<String> scopes,
      Optional<Instant> expiresAt,
      Instant now) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("version", version);
    values.put("ciphertext", credentials.bytes());
    values.put("key", credentials.keyId());
    values.put("scopes", sorted(scopes));
    values.put("expires", Columns.time(expiresAt));
    values.put("now", Columns.time(now));
    return update(
        workspaceId,
        id,
        """
        version = version + 1, ciphertext = :ciphertext, key_id = :key, scopes = :scopes,
        expires_at = :expires, state = 'active', reason = null, updated_at = :now
        """,
        "version = :version",
        values);
  }

  /**
   * Takes the right to refresh, so that one node alone calls the provider.
   *
   * @param owner names the node and attempt
   * @param now by the database's clock
   * @param lease longer than the provider's timeout
   * @return false while somebody else has it
   */
  public boolean lease(UUID workspaceId, UUID id, String owner, Instant now, Duration lease) {
    return update(
        workspaceId,
        id,
        "refresh_owner = :owner, refresh_until = :until",
        "(refresh_until is null or refresh_until <= :now or refresh_owner = :owner)",
        Map.of("owner", owner, "until", Columns.time(now.plus(lease)), "now", Columns.time(now)));
  }

  /** Gives the right to refresh back, if {@code owner} still has it. */
  public void release(UUID workspaceId, UUID id, String owner) {
    update(
        workspaceId,
        id,
        "refresh_owner = null, refresh_until = null",
        "refresh_owner = :owner",
        Map.of("owner", owner));
  }

  /**
   * The provider refused the credentials of this version.
   *
   * @return false when they were replaced meanwhile, so the refusal says nothing
   */
  public boolean reject(UUID workspaceId, UUID id, long version, String reason, Instant now) {
    return update(
        workspaceId,
        id,
        "state = 'reconnect_needed', reason = :reason, updated_at = :now",
        "version = :version and state <> 'disconnected'",
        Map.of("version", version, "reason", Columns.clean(reason), "now", Columns.time(now)));
  }

  /** Destroys the credentials for good. */
  public void disconnect(UUID workspaceId, UUID id, String reason, Instant now) {
    update(
        workspaceId,
        id,
        """
        version = version + 1, ciphertext = '', key_id = '', expires_at = null,
        login_ends_at = null, state = 'disconnected', reason = :reason, updated_at = :now
        """,
        "true",
        Map.of("reason", Columns.clean(reason), "now", Columns.time(now)));
  }

  private boolean update(
      UUID workspaceId, UUID id, String set, String where, Map<String, ?> values) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update provider_grant set %s
                         where workspace_id = :workspace and id = :id and %s
                        """
                            .formatted(set, where))
                    .params(values)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .update()
                == 1);
  }

  /** Remembers what people call the login at the provider. */
  public void name(UUID workspaceId, UUID id, String displayName) {
    update(
        workspaceId,
        id,
        "display_name = :name",
        "true",
        Map.of("name", Columns.clean(displayName)));
  }

  /** What may be shown of grants, by id. */
  public Map<UUID, GrantInfo> infos(UUID workspaceId, Set<UUID> ids) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select id, login, provider_user, display_name, scopes, login_ends_at, state
                      from provider_grant
                     where workspace_id = :workspace and id = any(:ids)
                    """)
                .param("workspace", workspaceId)
                .param("ids", ids.toArray(UUID[]::new))
                .query(GrantStore::info)
                .list()
                .stream()
                .collect(Collectors.toMap(GrantInfo::id, Function.identity())));
  }

  private static GrantInfo info(ResultSet row, int index) throws SQLException {
    return new GrantInfo(
        Columns.id(row, "id"),
        Columns.constant(Login.class, row, "login"),
        row.getString("provider_user"),
        Columns.optionalText(row, "display_name"),
        Set.copyOf(Columns.texts(row, "scopes")),
        Columns.optionalInstant(row, "login_ends_at"),
        Columns.constant(Grant.State.class, row, "state"));
  }

  /**
   * Remembers when the login ends unless somebody signs in anew, however often its access token is
   * renewed until then.
   */
  public void loginEnds(UUID workspaceId, UUID id, Optional<Instant> at) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("ends", Columns.time(at));
    update(workspaceId, id, "login_ends_at = :ends", "true", values);
  }

  /** A login that is used and will end. */
  public record Ending(UUID workspaceId, UUID id, String provider, Instant endsAt) {}

  /** As system: logins that are used and end before a time, of which nobody was told. */
  public List<Ending> ending(Instant before, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select g.workspace_id, g.id, g.provider, g.login_ends_at
                  from provider_grant g
                 where g.state = 'active' and g.login_ends_at <= :before
                   and exists (select
                                 from integration i
                                where i.workspace_id = g.workspace_id and i.grant_id = g.id
                                  and i.state <> 'disconnected')
                   and not exists (select
                                     from notification n
                                    where n.workspace_id = g.workspace_id
                                      and n.incident = 'login_ends/' || g.id
                                      and n.closed_at is null)
                 order by g.id
                 limit :limit
                """)
            .param("before", Columns.time(before))
            .param("limit", limit)
            .query((row, index) ->
                new Ending(
                    Columns.id(row, "workspace_id"),
                    Columns.id(row, "id"),
                    row.getString("provider"),
                    Columns.instant(row, "login_ends_at")))
            .list());
  }

  /**
   * An incident about a login that will end, which is over.
   *
   * @param goesOn the login lasts longer by now; else it is not used any more, or has ended
   */
  public record EndingOver(UUID workspaceId, String incident, boolean goesOn) {}

  /** As system: what was told of logins that last longer by now, have ended or are not used. */
  public List<EndingOver> endingOver(Instant before) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select n.workspace_id, n.incident, coalesce(used.lasts, false) as goes_on
                  from notification n
                  left join lateral
                       (select g.login_ends_at is null or g.login_ends_at > :before as lasts
                          from provider_grant g
                         where g.workspace_id = n.workspace_id
                           and n.incident = 'login_ends/' || g.id and g.state = 'active'
                           and exists (select
                                         from integration i
                                        where i.workspace_id = g.workspace_id
                                          and i.grant_id = g.id and i.state <> 'disconnected')
                       ) used on true
                 where n.kind = 'login_ends' and n.closed_at is null
                   and coalesce(used.lasts, true)
                """)
            .param("before", Columns.time(before))
            .query((row, index) ->
                new EndingOver(
                    Columns.id(row, "workspace_id"),
                    row.getString("incident"),
                    row.getBoolean("goes_on")))
            .list());
  }

  /** Deletes a grant that no integration uses. */
  public boolean deleteUnused(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        delete from provider_grant g
                         where g.workspace_id = :workspace and g.id = :id
                           and not exists (select
                                             from integration i
                                            where i.workspace_id = g.workspace_id
                                              and i.grant_id = g.id)
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .update()
                == 1);
  }

  /** As system: grants with credentials made by another key than this one, for rotation. */
  public List<Grant> notSealedWith(String keyId, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select %s
                  from provider_grant
                 where key_id <> :key and key_id <> ''
                 order by workspace_id, id
                 limit :limit
                """
                    .formatted(COLUMNS))
            .param("key", keyId)
            .param("limit", limit)
            .query(GrantStore::read)
            .list());
  }

  /** As system: every key id in use, so that a missing key is found at start. */
  public Set<String> keyIds() {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select distinct key_id from provider_grant where key_id <> ''")
            .query(String.class)
            .set());
  }

  private static String[] sorted(Set<String> scopes) {
    return scopes.stream().sorted().toArray(String[]::new);
  }

  private static Grant read(ResultSet row, int index) throws SQLException {
    return new Grant(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        row.getString("provider"),
        Columns.constant(Login.class, row, "login"),
        row.getString("provider_user"),
        Set.copyOf(Columns.texts(row, "scopes")),
        new Sealed(row.getBytes("ciphertext"), row.getString("key_id")),
        row.getLong("version"),
        Columns.optionalInstant(row, "expires_at"),
        Columns.constant(Grant.State.class, row, "state"),
        Columns.optionalText(row, "reason"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
