package dev.tributary.store;

import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accounts, names of entities, and which campaign a person says that traffic belongs to. */
public final class KpiNames {
  /** The attribute of a SNAPSHOT that people read. */
  private static final String NAME = "name";

  private final Database database;

  public KpiNames(Database database) {
    this.database = database;
  }

  /** Every integration of the workspace, oldest first. */
  public List<KpiAccount> accounts(UUID workspace) {
    return database.inTenant(
        workspace,
        session ->
            session
                .sql()
                .sql(
                    """
                    select id, provider, account_id, account_name, zone, currency,
                           state <> 'disconnected' as connected
                      from integration
                     where workspace_id = :workspace
                     order by created_at, id
                    """)
                .param("workspace", workspace)
                .query((row, index) ->
                    new KpiAccount(
                        Columns.id(row, "id"),
                        row.getString("provider"),
                        row.getString("account_id"),
                        row.getString("account_name"),
                        ZoneId.of(row.getString("zone")),
                        Columns.optionalText(row, "currency"),
                        row.getBoolean("connected")))
                .list());
  }

  /** The SNAPSHOT that knows a dimension's values by name. */
  public static Optional<StreamDescriptor> naming(
      List<StreamDescriptor> streams, String dimension) {
    return streams.stream()
        .filter(stream -> stream.kind() == StreamKind.SNAPSHOT)
        .filter(stream -> stream.dimensions().size() == 1)
        .filter(stream -> stream.dimensions().getFirst().name().equals(dimension))
        .filter(stream -> stream.attributes().stream().anyMatch(one -> one.name().equals(NAME)))
        .findFirst();
  }

  /**
   * Names of entities, also of those that are gone.
   *
   * @param snapshot as {@link #naming} found it
   */
  public Map<String, String> of(
      UUID workspace,
      String provider,
      StreamDescriptor snapshot,
      List<UUID> integrations,
      List<String> values) {
    Map<String, String> names = new HashMap<>();
    return database.inTenant(
        workspace,
        session -> {
          session
              .sql()
              .sql(
                  """
                  select t.%1$s as value, max(t.name) as name
                    from %2$s t
                   where t.workspace_id = :workspace
                     and t.integration_id = any(cast(:ids as uuid[]))
                     and t.%1$s = any(:values) and t.name <> ''
                   group by 1
                  """
                      .formatted(
                          Roles.quoted(snapshot.dimensions().getFirst().name()),
                          new StreamTable(provider, snapshot).name()))
              .param("workspace", workspace)
              .param("ids", KpiSums.ids(integrations))
              .param("values", values.toArray(String[]::new))
              .query(row -> {
                names.put(row.getString("value"), row.getString("name"));
              });
          return names;
        });
  }

  /** Campaign ids of the provider by the campaign id or name of the traffic. */
  public Map<String, String> campaigns(UUID workspace, String provider) {
    Map<String, String> mapping = new HashMap<>();
    return database.inTenant(
        workspace,
        session -> {
          session
              .sql()
              .sql(
                  """
                  select utm, campaign_id
                    from campaign_mapping
                   where workspace_id = :workspace and provider = :provider
                  """)
              .param("workspace", workspace)
              .param("provider", provider)
              .query(row -> {
                mapping.put(row.getString("utm"), row.getString("campaign_id"));
              });
          return mapping;
        });
  }

  /** Says to which campaign traffic belongs; a later word replaces an earlier one. */
  public void map(UUID workspace, String provider, String utm, String campaign) {
    database.inTenant(
        workspace,
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into campaign_mapping (workspace_id, provider, utm, campaign_id)
                    values (:workspace, :provider, :utm, :campaign)
                        on conflict (workspace_id, provider, utm) do update
                       set campaign_id = excluded.campaign_id
                    """)
                .param("workspace", workspace)
                .param("provider", provider)
                .param("utm", Columns.clean(utm))
                .param("campaign", Columns.clean(campaign))
                .update());
  }
}
