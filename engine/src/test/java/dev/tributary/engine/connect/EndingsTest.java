package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Streams;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.spi.Failure;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingsTest {
  private final EngineFixture engine =
      new EngineFixture(
          List.of(Streams.day("visits"), Streams.snapshot("campaigns")), TurnSettings.DEFAULT);
  private final FakeProvider provider = engine.provider;
  private final Connections connections = engine.engine.connections();

  /** Rows of anything that belongs to a workspace, in every table there is. */
  private static final String ROWS_LEFT =
      """
      select coalesce(sum((xpath('/row/n/text()', query_to_xml(format(
                 'select count(*) as n from %I.%I where workspace_id = ''WORKSPACE''',
                 n.nspname, c.relname), false, true, '')))[1]::text::bigint), 0)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
       where n.nspname in ('tributary', 'kpi') and c.relkind in ('r', 'p')
         and not c.relispartition and c.relname <> 'audit_log'
      """;

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void what_is_not_there_cannot_be_deleted() {
    refused("not_found", () -> connections.delete(engine.workspace, UUID.randomUUID()));
    refused("not_found", () -> connections.deleteWorkspace(UUID.randomUUID()));
  }

  @Test
  void a_deleted_integration_leaves_nothing_but_the_audit_log_and_its_neighbour() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 10);
    Integration shop = both.getFirst().integration();
    Integration blog = both.getLast().integration();
    engine.turn();
    Connections.Deleted deleted = connections.delete(engine.workspace, shop.id());
    assertThat(deleted.rows()).isGreaterThan(300);
    assertThat(deleted.left()).isEmpty();
    assertThat(provider.revocations).as("the neighbour uses the login").hasValue(0);
    assertThat(engine.stores.integrations().find(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(300);
    assertThat(engine.number("select count(*) from tributary.day_ledger")).isEqualTo(11);
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isOne();
    engine.clock.set(engine.dueAt(blog));
    engine.turn();
    assertThat(engine.lastJob(blog).error()).isEmpty();
    connections.delete(engine.workspace, blog.id());
    assertThat(provider.revocations).hasValue(1);
    assertThat(engine.number("select count(*) from tributary.provider_grant")).isZero();
    assertThat(audit(engine.workspace)).contains("integration.deleted");
  }

  @Test
  void a_provider_that_cannot_be_reached_does_not_stop_a_deletion() throws Exception {
    Integration shop = engine.connect(3);
    provider.disconnectFails = Optional.of(new Failure.Network("No answer."));
    Connections.Deleted deleted = connections.delete(engine.workspace, shop.id());
    assertThat(deleted.left())
        .singleElement()
        .satisfies(left -> assertThat(left).contains("Remove it there yourself"));
    assertThat(engine.number("select count(*) from tributary.provider_grant")).isZero();
  }

  @Test
  void an_integration_deleted_in_mid_sync_is_not_resurrected() throws Exception {
    Integration shop = engine.connect(60);
    whileReading(() -> connections.delete(engine.workspace, shop.id()));
    assertNothingLeft();
  }

  @Test
  void a_workspace_deleted_in_mid_sync_is_not_resurrected() throws Exception {
    engine.connect(60);
    whileReading(() -> connections.deleteWorkspace(engine.workspace));
    assertNothingLeft();
    assertThat(engine.number(ROWS_LEFT.replace("WORKSPACE", engine.workspace.toString()))).isZero();
    assertThat(provider.revocations).hasValue(1);
    assertThat(
            engine.number(
                "select count(*) from tributary.audit_log where action = 'workspace.deleted'"))
        .isOne();
    refused(
        "not_found",
        () ->
            connections.connect(
                engine.workspace,
                FakeProvider.ID,
                provider.credentials(FakeProvider.ACCESS_TOKEN),
                List.of("acc-1"),
                Map.of(),
                3));
  }

  @Test
  void another_workspace_with_the_same_account_keeps_everything() throws Exception {
    engine.connect(5);
    UUID other = Ids.next(engine.clock.instant());
    new WorkspaceStore(engine.database)
        .create(new Workspace(other, "Other", ZoneId.of("UTC"), engine.clock.instant()));
    connections.connect(
        other,
        FakeProvider.ID,
        provider.credentials(FakeProvider.ACCESS_TOKEN),
        List.of("acc-1"),
        Map.of(),
        4);
    engine.turn();
    String left = ROWS_LEFT.replace("WORKSPACE", other.toString());
    long before = engine.number(left);
    connections.deleteWorkspace(engine.workspace);
    assertThat(engine.number(left)).isEqualTo(before).isGreaterThan(150);
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isOne();
  }

  @Test
  void a_deletion_that_was_cut_short_is_finished_and_nothing_is_connected_meanwhile()
      throws Exception {
    Integration shop = engine.connect(5);
    engine.turn();
    engine.execute(
        "update tributary.integration set state = 'disconnected', reason = 'r', reason_code = 'c',"
            + " delete_requested_at = now()");
    refused(
        "being_deleted",
        () ->
            connections.connect(
                engine.workspace,
                FakeProvider.ID,
                provider.credentials(FakeProvider.ACCESS_TOKEN),
                List.of("acc-1"),
                Map.of(),
                3));
    assertThat(connections.finishDeletions()).isOne();
    assertThat(engine.stores.integrations().find(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
    engine.execute("update tributary.workspace set delete_requested_at = now()");
    assertThat(connections.finishDeletions()).isOne();
    assertThat(engine.number("select count(*) from tributary.workspace")).isZero();
    assertThat(connections.finishDeletions()).isZero();
  }

  /** Something that may be refused. */
  private interface Deed {
    void run() throws Exception;
  }

  /** Runs a turn on a thread of its own and does something while its adapter is reading. */
  private void whileReading(Deed deed) throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    provider.then((_, _) -> {
      reading.countDown();
      done.await();
    });
    Thread turn = Thread.ofVirtual().start(engine::turn);
    reading.await();
    deed.run();
    done.countDown();
    turn.join();
  }

  private void assertNothingLeft() {
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
    assertThat(engine.number("select count(*) from kpi.fake_campaigns")).isZero();
    assertThat(engine.number("select count(*) from tributary.day_ledger")).isZero();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isZero();
    assertThat(engine.number("select count(*) from tributary.integration")).isZero();
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isZero();
    assertThat(engine.number("select count(*) from tributary.quota_lease")).isZero();
    engine.turnAfter(Duration.ofHours(2));
    assertThat(engine.number("select count(*) from tributary.sync_job")).isZero();
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isZero();
  }

  private List<String> audit(UUID workspace) {
    return engine.stores.audit().recent(workspace, 20).stream().map(AuditEntry::action).toList();
  }
}
