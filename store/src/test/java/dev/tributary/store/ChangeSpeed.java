package dev.tributary.store;

import dev.tributary.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;

/** Measures what it costs to see what changed in a workspace; run by hand. */
public final class ChangeSpeed {
  private static final int LOOKS = 200;

  public static void main(String[] args) throws Exception {
    TestDatabase test = TestServer.prepared();
    try (Database database = Database.open(TestServer.settings(test));
        Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      for (int integrations : new int[] {10, 100, 1_000}) {
        UUID workspace = Ids.next(Connected.NOW);
        new WorkspaceStore(database)
            .create(new Workspace(workspace, "Measured", Connected.ZONE, Connected.NOW));
        UUID grant = Ids.next(Connected.NOW);
        new GrantStore(database)
            .create(Connected.grant(workspace, grant, "acme", "user-" + integrations));
        statement.execute(
            """
            with one as (
                insert into tributary.integration
                    (id, workspace_id, grant_id, provider, account_id, account_name, zone, state,
                     created_at, updated_at)
                select gen_random_uuid(), '%1$s', '%2$s', 'acme', n::text, 'n', 'UTC', 'active',
                       now(), now()
                  from generate_series(1, %3$d) n
                returning id),
            status as (
                insert into tributary.stream_status (workspace_id, integration_id, stream)
                select '%1$s', id, 'stream ' || n from one, generate_series(1, 10) n),
            letter as (
                insert into tributary.dead_letter
                    (id, workspace_id, integration_id, job_id, category, code, cause, attempts,
                     created_at, first_at)
                select gen_random_uuid(), '%1$s', id, id, 'api', 'x', 'x', 6, now(), now()
                  from one)
            insert into tributary.sync_job
                (id, workspace_id, integration_id, status, trigger, claims, completed_at, outcome,
                 created_at)
            select gen_random_uuid(), '%1$s', id, 'completed', 'schedule', 0, now(), 'succeeded',
                   now() - n * interval '1 hour'
              from one, generate_series(1, 300) n
            """
                .formatted(workspace, grant, integrations));
        statement.execute("analyze");
        ChangeStore changes = new ChangeStore(database);
        int marks = 0;
        for (int n = 0; n < 20; n++) {
          marks = changes.look(workspace, database.clock().instant()).writers().size();
        }
        long began = System.nanoTime();
        for (int n = 0; n < LOOKS; n++) {
          changes.look(workspace, Connected.NOW);
        }
        System.out.printf(
            "%,d integrations, %,d things: %.2f ms a look%n",
            integrations, marks, (System.nanoTime() - began) / 1e6 / LOOKS);
      }
    }
  }

  private ChangeSpeed() {}
}
