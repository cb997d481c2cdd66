package dev.tributary.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Finds dead letters whose cause is gone. Each is replayed by itself once in {@link #REST} at the
 * most, so that a cause that only seems gone makes no loop.
 */
public final class SelfReplayStore {
  /** A dead letter that was replayed by itself is left alone for so long. */
  public static final Duration REST = Duration.ofHours(24);

  private final Database database;

  public SelfReplayStore(Database database) {
    this.database = database;
  }

  /**
   * As system: remembers which edition of an adapter runs.
   *
   * @param edition different for every version of the adapter or of its streams
   */
  public void runs(String provider, String edition, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into provider_edition as old (provider, edition, since)
                values (:provider, :edition, :now)
                    on conflict (provider) do update
                   set edition = excluded.edition, since = excluded.since
                 where old.edition <> excluded.edition
                """)
            .param("provider", provider)
            .param("edition", edition)
            .param("now", Columns.time(now))
            .update());
  }

  /** A dead letter to replay. */
  public record Candidate(UUID workspaceId, UUID integrationId, UUID id) {}

  /**
   * As system: dead letters whose cause seems gone, by integration. A failing provider is up again
   * when any of its integrations synced since; a used-up quota, when one of the same account did;
   * the database, when anything did. What an adapter could not read is due with its next edition.
   */
  public List<Candidate> candidates(Instant now, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                with waiting as materialized (
                    select d.id, d.workspace_id, d.integration_id, d.category, d.code, d.created_at,
                           i.provider, i.account_id
                      from dead_letter d
                      join integration i
                        on i.workspace_id = d.workspace_id and i.id = d.integration_id
                     where d.closed_at is null and i.state = 'active'
                       and (d.self_replayed_at is null or d.self_replayed_at <= :rested)),
                account as materialized (
                    select provider, account_id, max(last_sync_at) as at
                      from integration
                     where exists (select from waiting)
                     group by provider, account_id),
                provider as materialized (
                    select provider, max(at) as at from account group by provider)
                select w.workspace_id, w.integration_id, w.id
                  from waiting w
                  left join provider_edition e on e.provider = w.provider
                  left join provider p on p.provider = w.provider
                  left join account a on a.provider = w.provider and a.account_id = w.account_id
                 where w.created_at
                       < case
                             when w.code in ('unavailable', 'network') then p.at
                             when w.code in ('throttled', 'quota_exhausted') then a.at
                             when w.code = 'storage' then (select max(at) from provider)
                             when w.category = 'data' or w.code in ('defect', 'invalid_request')
                             then e.since
                         end
                 order by 1, 2, 3
                 limit :limit
                """)
            .param("rested", Columns.time(now.minus(REST)))
            .param("limit", limit)
            .query((row, index) ->
                new Candidate(
                    Columns.id(row, "workspace_id"),
                    Columns.id(row, "integration_id"),
                    Columns.id(row, "id")))
            .list());
  }

  /**
   * Takes those of an integration, whose lock the caller holds, that are still open and rested.
   *
   * @param ids empty for all
   */
  public List<DeadLetter> take(UUID workspaceId, UUID integrationId, List<UUID> ids, Instant now) {
    return take(workspaceId, integrationId, ids, now.minus(REST), now);
  }

  /** As {@link #take}, also those that did not rest: a person removed the cause. */
  public List<DeadLetter> takeAll(UUID workspaceId, UUID integrationId, Instant now) {
    return take(workspaceId, integrationId, List.of(), now, now);
  }

  private List<DeadLetter> take(
      UUID workspaceId, UUID integrationId, List<UUID> ids, Instant rested, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update dead_letter
                       set self_replayed_at = :now
                     where workspace_id = :workspace and integration_id = :integration
                       and closed_at is null
                       and (cardinality(:ids) = 0 or id = any(:ids))
                       and (self_replayed_at is null or self_replayed_at <= :rested)
                    returning %s
                    """
                        .formatted(DeadLetterStore.COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("ids", ids.toArray(UUID[]::new))
                .param("now", Columns.time(now))
                .param("rested", Columns.time(rested))
                .query(DeadLetterStore::read)
                .list());
  }
}
