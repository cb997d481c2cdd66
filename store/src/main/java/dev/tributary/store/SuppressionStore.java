package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** To whom a workspace sends nothing. */
public final class SuppressionStore {
  private static final String COLUMNS =
      "encode(address_key, 'hex') as address_key, origin, address, since, note";

  private final Database database;

  public SuppressionStore(Database database) {
    this.database = database;
  }

  /**
   * Adds an address; one that is there for this reason stays.
   *
   * @param address empty where it is not known
   * @param push whether the provider's own list is to be told
   * @return whether it is new
   */
  public boolean add(
      UUID workspaceId,
      AddressKey key,
      Optional<String> address,
      Suppression.Origin origin,
      String note,
      boolean push,
      Instant since) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        insert into email_suppression as s
                            (workspace_id, address_key, origin, address, since, note, push)
                        values (:workspace, decode(:key, 'hex'), :origin, :address, :since, :note,
                                :push)
                            on conflict (workspace_id, address_key, origin) do update
                           set address = coalesce(excluded.address, s.address),
                               since = excluded.since, note = excluded.note, push = excluded.push,
                               pushed_to = '{}', removed_at = null
                         where s.removed_at is not null
                        """)
                    .param("workspace", workspaceId)
                    .param("key", key.hex())
                    .param("origin", Columns.word(origin))
                    .param("address", address.orElse(null))
                    .param("since", Columns.time(since))
                    .param("note", Columns.clean(note))
                    .param("push", push ? "add" : null)
                    .update()
                == 1);
  }

  /**
   * What the provider lists is on our list too, unless a person took it back since.
   *
   * @return whether it is new
   */
  public boolean learn(
      UUID workspaceId,
      AddressKey key,
      String address,
      Suppression.Origin origin,
      String note,
      Instant since) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        insert into email_suppression as s
                            (workspace_id, address_key, origin, address, since, note)
                        values (:workspace, decode(:key, 'hex'), :origin, :address, :since, :note)
                            on conflict (workspace_id, address_key, origin) do update
                           set removed_at = null, since = excluded.since, note = excluded.note,
                               push = null, pushed_to = '{}'
                         where s.removed_at < excluded.since
                        """)
                    .param("workspace", workspaceId)
                    .param("key", key.hex())
                    .param("origin", Columns.word(origin))
                    .param("address", address)
                    .param("since", Columns.time(since))
                    .param("note", Columns.clean(note))
                    .update()
                == 1);
  }

  /**
   * A person takes an address back, for whatever reason it was listed.
   *
   * @return whether it was there
   */
  public boolean remove(UUID workspaceId, AddressKey key, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update email_suppression
                           set removed_at = :now, push = 'remove', pushed_to = '{}'
                         where workspace_id = :workspace and address_key = decode(:key, 'hex')
                           and removed_at is null
                        """)
                    .param("workspace", workspaceId)
                    .param("key", key.hex())
                    .param("now", Columns.time(now))
                    .update()
                > 0);
  }

  /** Every reason for which an address is listed. */
  public List<Suppression> of(UUID workspaceId, AddressKey key) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from email_suppression
                     where workspace_id = :workspace and address_key = decode(:key, 'hex')
                       and removed_at is null
                     order by origin
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("key", key.hex())
                .query(SuppressionStore::read)
                .list());
  }

  /** Where a page ended. */
  public record Position(Instant since, AddressKey key) {}

  /** Newest first. */
  public List<Suppression> page(
      UUID workspaceId, Optional<Suppression.Origin> origin, Optional<Position> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from email_suppression
                     where workspace_id = :workspace and removed_at is null
                       and (cast(:origin as text) is null or origin = :origin)
                       and (cast(:since as timestamptz) is null
                            or (since, address_key) < (:since, decode(:key, 'hex')))
                     order by since desc, email_suppression.address_key desc
                     limit :limit
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("origin", origin.map(Columns::word).orElse(null))
                .param("since", Columns.time(after.map(Position::since)))
                .param("key", after.map(one -> one.key().hex()).orElse(null))
                .param("limit", limit)
                .query(SuppressionStore::read)
                .list());
  }

  /** How many addresses are listed, by reason. */
  public Map<Suppression.Origin, Long> counts(UUID workspaceId) {
    Map<Suppression.Origin, Long> counts = new EnumMap<>(Suppression.Origin.class);
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select origin, count(*) as number
                      from email_suppression
                     where workspace_id = :workspace and removed_at is null
                     group by origin
                    """)
                .param("workspace", workspaceId)
                .query((row, index) ->
                    Optional.ofNullable(
                        counts.put(
                            Columns.constant(Suppression.Origin.class, row, "origin"),
                            row.getLong("number"))))
                .list());
    return counts;
  }

  /**
   * What an account's list at the provider is to be told.
   *
   * @param add else it is to be taken from there
   */
  public record Push(AddressKey key, String address, boolean add) {}

  /** An address that is listed anew is not taken from there for what was before. */
  public List<Push> pushes(UUID workspaceId, UUID integrationId, boolean add, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select distinct encode(s.address_key, 'hex') as address_key, s.address
                      from email_suppression s
                     where s.workspace_id = :workspace and s.push = :push
                       and s.address is not null and not (:integration = any(s.pushed_to))
                       and (s.push = 'add'
                            or not exists (select
                                             from email_suppression o
                                            where o.workspace_id = s.workspace_id
                                              and o.address_key = s.address_key
                                              and o.removed_at is null
                                              and o.origin in ('bounce', 'complaint', 'manual')))
                     order by 1
                     limit :limit
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("push", add ? "add" : "remove")
                .param("limit", limit)
                .query((row, index) ->
                    new Push(
                        new AddressKey(row.getString("address_key")),
                        row.getString("address"),
                        add))
                .list());
  }

  /** The account's list was told; that of another account may not have been. */
  public void pushed(UUID workspaceId, UUID integrationId, Set<AddressKey> keys, boolean add) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update email_suppression
                       set pushed_to = array_append(pushed_to, cast(:integration as uuid))
                     where workspace_id = :workspace and push = :push
                       and not (:integration = any(pushed_to))
                       and encode(address_key, 'hex') = any(:keys)
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("push", add ? "add" : "remove")
                .param("keys", keys.stream().map(AddressKey::hex).toArray(String[]::new))
                .update());
  }

  private static Suppression read(ResultSet row, int index) throws SQLException {
    return new Suppression(
        new AddressKey(row.getString("address_key")),
        Columns.constant(Suppression.Origin.class, row, "origin"),
        Columns.optionalText(row, "address"),
        Columns.instant(row, "since"),
        row.getString("note"));
  }
}
