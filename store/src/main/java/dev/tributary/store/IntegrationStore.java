package dev.tributary.store;

import dev.tributary.spi.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Integrations: one provider account of one workspace each. */
public final class IntegrationStore {
  static final String COLUMNS =
      """
      id, workspace_id, grant_id, provider, account_id, account_name, zone, currency, %s, %s,
      every_seconds, cron, cron_zone, version, state, reason_code, reason, last_sync_at,
      (select max(s.last_applied_at) from stream_status s
        where s.workspace_id = integration.workspace_id and s.integration_id = integration.id)
          as last_applied_at,
      created_at, updated_at
      """
          .formatted(Columns.map("facts"), Columns.map("settings"));

  private final Database database;

  public IntegrationStore(Database database) {
    this.database = database;
  }

  /**
   * Connects an account: makes an integration, or takes up the one that the workspace already has
   * for it, with its id, data and settings, under the new grant. Zone and currency of one that is
   * there stay as they are, because its days were cut by them; see {@link #updateAccount}.
   *
   * @param id used only when it is made
   * @return empty while the one that is there is being deleted
   */
  public Optional<Integration> connect(
      UUID id,
      UUID workspaceId,
      UUID grantId,
      String provider,
      Account account,
      Map<String, String> settings,
      Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            account(
                    session
                        .sql()
                        .sql(
                            """
                            insert into integration
                                (id, workspace_id, grant_id, provider, account_id, account_name, zone,
                                 currency, facts, settings, state, created_at, updated_at)
                            values (:id, :workspace, :grant, :provider, :account, :name, :zone,
                                    :currency, jsonb_object(:factKeys, :factValues),
                                    jsonb_object(:settingKeys, :settingValues), 'active', :now, :now)
                                on conflict (workspace_id, provider, account_id) do update
                               set grant_id = excluded.grant_id,
                                   account_name = excluded.account_name,
                                   facts = excluded.facts,
                                   state = 'active',
                                   reason_code = null,
                                   reason = null,
                                   updated_at = excluded.updated_at
                             where integration.delete_requested_at is null
                            returning %s
                            """
                                .formatted(COLUMNS)),
                    account)
                .param("id", id)
                .param("workspace", workspaceId)
                .param("grant", grantId)
                .param("provider", provider)
                .param("account", account.id())
                .param("settingKeys", Columns.keys(settings))
                .param("settingValues", Columns.values(settings))
                .param("now", Columns.time(now))
                .query(IntegrationStore::read)
                .optional());
  }

  public Optional<Integration> find(UUID workspaceId, UUID id) {
    return select(workspaceId, "workspace_id = :workspace and id = :id", id).stream().findFirst();
  }

  /** Oldest first. */
  public List<Integration> of(UUID workspaceId) {
    return select(workspaceId, "workspace_id = :workspace and :id = :id", workspaceId);
  }

  public List<Integration> ofGrant(UUID workspaceId, UUID grantId) {
    return select(workspaceId, "workspace_id = :workspace and grant_id = :id", grantId);
  }

  private List<Integration> select(UUID workspaceId, String where, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from integration where %s order by created_at, id"
                        .formatted(COLUMNS, where))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(IntegrationStore::read)
                .list());
  }

  /** As system: every integration of every workspace that is in one of the states. */
  public List<Integration> all(List<IntegrationState> states) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                "select %s from integration where state = any(:states) order by created_at, id"
                    .formatted(COLUMNS))
            .param("states", states.stream().map(Columns::word).toArray(String[]::new))
            .query(IntegrationStore::read)
            .list());
  }

  /**
   * Locks the row until the surrounding transaction ends; asking for work and finishing a job take
   * this lock first.
   *
   * @throws IllegalStateException without a surrounding transaction
   */
  public Optional<Integration> lock(UUID workspaceId, UUID id) {
    if (!database.transactionOpen()) {
      throw new IllegalStateException("a lock lasts as long as its transaction: open one first");
    }
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from integration where workspace_id = :workspace and id = :id for no key update"
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(IntegrationStore::read)
                .optional());
  }

  /**
   * As system: locks those that nobody else has locked, as {@link #lock} does, without waiting for
   * any.
   */
  public List<Integration> lockAvailable(List<UUID> ids) {
    if (!database.transactionOpen()) {
      throw new IllegalStateException("a lock lasts as long as its transaction: open one first");
    }
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                "select %s from integration where id = any(:ids) order by id for no key update skip locked"
                    .formatted(COLUMNS))
            .param("ids", ids.toArray(UUID[]::new))
            .query(IntegrationStore::read)
            .list());
  }

  /** Sets the state; an active one has no reason. */
  public void setState(
      UUID workspaceId,
      UUID id,
      IntegrationState state,
      Optional<Integration.Reason> reason,
      Instant now) {
    setState(workspaceId, "id = :id", id, state, reason, now);
  }

  /** As {@link #setState} for every integration of a grant that is not disconnected. */
  public int setStateOfGrant(
      UUID workspaceId,
      UUID grantId,
      IntegrationState state,
      Optional<Integration.Reason> reason,
      Instant now) {
    return setState(
        workspaceId, "grant_id = :id and state <> 'disconnected'", grantId, state, reason, now);
  }

  private int setState(
      UUID workspaceId,
      String where,
      UUID id,
      IntegrationState state,
      Optional<Integration.Reason> reason,
      Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update integration
                       set state = :state, reason_code = :code, reason = :reason, updated_at = :now
                     where workspace_id = :workspace and %s
                    """
                        .formatted(where))
                .param("workspace", workspaceId)
                .param("id", id)
                .param("state", Columns.word(state))
                .param("code", reason.map(Integration.Reason::code).orElse(null))
                .param("reason", reason.map(one -> Columns.clean(one.sentence())).orElse(null))
                .param("now", Columns.time(now))
                .update());
  }

  /**
   * Changes settings and schedule if nobody else did since {@code version} was read.
   *
   * @return false when the version had moved on: read again before changing anything
   */
  public boolean change(
      UUID workspaceId,
      UUID id,
      long version,
      Map<String, String> settings,
      Optional<Schedule> schedule,
      Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update integration
                           set settings = jsonb_object(:keys, :values), every_seconds = :every,
                               cron = :cron, cron_zone = :zone, version = version + 1,
                               updated_at = :now
                         where workspace_id = :workspace and id = :id and version = :version
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .param("version", version)
                    .param("keys", Columns.keys(settings))
                    .param("values", Columns.values(settings))
                    .param(
                        "every",
                        schedule
                            .flatMap(IntegrationStore::every)
                            .map(one -> one.interval().toSeconds())
                            .orElse(null))
                    .param(
                        "cron",
                        schedule
                            .flatMap(IntegrationStore::cron)
                            .map(Schedule.Cron::expression)
                            .orElse(null))
                    .param(
                        "zone",
                        schedule
                            .flatMap(IntegrationStore::cron)
                            .map(one -> one.zone().getId())
                            .orElse(null))
                    .param("now", Columns.time(now))
                    .update()
                == 1);
  }

  private static Optional<Schedule.Every> every(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Every every -> Optional.of(every);
      case Schedule.Cron _ -> Optional.empty();
    };
  }

  private static Optional<Schedule.Cron> cron(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Every _ -> Optional.empty();
      case Schedule.Cron cron -> Optional.of(cron);
    };
  }

  /** The version alone; empty when there is no such integration. */
  public OptionalLong version(UUID workspaceId, UUID id) {
    return database
        .inTenant(
            workspaceId,
            session ->
                session
                    .sql()
                    .sql(
                        """
                        select version
                          from integration
                         where workspace_id = :workspace and id = :id
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .query(Long.class)
                    .optional())
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * Remembers that everything of a disconnected one is being deleted; it cannot be taken up again.
   */
  public void requestDelete(UUID workspaceId, UUID id, Instant now) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update integration
                       set delete_requested_at = coalesce(delete_requested_at, :now)
                     where workspace_id = :workspace and id = :id
                    """)
                .param("workspace", workspaceId)
                .param("id", id)
                .param("now", Columns.time(now))
                .update());
  }

  /** Whether its deletion was begun and not finished. */
  public boolean beingDeleted(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select exists (select
                                     from integration
                                    where workspace_id = :workspace and id = :id
                                      and delete_requested_at is not null)
                    """)
                .param("workspace", workspaceId)
                .param("id", id)
                .query(Boolean.class)
                .single());
  }

  /** As system: those whose deletion was begun and not finished. */
  public List<Integration> beingDeleted() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                "select %s from integration where delete_requested_at is not null order by id"
                    .formatted(COLUMNS))
            .query(IntegrationStore::read)
            .list());
  }

  /** Deletes the row itself and what still refers to it; see {@link Erasure} for the many rows. */
  public boolean delete(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql("delete from integration where workspace_id = :workspace and id = :id")
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .update()
                == 1);
  }

  /** Takes over how the provider describes the account now. */
  public void updateAccount(UUID workspaceId, UUID id, Account account, Instant now) {
    database.inTenant(
        workspaceId,
        session ->
            account(
                    session
                        .sql()
                        .sql(
                            """
                            update integration
                               set account_name = :name, zone = :zone, currency = :currency,
                                   facts = jsonb_object(:factKeys, :factValues), updated_at = :now
                             where workspace_id = :workspace and id = :id
                            """),
                    account)
                .param("workspace", workspaceId)
                .param("id", id)
                .param("now", Columns.time(now))
                .update());
  }

  private static StatementSpec account(StatementSpec statement, Account account) {
    return statement
        .param("name", Columns.clean(account.name()))
        .param("zone", account.zone().getId())
        .param("currency", account.currency().orElse(null))
        .param("factKeys", Columns.keys(account.facts()))
        .param("factValues", Columns.values(account.facts()));
  }

  static Integration read(ResultSet row, int index) throws SQLException {
    Optional<String> reason = Columns.optionalText(row, "reason");
    String code = Columns.optionalText(row, "reason_code").orElse("");
    return new Integration(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "grant_id"),
        row.getString("provider"),
        new Account(
            row.getString("account_id"),
            row.getString("account_name"),
            ZoneId.of(row.getString("zone")),
            Columns.optionalText(row, "currency"),
            Columns.map(row, "facts")),
        Columns.map(row, "settings"),
        schedule(row),
        row.getLong("version"),
        Columns.constant(IntegrationState.class, row, "state"),
        reason.map(sentence -> new Integration.Reason(code, sentence)),
        Columns.optionalInstant(row, "last_sync_at"),
        Columns.optionalInstant(row, "last_applied_at"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }

  private static Optional<Schedule> schedule(ResultSet row) throws SQLException {
    OptionalLong every = Columns.optionalLong(row, "every_seconds");
    if (every.isPresent()) {
      return Optional.of(new Schedule.Every(Duration.ofSeconds(every.getAsLong())));
    }
    Optional<String> zone = Columns.optionalText(row, "cron_zone");
    return Columns.optionalText(row, "cron")
        .flatMap(cron -> zone.map(place -> new Schedule.Cron(cron, ZoneId.of(place))));
  }
}
