package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** For which integrations providers call us. */
public final class WebhookSubscriptionStore {
  private final Database database;

  public WebhookSubscriptionStore(Database database) {
    this.database = database;
  }

  public Optional<WebhookSubscription> find(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select workspace_id, integration_id, state, code, detail, checked_at
                      from webhook_subscription
                     where workspace_id = :workspace and integration_id = :integration
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query((row, index) -> {
                  String detail = Columns.optionalText(row, "detail").orElse("");
                  return new WebhookSubscription(
                      Columns.id(row, "workspace_id"),
                      Columns.id(row, "integration_id"),
                      Columns.constant(WebhookSubscription.State.class, row, "state"),
                      Columns.optionalText(row, "code")
                          .map(code -> new WebhookEvent.Verdict(code, detail)),
                      Columns.instant(row, "checked_at"));
                })
                .optional());
  }

  /**
   * As system: takes integrations of these providers for which nobody asked yet, or asked in vain,
   * each for one node alone.
   *
   * @param before what failed earlier is tried again; whoever took one earlier and did not end has
   *     died
   */
  public List<Integration> takeMissing(
      List<String> providers, Instant now, Instant before, int limit) {
    IntegrationStore integrations = new IntegrationStore(database);
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into webhook_subscription as s (workspace_id, integration_id, state, checked_at)
                select i.workspace_id, i.id, 'pending', :now
                  from integration i
                 where i.provider = any(:providers) and i.state = 'active'
                   and not exists (select
                                     from webhook_subscription s
                                    where s.integration_id = i.id
                                      and (s.state not in ('pending', 'failed')
                                           or s.checked_at > :before))
                 limit :limit
                    on conflict (integration_id) do update
                   set checked_at = excluded.checked_at
                 where s.state in ('pending', 'failed') and s.checked_at <= :before
                returning s.workspace_id, s.integration_id
                """)
            .param("providers", providers.toArray(String[]::new))
            .param("now", Columns.time(now))
            .param("before", Columns.time(before))
            .param("limit", limit)
            .query((row, index) ->
                new Taken(Columns.id(row, "workspace_id"), Columns.id(row, "integration_id")))
            .list()
            .stream()
            .flatMap(one -> integrations.find(one.workspaceId(), one.integrationId()).stream())
            .toList());
  }

  private record Taken(UUID workspaceId, UUID integrationId) {}

  /** Keeps how it stands; an integration that is gone keeps nothing. */
  public void keep(WebhookSubscription subscription) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into webhook_subscription
                    (workspace_id, integration_id, state, code, detail, checked_at)
                select i.workspace_id, i.id, :state, :code, :detail, :checked
                  from integration i
                 where i.workspace_id = :workspace and i.id = :integration
                    on conflict (integration_id) do update
                   set state = excluded.state, code = excluded.code, detail = excluded.detail,
                       checked_at = excluded.checked_at
                """)
            .param("workspace", subscription.workspaceId())
            .param("integration", subscription.integrationId())
            .param("state", Columns.word(subscription.state()))
            .param("code", subscription.verdict().map(WebhookEvent.Verdict::code).orElse(null))
            .param(
                "detail",
                subscription.verdict().map(one -> Columns.clean(one.reason())).orElse(null))
            .param("checked", Columns.time(subscription.checkedAt()))
            .update());
  }

  /** Forgets a subscription that was ended. */
  public void forget(UUID workspaceId, UUID integrationId) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from webhook_subscription
                 where workspace_id = :workspace and integration_id = :integration
                """)
            .param("workspace", workspaceId)
            .param("integration", integrationId)
            .update());
  }

  /** As system: whether the provider calls us for the same account for another integration too. */
  public boolean sharedByOthers(Integration one) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select exists (select
                                 from integration i
                                 join webhook_subscription s on s.integration_id = i.id
                                where i.provider = :provider and i.account_id = :account
                                  and i.id <> :id and i.state <> 'disconnected'
                                  and s.state = 'subscribed')
                """)
            .param("provider", one.provider())
            .param("account", one.account().id())
            .param("id", one.id())
            .query(Boolean.class)
            .single());
  }
}
