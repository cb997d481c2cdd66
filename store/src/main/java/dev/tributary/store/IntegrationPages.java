package dev.tributary.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Integrations as lists show them: filtered, a page at a time. */
public final class IntegrationPages {
  private final Database database;

  public IntegrationPages(Database database) {
    this.database = database;
  }

  /**
   * Which integrations are wanted.
   *
   * @param text part of the account's name or its whole id, whatever its case; empty for all
   */
  public record Filter(
      Optional<String> provider, Optional<IntegrationStatus> status, Optional<String> text) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Oldest first.
   *
   * @param after the id of the last one seen; empty for the first page
   */
  public List<Integration> page(UUID workspaceId, Filter filter, Optional<UUID> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from integration
                     where workspace_id = :workspace and delete_requested_at is null
                       and (cast(:after as uuid) is null or id > :after)
                       and (cast(:provider as text) is null or provider = :provider)
                       and (cast(:status as text) is null or status = :status)
                       and (cast(:text as text) is null or account_id = :text
                            or position(lower(:text) in lower(account_name)) > 0)
                     order by id
                     limit :limit
                    """
                        .formatted(IntegrationStore.COLUMNS))
                .param("workspace", workspaceId)
                .param("after", after.orElse(null))
                .param("provider", filter.provider().orElse(null))
                .param("status", filter.status().map(Columns::word).orElse(null))
                .param("text", filter.text().orElse(null))
                .param("limit", limit)
                .query(IntegrationStore::read)
                .list());
  }
}
