package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tenants. */
public final class WorkspaceStore {
  private final Database database;

  public WorkspaceStore(Database database) {
    this.database = database;
  }

  /** As system: makes a tenant. */
  public void create(Workspace workspace) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into workspace (id, name, zone, week_start, created_at)
                values (:id, :name, :zone, :weekStart, :created)
                """)
            .param("id", workspace.id())
            .param("name", Columns.clean(workspace.name()))
            .param("zone", workspace.zone().getId())
            .param("weekStart", workspace.weekStart().getValue())
            .param("created", Columns.time(workspace.createdAt()))
            .update());
  }

  /**
   * As system: changes name, zone and week.
   *
   * @return false when it is not as known any more
   */
  public boolean change(Workspace known, Workspace changed) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update workspace
                       set name = :name, zone = :zone, week_start = :weekStart
                     where id = :id and name = :knownName and zone = :knownZone
                       and week_start = :knownWeekStart and delete_requested_at is null
                    """)
                .param("id", known.id())
                .param("name", Columns.clean(changed.name()))
                .param("zone", changed.zone().getId())
                .param("weekStart", changed.weekStart().getValue())
                .param("knownName", known.name())
                .param("knownZone", known.zone().getId())
                .param("knownWeekStart", known.weekStart().getValue())
                .update()
            == 1);
  }

  public Optional<Workspace> find(UUID id) {
    return database.inTenant(
        id,
        session ->
            session
                .sql()
                .sql("select id, name, zone, week_start, created_at from workspace where id = :id")
                .param("id", id)
                .query(WorkspaceStore::read)
                .optional());
  }

  /**
   * As system: remembers that a tenant is being deleted; it can connect nothing any more.
   *
   * @return false when there is no such tenant
   */
  public boolean requestDelete(UUID id, Instant now) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update workspace
                       set delete_requested_at = coalesce(delete_requested_at, :now)
                     where id = :id
                    """)
                .param("id", id)
                .param("now", Columns.time(now))
                .update()
            == 1);
  }

  /** Whether it is there and not being deleted. */
  public boolean lives(UUID id) {
    return database.inTenant(
        id,
        session ->
            session
                .sql()
                .sql(
                    """
                    select exists(select
                                    from workspace
                                   where id = :id and delete_requested_at is null)
                    """)
                .param("id", id)
                .query(Boolean.class)
                .single());
  }

  /** As system: those whose deletion was begun and not finished. */
  public List<UUID> beingDeleted() {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select id from workspace where delete_requested_at is not null order by id")
            .query(UUID.class)
            .list());
  }

  /** As system: deletes the row of a tenant that has nothing any more. */
  public void delete(UUID id) {
    database.inSystem(session ->
        session.sql().sql("delete from workspace where id = :id").param("id", id).update());
  }

  /** As system: all tenants, oldest first. */
  public List<Workspace> all() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                "select id, name, zone, week_start, created_at from workspace order by created_at, id")
            .query(WorkspaceStore::read)
            .list());
  }

  private static Workspace read(ResultSet row, int index) throws SQLException {
    return new Workspace(
        Columns.id(row, "id"),
        row.getString("name"),
        ZoneId.of(row.getString("zone")),
        DayOfWeek.of(row.getInt("week_start")),
        Columns.instant(row, "created_at"));
  }
}
