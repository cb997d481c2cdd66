package dev.tributary.store;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** E-mails and what became of them, to be read. */
public final class EmailMessageStore {
  private final Database database;

  public EmailMessageStore(Database database) {
    this.database = database;
  }

  /**
   * Which messages are wanted.
   *
   * @param address empty for all
   */
  public record Filter(
      Optional<UUID> integrationId,
      Optional<UUID> batchId,
      Optional<EmailState> state,
      Optional<AddressKey> address) {}

  /** Where a page ended. */
  public record Position(Instant createdAt, String id) {}

  /** Newest first. */
  public List<EmailMessage> page(
      UUID workspaceId, Filter filter, Optional<Position> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select *
                      from email_message
                     where workspace_id = :workspace
                       and (cast(:integration as uuid) is null or integration_id = :integration)
                       and (cast(:batch as uuid) is null or batch_id = :batch)
                       and (cast(:state as text) is null or state = :state)
                       and (cast(:address as text) is null
                            or address_key = decode(:address, 'hex'))
                       and (cast(:afterAt as timestamptz) is null
                            or (created_at, id) < (:afterAt, :afterId))
                     order by created_at desc, id desc
                     limit :limit
                    """)
                .param("workspace", workspaceId)
                .param("integration", filter.integrationId().orElse(null))
                .param("batch", filter.batchId().orElse(null))
                .param("state", filter.state().map(Columns::word).orElse(null))
                .param("address", filter.address().map(AddressKey::hex).orElse(null))
                .param("afterAt", Columns.time(after.map(Position::createdAt)))
                .param("afterId", after.map(Position::id).orElse(null))
                .param("limit", limit)
                .query(EmailMessageStore::read)
                .list());
  }

  public Optional<EmailMessage> find(UUID workspaceId, UUID integrationId, String id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select *
                      from email_message
                     where workspace_id = :workspace and integration_id = :integration
                       and id = :id
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("id", id)
                .query(EmailMessageStore::read)
                .optional());
  }

  /** What was told about one, in the order in which it happened. */
  public List<EmailMessage.Event> events(UUID workspaceId, UUID integrationId, String id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select key, state, at, received_at, bounce, reason, detail
                      from email_event
                     where workspace_id = :workspace and integration_id = :integration
                       and message_id = :id
                     order by at, key
                     limit 500
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("id", id)
                .query((row, index) ->
                    new EmailMessage.Event(
                        row.getString("key"),
                        Columns.constant(EmailState.class, row, "state"),
                        Columns.instant(row, "at"),
                        Columns.instant(row, "received_at"),
                        Columns.optionalConstant(Bounce.Kind.class, row, "bounce"),
                        Columns.optionalText(row, "reason"),
                        Columns.optionalText(row, "detail")))
                .list());
  }

  /** The states of those that are known, by id. */
  public Map<String, EmailState> states(UUID workspaceId, UUID integrationId, Set<String> ids) {
    Map<String, EmailState> states = new HashMap<>();
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select id, state
                      from email_message
                     where workspace_id = :workspace and integration_id = :integration
                       and id = any(:ids)
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("ids", ids.toArray(String[]::new))
                .query((row, index) ->
                    Optional.ofNullable(
                        states.put(
                            row.getString("id"), Columns.constant(EmailState.class, row, "state"))))
                .list());
    return states;
  }

  /**
   * What happened in a stretch of time.
   *
   * @param sent with those of which only later events are known: nothing arrives or bounces that
   *     was not sent
   * @param bouncedPermanent and the next two, parts of {@code bounced}
   */
  public record EmailFigures(
      long accepted,
      long sent,
      long delivered,
      long opened,
      long clicked,
      long bounced,
      long bouncedPermanent,
      long bouncedTransient,
      long bouncedUndetermined,
      long complained) {}

  /** Of an account since a time. */
  public EmailFigures figures(UUID workspaceId, UUID integrationId, Instant since) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select a.accepted, s.sent, d.delivered, d.opened, d.clicked, b.bounced, b.permanent,
                           b.transient, b.undetermined, c.complained
                      from (select count(*) as accepted
                              from email_message
                             where workspace_id = :workspace and integration_id = :integration
                               and created_at > :since and state = 'queued') a,
                           (select count(*) as sent
                              from email_message
                             where workspace_id = :workspace and integration_id = :integration
                               and (sent_at > :since
                                    or sent_at is null and delivered_at > :since
                                    or sent_at is null and delivered_at is null
                                       and (bounced_at > :since or complained_at > :since))) s,
                           (select count(*) as delivered, count(opened_at) as opened,
                                   count(clicked_at) as clicked
                              from email_message
                             where workspace_id = :workspace and integration_id = :integration
                               and delivered_at > :since) d,
                           (select count(*) as bounced,
                                   count(*) filter (where bounce = 'permanent') as permanent,
                                   count(*) filter (where bounce = 'transient') as transient,
                                   count(*) filter (where bounce = 'undetermined') as undetermined
                              from email_message
                             where workspace_id = :workspace and integration_id = :integration
                               and bounced_at > :since) b,
                           (select count(*) as complained
                              from email_message
                             where workspace_id = :workspace and integration_id = :integration
                               and complained_at > :since) c
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("since", Columns.time(since))
                .query((row, index) ->
                    new EmailFigures(
                        row.getLong("accepted"),
                        row.getLong("sent"),
                        row.getLong("delivered"),
                        row.getLong("opened"),
                        row.getLong("clicked"),
                        row.getLong("bounced"),
                        row.getLong("permanent"),
                        row.getLong("transient"),
                        row.getLong("undetermined"),
                        row.getLong("complained")))
                .single());
  }

  /** Deletes messages that were made before a time. */
  public int deleteCreatedBefore(Instant before, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from email_message
                 where ctid = any(array(select ctid
                                          from email_message
                                         where created_at < :before
                                         limit :limit))
                   and created_at < :before
                """)
            .param("before", Columns.time(before))
            .param("limit", limit)
            .update());
  }

  static EmailMessage read(ResultSet row, int index) throws SQLException {
    Map<EmailState, Instant> times = new EnumMap<>(EmailState.class);
    for (EmailState state : EmailState.values()) {
      Columns.optionalInstant(row, Columns.word(state) + "_at")
          .ifPresent(at -> times.put(state, at));
    }
    Optional<String> reason = Columns.optionalText(row, "bounce_reason");
    Optional<String> message = Columns.optionalText(row, "bounce_message");
    return new EmailMessage(
        Columns.id(row, "integration_id"),
        row.getString("id"),
        Columns.optionalId(row, "batch_id"),
        Columns.optionalId(row, "recipient_id"),
        Columns.optionalText(row, "address"),
        row.getString("sender"),
        row.getString("subject"),
        Columns.constant(EmailState.class, row, "state"),
        Columns.instant(row, "state_at"),
        times,
        row.getInt("opens"),
        row.getInt("clicks"),
        Columns.optionalConstant(Bounce.Kind.class, row, "bounce")
            .map(kind -> new EmailMessage.Bounced(kind, reason, message)),
        Columns.optionalText(row, "detail"),
        Columns.instant(row, "created_at"));
  }
}
