package dev.tributary.server.api;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.store.Erasure;
import dev.tributary.store.Ids;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;

/** A paused connection of a town, which nobody syncs, with rows that a test puts there. */
public record Shop(Running running, UUID workspace, UUID id) implements AutoCloseable {

  public static Shop in(Running running, Town town) throws SQLException {
    Instant now = running.server().backend().engine().now();
    Shop shop = new Shop(running, town.workspace(), Ids.next(now));
    UUID grant = Ids.next(now);
    shop.execute(
        """
        insert into tributary.provider_grant
            (id, workspace_id, provider, login, provider_user, scopes, ciphertext, key_id, version,
             state, created_at, updated_at)
        values ('%1$s', '%2$s', 'google_analytics', 'oauth', '%1$s', '{}', '\\x00', 'k', 1,
                'active', now(), now());
        insert into tributary.integration
            (id, workspace_id, grant_id, provider, account_id, account_name, zone, currency, state,
             reason_code, reason, created_at, updated_at)
        values ('%3$s', '%2$s', '%1$s', 'google_analytics', '%3$s', '=Shop', 'UTC', 'EUR', 'paused',
                'paused', 'Paused by a test.', now(), now())
        """
            .formatted(grant, town.workspace(), shop.id));
    return shop;
  }

  /** What a test put there need not be what syncs would have stored. */
  @Override
  public void close() {
    new Erasure(running.server().backend().database()).workspace(workspace);
  }

  /** As the database's owner. */
  public void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                running.environment().get("TRIBUTARY_DATABASE_URL"),
                running.environment().get("TRIBUTARY_DATABASE_USER"),
                running.environment().get("TRIBUTARY_DATABASE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Final days of a stream. */
  public void stored(String stream, String first, String last) throws SQLException {
    execute(
        """
        insert into tributary.day_ledger
            (workspace_id, integration_id, stream, day, state, version, content_hash, fetched_at,
             changed_at)
        select '%s', '%s', '%s', d::date, 'final', 1, decode(md5('x'), 'hex'),
               d::date + interval '2 days', d::date + interval '2 days'
          from generate_series(date '%s', date '%s', interval '1 day') d
        """
            .formatted(workspace, id, stream, first, last));
  }

  /** Something that was given up. */
  public UUID letter(String stream, String first, String last, String code) throws SQLException {
    UUID letter = Ids.next(running.server().backend().engine().now());
    boolean whole = stream.isEmpty();
    execute(
        """
        insert into tributary.dead_letter
            (id, workspace_id, integration_id, job_id, stream, first_day, last_day, category, code,
             cause, attempts, created_at, first_at)
        values ('%s', '%s', '%s', gen_random_uuid(), %s, %s, %s, 'api', '%s', 'It failed.', 6,
                now(), now())
        """
            .formatted(
                letter,
                workspace,
                id,
                whole ? "null" : "'" + stream + "'",
                whole ? "null" : "'" + first + "'",
                whole ? "null" : "'" + last + "'",
                code));
    return letter;
  }
}
