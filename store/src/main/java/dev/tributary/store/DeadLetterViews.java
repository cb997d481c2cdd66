package dev.tributary.store;

import dev.tributary.spi.Failure;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Looks through the dead letters of a workspace. */
public final class DeadLetterViews {
  private static final String WHERE =
      """
      d.workspace_id = :workspace
         and (cast(:open as boolean) is null or (d.closed_at is null) = :open)
         and (cast(:integration as uuid) is null or d.integration_id = :integration)
         and (cast(:provider as text) is null
              or exists (select
                           from integration p
                          where p.workspace_id = d.workspace_id and p.id = d.integration_id
                            and p.provider = :provider))
         and (cast(:category as text) is null or d.category = :category)
         and (cast(:code as text) is null or d.code = :code)
         and (cast(:stream as text) is null or d.stream = :stream)\
      """;

  private final Database database;

  public DeadLetterViews(Database database) {
    this.database = database;
  }

  /**
   * Newest first, by when they were first given up.
   *
   * @param after the last one seen before
   */
  public List<DeadLetter> page(
      UUID workspaceId, DeadLetterFilter filter, Optional<UUID> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            filtered(
                    session,
                    """
                    select %s
                      from dead_letter d
                     where %s
                       and (cast(:after as uuid) is null or d.id < :after)
                     order by d.id desc
                     limit :limit
                    """
                        .formatted(DeadLetterStore.COLUMNS, WHERE),
                    workspaceId,
                    filter)
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(DeadLetterStore::read)
                .list());
  }

  /** The integrations that have such dead letters. */
  public List<UUID> integrations(UUID workspaceId, DeadLetterFilter filter) {
    return database.inTenant(
        workspaceId,
        session ->
            filtered(
                    session,
                    "select distinct d.integration_id from dead_letter d where %s order by 1"
                        .formatted(WHERE),
                    workspaceId,
                    filter)
                .query(UUID.class)
                .list());
  }

  /** By cause, the most letters first. */
  public List<DeadLetterGroup> groups(UUID workspaceId, DeadLetterFilter filter) {
    return database.inTenant(
        workspaceId,
        session ->
            filtered(
                    session,
                    """
                    with found as (
                        select d.*, i.provider
                          from dead_letter d
                          join integration i
                            on i.workspace_id = d.workspace_id and i.id = d.integration_id
                         where %s),
                    one as (
                        select provider, category, code, stream, integration_id,
                               count(*) as letters, min(first_at) as first_at,
                               max(created_at) as last_at,
                               (array_agg(cause order by created_at desc, id desc))[1] as cause,
                               (select coalesce(sum(upper(part) - lower(part)), 0)
                                  from unnest(range_agg(daterange(first_day, last_day, '[]')))
                                       as parts (part)) as days
                          from found
                         group by provider, category, code, stream, integration_id)
                    select provider, category, code, stream, sum(letters)::int as letters,
                           count(*)::int as integrations, sum(days)::bigint as days,
                           min(first_at) as first_at, max(last_at) as last_at,
                           (array_agg(cause order by last_at desc))[1] as sample
                      from one
                     group by provider, category, code, stream
                     order by letters desc, provider, category, code, stream nulls first
                    """
                        .formatted(WHERE),
                    workspaceId,
                    filter)
                .query((row, index) ->
                    new DeadLetterGroup(
                        row.getString("provider"),
                        Columns.constant(Failure.Category.class, row, "category"),
                        row.getString("code"),
                        Columns.optionalText(row, "stream"),
                        row.getInt("letters"),
                        row.getInt("integrations"),
                        row.getLong("days"),
                        Columns.instant(row, "first_at"),
                        Columns.instant(row, "last_at"),
                        row.getString("sample")))
                .list());
  }

  private static StatementSpec filtered(
      Session session, String sql, UUID workspaceId, DeadLetterFilter filter) {
    return session
        .sql()
        .sql(sql)
        .param("workspace", workspaceId)
        .param("open", filter.open().orElse(null))
        .param("integration", filter.integration().orElse(null))
        .param("provider", filter.provider().orElse(null))
        .param("category", filter.category().map(Columns::word).orElse(null))
        .param("code", filter.code().orElse(null))
        .param("stream", filter.stream().orElse(null));
  }
}
