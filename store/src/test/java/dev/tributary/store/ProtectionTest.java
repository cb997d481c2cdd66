package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.DataAccessException;

/** The second fence: what the database itself keeps apart. */
@TestInstance(Lifecycle.PER_CLASS)
class ProtectionTest {
  private Database database;
  private Connected shop;
  private Connected stranger;

  @BeforeAll
  void twoWorkspaces() {
    database = TestServer.database();
    shop = filled();
    stranger = filled();
  }

  @AfterAll
  void close() {
    database.close();
  }

  private Connected filled() {
    Connected one = Connected.on(database, "acme");
    new SliceStore(database)
        .apply(
            TestSlices.write(
                one.fence(),
                TestStreams.PAGES,
                DayRange.of(TestSlices.DAY),
                TestSlices.pages(TestSlices.DAY, "/", "", 1, 0, 0)));
    new AuditStore(database)
        .add(
            AuditEntry.of(
                one.workspaceId(),
                "integration.connected",
                one.integrationId().toString(),
                "Connected the shop.",
                Connected.NOW));
    return one;
  }

  private List<String> tenantTables() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select a.attrelid::regclass::text
                  from pg_attribute a
                  join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v')
                 where a.attname = 'workspace_id' and not a.attisdropped
                   and c.relnamespace in ('tributary'::regnamespace, 'kpi'::regnamespace)
                   and has_table_privilege(:app, c.oid, 'select')
                """)
            .param("app", "tributary_app")
            .query(String.class)
            .list());
  }

  private long count(String table, UUID workspace) {
    return database.inTenant(
        workspace,
        session -> session.sql().sql("select count(*) from " + table).query(Long.class).single());
  }

  @Test
  void a_transaction_that_names_no_workspace_sees_no_row() {
    assertThat(tenantTables()).hasSizeGreaterThan(12);
    for (String table : tenantTables()) {
      long seen =
          database.inTenant(
              shop.workspaceId(),
              session -> {
                session
                    .sql()
                    .sql("select set_config('tributary.workspace', '', true)")
                    .query(String.class)
                    .single();
                return session
                    .sql()
                    .sql("select count(*) from " + table)
                    .query(Long.class)
                    .single();
              });
      assertThat(seen).as(table).isZero();
    }
  }

  @Test
  void a_workspace_sees_its_own_rows_alone() {
    for (String table : tenantTables()) {
      long foreign =
          database.inTenant(
              shop.workspaceId(),
              session ->
                  session
                      .sql()
                      .sql("select count(*) from " + table + " where workspace_id <> :own")
                      .param("own", shop.workspaceId())
                      .query(Long.class)
                      .single());
      assertThat(foreign).as(table).isZero();
    }
    assertThat(count("kpi.acme_pages", shop.workspaceId())).isOne();
    assertThat(count("integration", shop.workspaceId())).isOne();
    assertThat(count("day_ledger", UUID.randomUUID())).isZero();
  }

  @Test
  void a_workspace_reaches_no_foreign_id_through_any_store() {
    UUID foreign = stranger.integrationId();
    UUID own = shop.workspaceId();

    assertThat(new IntegrationStore(database).find(own, foreign)).isEmpty();
    assertThat(new GrantStore(database).find(own, stranger.grantId())).isEmpty();
    assertThat(new JobStore(database).find(own, stranger.fence().jobId())).isEmpty();
    assertThat(new JobStore(database).open(own, foreign)).isEmpty();
    assertThat(new JobStore(database).requestCancel(own, stranger.fence().jobId(), Connected.NOW))
        .isEmpty();
    assertThat(new LedgerStore(database).newest(own, foreign, "pages")).isEmpty();
    assertThat(new WorkspaceStore(database).find(own)).isPresent();
    assertThat(
            new KpiTotals(database)
                .over(own, foreign, TestStreams.PROVIDER, DayRange.of(TestSlices.DAY)))
        .allMatch(total -> total.value().isEmpty());
  }

  @Test
  void a_workspace_cannot_write_for_another() {
    assertThatThrownBy(() ->
            database.inTenant(
                shop.workspaceId(),
                session ->
                    session
                        .sql()
                        .sql(
                            """
                            insert into kpi.acme_pages (workspace_id, integration_id, day)
                            values (:w, :i, '2026-01-01')
                            """)
                        .param("w", stranger.workspaceId())
                        .param("i", stranger.integrationId())
                        .update()))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("row-level security");
    int taken =
        database.inTenant(
            shop.workspaceId(),
            session -> session.sql().sql("update integration set account_name = 'taken'").update());
    assertThat(taken).as("its own alone").isOne();
  }

  @Test
  void a_foreign_key_does_not_reach_into_another_workspace() {
    assertThatThrownBy(() ->
            new IntegrationStore(database)
                .connect(
                    Ids.next(Connected.NOW),
                    shop.workspaceId(),
                    stranger.grantId(),
                    "acme",
                    Connected.account("789"),
                    java.util.Map.of(),
                    Connected.NOW))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void tenants_have_no_access_to_what_is_shared() {
    for (String table :
        List.of(
            "quota",
            "quota_lease",
            "server_error",
            "rate_bucket",
            "oauth_app",
            "oauth_state",
            "pending_consent",
            "key_sentinel",
            "person",
            "member",
            "sign_in",
            "setup_link",
            "failed_sign_in",
            "scheduled_tasks")) {
      assertThatThrownBy(() -> count(table, shop.workspaceId()))
          .as(table)
          .isInstanceOf(DataAccessException.class)
          .rootCause()
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void what_was_audited_cannot_be_changed() {
    for (String sql : List.of("delete from audit_log", "update audit_log set actor = 'nobody'")) {
      assertThatThrownBy(() ->
              database.inTenant(shop.workspaceId(), session -> session.sql().sql(sql).update()))
          .rootCause()
          .hasMessageContaining("permission denied");
    }
    assertThat(new AuditStore(database).recent(shop.workspaceId(), 5))
        .singleElement()
        .extracting(AuditEntry::action)
        .isEqualTo("integration.connected");
  }

  @Test
  void a_pooled_connection_forgets_the_workspace_of_the_transaction_before() {
    for (int turn = 0; turn < 200; turn++) {
      UUID now = turn % 2 == 0 ? shop.workspaceId() : stranger.workspaceId();
      List<UUID> seen =
          database.inTenant(
              now,
              session ->
                  session
                      .sql()
                      .sql("select workspace_id from integration")
                      .query(UUID.class)
                      .list());
      assertThat(seen).containsExactly(now);
    }
  }

  @Test
  void transactions_of_two_workspaces_do_not_nest() {
    assertThatThrownBy(() ->
            database.tenant(
                shop.workspaceId(), () -> database.tenant(stranger.workspaceId(), () -> "never")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is open");
    assertThatThrownBy(
            () -> database.tenant(shop.workspaceId(), () -> database.system(() -> "never")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("end the transaction");
  }

  @Test
  void stores_join_the_systems_transaction_and_roll_back_with_it() {
    assertThatThrownBy(() ->
            database.system(() -> {
              new IntegrationStore(database)
                  .setState(
                      shop.workspaceId(),
                      shop.integrationId(),
                      IntegrationState.PAUSED,
                      java.util.Optional.of(new Integration.Reason("paused", "Paused by Anna")),
                      Connected.NOW);
              throw new IllegalStateException("power cut");
            }))
        .hasMessage("power cut");
    assertThat(
            new IntegrationStore(database)
                .find(shop.workspaceId(), shop.integrationId())
                .orElseThrow()
                .state())
        .isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void a_tenants_call_inside_its_own_transaction_joins_it() {
    String joined =
        database.tenant(
            shop.workspaceId(),
            () ->
                database.tenant(
                    shop.workspaceId(),
                    () ->
                        new IntegrationStore(database)
                            .lock(shop.workspaceId(), shop.integrationId())
                            .orElseThrow()
                            .provider()));
    assertThat(joined).isEqualTo("acme");
    assertThatThrownBy(
            () -> new IntegrationStore(database).lock(shop.workspaceId(), shop.integrationId()))
        .isInstanceOf(IllegalStateException.class);
  }
}
