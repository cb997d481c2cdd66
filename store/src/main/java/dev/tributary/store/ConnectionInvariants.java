package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;

import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Invariant.Bounds;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is true of logins, limits and the walls between workspaces. */
final class ConnectionInvariants {

  static List<Invariant> all(List<ProviderDescriptor> providers) {
    return List.of(
        new Invariant(
            "tenants-kept-apart",
            "Every table of tenants is protected by row level security.",
            "Stop what reads the database for tenants, and start a server: it names the table.",
            Bounds.ALL,
            "select u.name from unprotected() u (name)"),
        new Invariant(
            "rows-have-connection",
            "No row is stored of a connection that its workspace does not have.",
            REPORT_IT + "the rows belong to nobody.",
            Bounds.ALL,
            orphans(providers)),
        new Invariant(
            "login-has-credentials",
            "Every login that is in use has credentials and names the key that sealed them.",
            "Reconnect the connection; " + REPORT_IT + "credentials are lost.",
            Bounds.ALL,
            """
            select 'login ' || g.id
              from provider_grant g
             where g.state <> 'disconnected' and (length(g.ciphertext) = 0 or g.key_id = '')
            """),
        new Invariant(
            "active-has-login",
            "No active connection belongs to a login that was ended.",
            "Reconnect the connection.",
            Bounds.ALL,
            """
            select 'connection ' || i.id
              from integration i
              join provider_grant g on g.workspace_id = i.workspace_id and g.id = i.grant_id
             where i.state = 'active' and g.state = 'disconnected'
            """),
        new Invariant(
            "unused-login-is-destroyed",
            "No credentials are kept ten minutes after their last connection was disconnected.",
            "Disconnect the connection again: it destroys them.",
            Bounds.ALL,
            """
            select 'login ' || g.id
              from provider_grant g
             where g.state <> 'disconnected'
               and g.updated_at < cast(:now as timestamptz) - interval '10 minutes'
               and not exists (select
                                 from integration i
                                where i.workspace_id = g.workspace_id and i.grant_id = g.id
                                  and (i.state <> 'disconnected'
                                       or i.updated_at > cast(:now as timestamptz)
                                                         - interval '10 minutes'))
            """),
        new Invariant(
            "refresh-lease-ends",
            "No right to renew a login reaches further than five minutes ahead.",
            REPORT_IT + "nobody renews the login until then.",
            Bounds.ALL,
            """
            select 'login ' || g.id
              from provider_grant g
             where g.refresh_until > cast(:now as timestamptz) + interval '5 minutes'
            """),
        new Invariant(
            "places-come-back",
            "No place for requests at a provider is taken for more than a quarter of an hour.",
            REPORT_IT + "the account's other syncs have one place less until then.",
            Bounds.ALL,
            """
            select q.provider || ' ' || q.account
              from quota_lease q
             where q.until > cast(:now as timestamptz) + interval '15 minutes'
            """),
        new Invariant(
            "quota-wait-ends",
            "No used-up quota is waited for longer than two days.",
            REPORT_IT + "the account is not read until then.",
            Bounds.ALL,
            """
            select q.provider || ' ' || q.account || ' ' || q.bucket
              from quota q
             where q.empty_until > cast(:now as timestamptz) + interval '2 days'
            """));
  }

  /** By stepping from one connection to the next along the key, however many rows each has. */
  private static String orphans(List<ProviderDescriptor> providers) {
    return providers.isEmpty()
        ? "select null::text where false"
        : providers.stream()
            .flatMap(provider ->
                provider.streams().stream().map(stream -> new StreamTable(provider.id(), stream)))
            .flatMap(table ->
                table.snapshot()
                    ? Stream.of(table.name(), table.historyName())
                    : Stream.of(table.name()))
            .map(ConnectionInvariants::orphansOf)
            .collect(Collectors.joining("union all\n"));
  }

  private static String orphansOf(String table) {
    return """
    select '%1$s of ' || known.integration_id
      from (with recursive step as (
                (select workspace_id, integration_id
                   from %1$s
                  order by workspace_id, integration_id
                  limit 1)
                union all
                select next.workspace_id, next.integration_id
                  from step
                 cross join lateral (select r.workspace_id, r.integration_id
                                       from %1$s r
                                      where (r.workspace_id, r.integration_id)
                                            > (step.workspace_id, step.integration_id)
                                      order by r.workspace_id, r.integration_id
                                      limit 1) next)
            select workspace_id, integration_id from step) known
     where not exists (select
                         from integration i
                        where i.workspace_id = known.workspace_id and i.id = known.integration_id)
    """
        .formatted(table);
  }

  private ConnectionInvariants() {}
}
