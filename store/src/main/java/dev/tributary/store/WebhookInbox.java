package dev.tributary.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.WebhookReceiver.Event;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes deliveries in, as system: who is called is not known before. Everything of a delivery is
 * stored in one transaction, an event that is known by its key as one more copy.
 */
public final class WebhookInbox {
  private final Database database;

  public WebhookInbox(Database database) {
    this.database = database;
  }

  /**
   * What was stored of a delivery.
   *
   * @param fresh events that wait to be applied
   * @param ignored events that concern nothing of ours
   * @param copies events that were known
   */
  public record Taken(int fresh, int ignored, int copies) {}

  private record Reader(UUID workspaceId, UUID integrationId, String account) {}

  private record Row(
      Event event, int times, Optional<Reader> reader, Optional<WebhookEvent.Verdict> verdict) {}

  /**
   * Stores a delivery and its events, one for each integration that reads the account, and calls
   * out that there are some.
   *
   * @param grant whose address was called; empty for an address of the whole installation
   */
  public Taken take(WebhookDelivery delivery, List<Event> events, Optional<UUID> grant) {
    Map<String, Event> byKey = new LinkedHashMap<>();
    Map<String, Integer> times = new HashMap<>();
    for (Event event : events) {
      byKey.putIfAbsent(event.key(), event);
      times.merge(event.key(), 1, Integer::sum);
    }
    return database.inSystem(session -> {
      UUID id = keep(session, delivery, byKey.keySet());
      List<Row> rows = new ArrayList<>();
      List<Reader> readers = readers(session, delivery.provider(), byKey.values(), grant);
      for (Event event : byKey.values()) {
        int count = times.getOrDefault(event.key(), 1);
        List<Reader> its =
            readers.stream()
                .filter(one -> event.account().isEmpty() || one.account().equals(event.account()))
                .toList();
        its.forEach(one -> rows.add(row(event, count, Optional.of(one))));
        if (its.isEmpty()) {
          rows.add(row(event, count, Optional.empty()));
        }
      }
      Taken taken = insert(session, id, delivery, rows);
      // Transactions that announce commit one after the other: only where something is to be read.
      if (taken.fresh() > 0 && rows.stream().anyMatch(row -> row.verdict().isEmpty())) {
        Announcements.announce(session, Announcements.WEBHOOK);
      }
      return taken;
    });
  }

  private static Row row(Event event, int times, Optional<Reader> reader) {
    Optional<WebhookEvent.Verdict> verdict =
        reader.isEmpty()
            ? Optional.of(
                new WebhookEvent.Verdict(
                    "account_unknown", "No connection of this installation reads the account."))
            : event.streams().isEmpty()
                ? Optional.of(
                    event.email().isPresent()
                        ? new WebhookEvent.Verdict(
                            "email_told", "What became of the e-mail is noted; nothing is read.")
                        : new WebhookEvent.Verdict(
                            "nothing_to_read", "It changes nothing of what is read."))
                : Optional.empty();
    return new Row(event, times, reader, verdict);
  }

  private static UUID keep(Session session, WebhookDelivery delivery, Collection<String> keys) {
    return session
        .sql()
        .sql(
            """
            insert into webhook_delivery as d
                (id, provider, address_id, headers, body, content_hash, received_at, last_at)
            values (:id, :provider, :address, jsonb_object(:names, :values), :body, :hash, :at, :at)
                on conflict (provider, address_id, content_hash) do update
               set copies = d.copies + 1, last_at = greatest(d.last_at, excluded.last_at)
            returning d.id
            """)
        .param("id", delivery.id())
        .param("provider", delivery.provider())
        .param("address", delivery.address().orElse(null))
        .param("names", Columns.keys(delivery.headers()))
        .param("values", Columns.values(delivery.headers()))
        .param("body", delivery.body())
        .param("hash", keys.isEmpty() ? hash(delivery.body()) : hash(text(keys)))
        .param("at", Columns.time(delivery.receivedAt()))
        .query(UUID.class)
        .single();
  }

  private static byte[] text(Collection<String> keys) {
    return String.join("\n", keys.stream().sorted().toList()).getBytes(UTF_8);
  }

  private static byte[] hash(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  /** Locked against deletion, so that their events find them. */
  private static List<Reader> readers(
      Session session, String provider, Collection<Event> events, Optional<UUID> grant) {
    return session
        .sql()
        .sql(
            """
            select workspace_id, id, account_id
              from integration
             where provider = :provider and state <> 'disconnected'
               and (cast(:grant as uuid) is null and account_id = any(:accounts)
                    or grant_id = :grant)
             order by id
               for key share
            """)
        .param("provider", provider)
        .param("grant", grant.orElse(null))
        .param(
            "accounts",
            events.stream().map(event -> Columns.clean(event.account())).toArray(String[]::new))
        .query((row, index) ->
            new Reader(
                Columns.id(row, "workspace_id"),
                Columns.id(row, "id"),
                row.getString("account_id")))
        .list();
  }

  private static Taken insert(
      Session session, UUID delivery, WebhookDelivery from, List<Row> rows) {
    if (rows.isEmpty()) {
      return new Taken(0, 0, 0);
    }
    int size = rows.size();
    UUID[] ids = new UUID[size];
    @Nullable UUID[] workspaces = new UUID[size];
    @Nullable UUID[] integrations = new UUID[size];
    String[] keys = new String[size];
    String[] accounts = new String[size];
    String[] moments = new String[size];
    String[] streams = new String[size];
    String[] whats = new String[size];
    Integer[] times = new Integer[size];
    @Nullable String[] codes = new String[size];
    @Nullable String[] reasons = new String[size];
    for (int n = 0; n < size; n++) {
      Row row = rows.get(n);
      ids[n] = Ids.next(from.receivedAt());
      workspaces[n] = row.reader().map(Reader::workspaceId).orElse(null);
      integrations[n] = row.reader().map(Reader::integrationId).orElse(null);
      keys[n] = Columns.clean(row.event().key());
      accounts[n] = Columns.clean(row.event().account());
      moments[n] = row.event().at().toString();
      streams[n] = String.join(",", row.event().streams());
      whats[n] = Columns.clean(row.event().what());
      times[n] = row.times();
      codes[n] = row.verdict().map(WebhookEvent.Verdict::code).orElse(null);
      reasons[n] = row.verdict().map(WebhookEvent.Verdict::reason).orElse(null);
    }
    List<String> outcomes =
        session
            .sql()
            .sql(
                """
                insert into webhook_event as e
                    (id, workspace_id, integration_id, delivery_id, provider, account, event_key,
                     at, streams, what, state, code, reason, copies, received_at, waits_since,
                     decided_at)
                select g.id, g.workspace, g.integration, :delivery, :provider, g.account, g.key,
                       cast(g.at as timestamptz), string_to_array(g.streams, ','), g.what,
                       case when g.code is null then 'received' else 'ignored' end, g.code,
                       g.reason, g.times, :now, :now, case when g.code is not null then :now end
                  from unnest(:ids, :workspaces, :integrations, :accounts, :keys, :moments,
                              :streams, :whats, :codes, :reasons, :times)
                    as g (id, workspace, integration, account, key, at, streams, what, code,
                          reason, times)
                    on conflict (provider, event_key, integration_id) do update
                   set copies = e.copies + excluded.copies
                returning case when e.xmax <> 0 then 'copy' else e.state end
                """)
            .param("delivery", delivery)
            .param("provider", from.provider())
            .param("now", Columns.time(from.receivedAt()))
            .param("ids", ids)
            .param("workspaces", workspaces)
            .param("integrations", integrations)
            .param("accounts", accounts)
            .param("keys", keys)
            .param("moments", moments)
            .param("streams", streams)
            .param("whats", whats)
            .param("codes", codes)
            .param("reasons", reasons)
            .param("times", times)
            .query((row, index) -> String.valueOf(row.getString(1)))
            .list();
    int copies = (int) outcomes.stream().filter("copy"::equals).count();
    int ignored = (int) outcomes.stream().filter("ignored"::equals).count();
    return new Taken(outcomes.size() - copies - ignored, ignored, copies);
  }

  /**
   * Empties the deliveries to a workspace that name an address, whose person is erased; what was
   * learned from them stays.
   *
   * @param address in lower case
   * @return how many
   */
  public int forget(UUID workspaceId, String address) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update webhook_delivery d
                   set body = '', headers = '{}'
                 where d.id in (select e.delivery_id
                                  from webhook_event e
                                 where e.workspace_id = :workspace)
                   and position(:address in lower(encode(d.body, 'escape'))) > 0
                """)
            .param("workspace", workspaceId)
            .param("address", address)
            .update());
  }

  /**
   * Deletes deliveries, with their events, that came for the last time before a moment and of which
   * nothing waits.
   *
   * @return how many deliveries, at most {@code limit}
   */
  public int deleteBefore(Instant before, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from webhook_delivery d
                 where d.id in (select o.id
                                  from webhook_delivery o
                                 where o.last_at < :before
                                   and not exists (select
                                                     from webhook_event e
                                                    where e.delivery_id = o.id
                                                      and e.state = 'received')
                                 limit :limit)
                """)
            .param("before", Columns.time(before))
            .param("limit", limit)
            .update());
  }
}
