package dev.tributary.store;

import static dev.tributary.store.TestSlices.DAY;
import static dev.tributary.store.TestSlices.keptFrom;
import static dev.tributary.store.TestSlices.pages;
import static dev.tributary.store.TestSlices.replace;
import static dev.tributary.store.TestSlices.with;
import static dev.tributary.store.TestSlices.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What storing slices promises, on any server that Tributary supports. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class SliceStoreContract {
  private static final DayRange TWO_DAYS = new DayRange(DAY, DAY.plusDays(1));

  private Database database;
  private SliceStore slices;
  private LedgerStore ledger;
  private Connected shop;

  abstract Database open() throws Exception;

  @BeforeAll
  void openDatabase() throws Exception {
    database = open();
    slices = new SliceStore(database);
    ledger = new LedgerStore(database);
  }

  @AfterAll
  void closeDatabase() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
  }

  private List<Map<String, Object>> stored(String table) {
    return database.inTenant(
        shop.workspaceId(),
        session ->
            session
                .sql()
                .sql("select * from kpi.acme_" + table + " order by 3, 4")
                .query()
                .listOfRows());
  }

  private LedgerDay day(LocalDate day) {
    return ledger
        .days(shop.workspaceId(), shop.integrationId(), "pages", DayRange.of(day))
        .getFirst();
  }

  private static Rows twoDays() {
    return pages(
        DAY,
        "/",
        "a",
        10,
        1_500_000,
        1,
        DAY,
        "/",
        "b",
        5,
        -250_001,
        0,
        DAY.plusDays(1),
        "/",
        "a",
        7,
        0,
        7);
  }

  private SliceApplied applyTwoDays() {
    return slices.apply(write(shop.fence(), TestStreams.PAGES, TWO_DAYS, twoDays()));
  }

  // --- what must not happen ---

  @Test
  void a_stale_fence_writes_nothing() {
    Fence stale = shop.fence();
    new JobStore(database)
        .start(shop.workspaceId(), shop.integrationId(), 2, JobTrigger.SCHEDULE, Connected.NOW);

    assertThatThrownBy(() -> slices.apply(write(stale, TestStreams.PAGES, TWO_DAYS, twoDays())))
        .isInstanceOf(FenceLostException.class)
        .hasMessageContaining(stale.jobId().toString());
    assertThat(stored("pages")).isEmpty();
    assertThat(ledger.days(shop.workspaceId(), shop.integrationId(), "pages", TWO_DAYS)).isEmpty();
  }

  @Test
  void another_integrations_fence_writes_nothing() {
    Connected other = Connected.in(database, shop.workspaceId(), "acme", "456");
    Fence mixed =
        new Fence(
            shop.workspaceId(), other.integrationId(), shop.fence().jobId(), shop.fence().value());

    assertThatThrownBy(() -> slices.apply(write(mixed, TestStreams.PAGES, TWO_DAYS, twoDays())))
        .isInstanceOf(FenceLostException.class);
  }

  @Test
  void a_crash_before_the_commit_leaves_nothing_behind() {
    applyTwoDays();
    Rows changed = pages(DAY, "/new", "a", 1, 0, 0);

    assertThatThrownBy(() ->
            database.tenant(
                shop.workspaceId(),
                () -> {
                  slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), changed));
                  throw new IllegalStateException("power cut");
                }))
        .hasMessage("power cut");
    assertThat(stored("pages")).hasSize(3);
    assertThat(day(DAY).version()).isEqualTo(1);
    assertThat(job().progress().daysDone()).isEqualTo(2);
  }

  @Test
  void two_rows_with_the_same_key_are_refused_and_nothing_is_stored() {
    Rows twice = pages(DAY, "/", "a", 1, 0, 0, DAY, "/", "a", 2, 0, 0);

    assertThatThrownBy(
            () -> slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), twice)))
        .isInstanceOf(DuplicateRowException.class);
    assertThat(stored("pages")).isEmpty();
  }

  @Test
  void two_rows_with_the_same_key_are_refused_when_one_equals_what_is_stored() {
    slices.apply(
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), pages(DAY, "/", "a", 1, 0, 0)));
    Rows twice = pages(DAY, "/", "a", 1, 0, 0, DAY, "/", "a", 2, 0, 0);

    assertThatThrownBy(
            () -> slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), twice)))
        .isInstanceOf(DuplicateRowException.class);
    Rows same = pages(DAY, "/", "a", 1, 0, 0, DAY, "/", "a", 1, 0, 0);
    assertThatThrownBy(
            () -> slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), same)))
        .isInstanceOf(DuplicateRowException.class);
    assertThat(stored("pages")).singleElement().extracting("views").isEqualTo(1L);
  }

  @Test
  void a_slice_applied_inside_anothers_transaction_reports_duplicates_too() {
    Rows twice = pages(DAY, "/", "a", 1, 0, 0, DAY, "/", "a", 2, 0, 0);

    assertThatThrownBy(() ->
            database.tenant(
                shop.workspaceId(),
                () ->
                    slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), twice))))
        .isInstanceOf(DuplicateRowException.class);
  }

  @Test
  void a_day_that_only_we_still_have_is_never_replaced() {
    applyTwoDays();
    SliceWrite less =
        write(
            shop.fence(),
            TestStreams.PAGES,
            TWO_DAYS,
            Rows.empty(TestStreams.PAGES),
            Connected.NOW.plusSeconds(60));

    SliceApplied applied = slices.apply(keptFrom(less, DAY.plusDays(1)));

    assertThat(applied.daysKept()).containsExactly(DAY);
    assertThat(applied.daysChanged()).containsExactly(DAY.plusDays(1));
    assertThat(stored("pages")).hasSize(2);
    assertThat(day(DAY).nextDueAt()).isEmpty();
    assertThat(day(DAY).rows()).isEqualTo(2);
  }

  @Test
  void a_day_that_the_provider_no_longer_keeps_may_still_be_stored_for_the_first_time() {
    SliceWrite slice = write(shop.fence(), TestStreams.PAGES, TWO_DAYS, twoDays());

    SliceApplied applied = slices.apply(keptFrom(slice, DAY.plusDays(5)));

    assertThat(applied.daysKept()).isEmpty();
    assertThat(applied.rowsWritten()).isEqualTo(3);
  }

  // --- replacing days ---

  @Test
  void a_first_load_stores_rows_and_ledger_exactly() {
    SliceApplied applied = applyTwoDays();

    assertThat(applied)
        .isEqualTo(new SliceApplied(3, 2, 0, List.of(), List.of(), Optional.empty(), true));
    assertThat(stored("pages"))
        .extracting("day", "page", "order", "views", "revenue", "bounces")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                java.sql.Date.valueOf(DAY), "/", "a", 10L, new BigDecimal("1.500000"), 1L),
            org.assertj.core.groups.Tuple.tuple(
                java.sql.Date.valueOf(DAY), "/", "b", 5L, new BigDecimal("-0.250001"), 0L),
            org.assertj.core.groups.Tuple.tuple(
                java.sql.Date.valueOf(DAY.plusDays(1)),
                "/",
                "a",
                7L,
                new BigDecimal("0.000000"),
                7L));
    LedgerDay entry = day(DAY);
    assertThat(entry.state()).isEqualTo(DayState.SETTLING);
    assertThat(entry.rows()).isEqualTo(2);
    assertThat(entry.mainTotal()).isEqualTo(15);
    assertThat(entry.version()).isEqualTo(1);
    assertThat(entry.definition()).isEqualTo(1);
    assertThat(entry.fetchedAt()).contains(Connected.NOW);
    assertThat(entry.changedAt()).contains(Connected.NOW);
    assertThat(entry.nextDueAt()).contains(Connected.NOW.plusSeconds(86_400));
    assertThat(entry.hash()).contains(SliceDigest.of(TestStreams.PAGES, twoDays()).day(DAY).hash());
  }

  @Test
  void applying_a_slice_twice_changes_nothing() {
    applyTwoDays();
    List<Map<String, Object>> before = rowsWithVersions();

    SliceApplied again = applyTwoDays();

    assertThat(again)
        .isEqualTo(new SliceApplied(0, 2, 2, List.of(), List.of(), Optional.empty(), false));
    assertThat(rowsWithVersions()).isEqualTo(before);
    assertThat(day(DAY).version()).isEqualTo(1);
    assertThat(ledger.revisions(shop.workspaceId(), shop.integrationId(), "pages", DAY)).hasSize(1);
  }

  /** With the physical row versions, so that even a rewrite of equal rows is seen. */
  private List<Map<String, Object>> rowsWithVersions() {
    return database.inTenant(
        shop.workspaceId(),
        session ->
            session
                .sql()
                .sql("select ctid::text, xmin::text, xmax::text, * from kpi.acme_pages order by 1")
                .query()
                .listOfRows());
  }

  @Test
  void an_unchanged_day_only_moves_its_ledger_entry() {
    applyTwoDays();
    Instant later = Connected.NOW.plusSeconds(3600);

    SliceApplied again =
        slices.apply(write(shop.fence(), TestStreams.PAGES, TWO_DAYS, twoDays(), later));

    assertThat(again.rowsWritten()).isZero();
    assertThat(day(DAY).fetchedAt()).contains(later);
    assertThat(day(DAY).changedAt()).contains(Connected.NOW);
  }

  @Test
  void a_changed_day_is_replaced_whole_and_only_differences_are_written() {
    applyTwoDays();
    Rows changed =
        pages(
            DAY,
            "/",
            "a",
            10,
            1_500_000,
            1, // as before
            DAY,
            "/",
            "c",
            3,
            0,
            0, // new, and b vanished
            DAY.plusDays(1),
            "/",
            "a",
            8,
            0,
            7); // other

    SliceApplied applied =
        slices.apply(
            write(
                shop.fence(), TestStreams.PAGES, TWO_DAYS, changed, Connected.NOW.plusSeconds(9)));

    assertThat(applied.rowsWritten()).isEqualTo(3);
    assertThat(applied.daysChanged()).containsExactly(DAY, DAY.plusDays(1));
    assertThat(stored("pages")).extracting("order").containsExactly("a", "c", "a");
    assertThat(day(DAY).version()).isEqualTo(2);
    assertThat(day(DAY).mainTotal()).isEqualTo(13);
  }

  @Test
  void an_empty_answer_is_a_true_zero() {
    applyTwoDays();

    SliceApplied applied =
        slices.apply(
            write(
                shop.fence(), TestStreams.PAGES, DayRange.of(DAY), Rows.empty(TestStreams.PAGES)));

    assertThat(applied.rowsWritten()).isEqualTo(2);
    assertThat(day(DAY).stored()).isTrue();
    assertThat(day(DAY).rows()).isZero();
    assertThat(day(DAY).hash()).contains(ContentHash.EMPTY);
    assertThat(stored("pages")).hasSize(1);
  }

  @Test
  void days_of_another_integration_are_left_alone() {
    applyTwoDays();
    Connected other = Connected.in(database, shop.workspaceId(), "acme", "456");

    slices.apply(
        write(other.fence(), TestStreams.PAGES, TWO_DAYS, pages(DAY, "/other", "z", 1, 0, 0)));

    assertThat(stored("pages")).hasSize(4);
  }

  @Test
  void rows_that_the_ledger_does_not_know_are_replaced_all_the_same() {
    database.inTenant(
        shop.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into kpi.acme_pages (workspace_id, integration_id, day, page, "order")
                    values (:w, :i, :day, '/', 'a'), (:w, :i, :day, '/stray', '')
                    """)
                .param("w", shop.workspaceId())
                .param("i", shop.integrationId())
                .param("day", DAY)
                .update());

    applyTwoDays();

    assertThat(stored("pages")).extracting("page").containsExactly("/", "/", "/");
    assertThat(stored("pages")).extracting("views").containsExactlyInAnyOrder(10L, 5L, 7L);
  }

  @Test
  void a_slice_of_known_and_unknown_days_is_stored_in_one_go() {
    slices.apply(
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), pages(DAY, "/", "a", 1, 0, 0)));

    SliceApplied applied = applyTwoDays();

    assertThat(applied.daysChanged()).containsExactly(DAY);
    assertThat(applied.firstLoad()).isFalse();
    assertThat(applied.rowsWritten()).isEqualTo(3);
    assertThat(stored("pages")).hasSize(3);
  }

  @Test
  void many_workers_with_one_fence_leave_one_result() throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<SliceApplied>> applied = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        applied.add(workers.submit(this::applyTwoDays));
      }
      long written = 0;
      for (Future<SliceApplied> one : applied) {
        written += one.get().rowsWritten();
      }
      assertThat(written).isEqualTo(3);
    }
    assertThat(stored("pages")).hasSize(3);
  }

  @Test
  void who_asks_for_work_and_who_stores_it_never_block_each_other_for_good() throws Exception {
    JobStore jobs = new JobStore(database);
    IntegrationStore integrations = new IntegrationStore(database);
    try (ExecutorService people = Executors.newFixedThreadPool(3)) {
      List<Future<?>> all = new ArrayList<>();
      for (int person = 0; person < 2; person++) {
        all.add(
            people.submit(() -> {
              for (int ask = 0; ask < 40; ask++) {
                database.system(() -> {
                  integrations.lock(shop.workspaceId(), shop.integrationId());
                  return jobs.ask(
                      shop.workspaceId(), shop.integrationId(), JobTrigger.MANUAL, Connected.NOW);
                });
              }
            }));
      }
      all.add(
          people.submit(() -> {
            for (int slice = 0; slice < 40; slice++) {
              slices.apply(
                  write(
                      shop.fence(),
                      TestStreams.PAGES,
                      DayRange.of(DAY),
                      pages(DAY, "/", "a", slice, 0, 0)));
              jobs.progress(shop.fence(), slice, Optional.empty());
            }
          }));
      for (Future<?> one : all) {
        one.get();
      }
    }
    long deadlocks =
        database.inSystem(session ->
            session
                .sql()
                .sql("select deadlocks from pg_stat_database where datname = current_database()")
                .query(Long.class)
                .single());
    assertThat(deadlocks).isZero();
  }

  // --- values ---

  @Test
  void hostile_texts_survive() {
    List<String> hostile =
        List.of(
            "'; drop table kpi.acme_pages; --",
            "\"quoted\" \\ back\\slash \\N \\.",
            "tab\there\r\nand lines",
            "emoji \uD83E\uDD84 and \u202Eright to left\u202C",
            "<script>alert(1)</script>",
            "${app} :workspace %s {0}",
            " leading and trailing ",
            "");
    Rows.Builder rows = Rows.builder(TestStreams.PAGES);
    hostile.forEach(text -> rows.row(DAY).text(0, text).number(0, 1));

    slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), rows.build()));

    assertThat(stored("pages")).extracting("page").containsExactlyInAnyOrderElementsOf(hostile);
  }

  @Test
  void texts_that_the_database_cannot_keep_are_kept_as_well_as_possible() {
    Rows rows = pages(DAY, "nul\0l", "half \uD800 pair", 1, 0, 0);

    slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), rows));

    assertThat(stored("pages"))
        .singleElement()
        .extracting("page", "order")
        .isEqualTo(List.of("null", "half ? pair"));
    assertThat(
            slices
                .apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), rows))
                .rowsWritten())
        .isZero();
  }

  @Test
  void long_texts_are_cut_and_stay_different() {
    String start = "ä".repeat(2_000);
    Rows rows = pages(DAY, start + "1", "a", 1, 0, 0, DAY, start + "2", "a", 2, 0, 0);

    slices.apply(write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), rows));

    assertThat(stored("pages"))
        .extracting(row -> (String) row.get("page"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(text -> text.startsWith("ä".repeat(250) + "~") && text.length() == 283);
  }

  @Test
  void numbers_are_exact_to_the_last_digit() {
    long[] numbers = {
      0,
      1,
      -1,
      99,
      100,
      999_999,
      1_000_000,
      10_000_000_000L,
      99_999_999_999_999_999L,
      123_456_789_012_345_678L,
      10_000_000_000_000_000L,
      Long.MAX_VALUE,
      -Long.MAX_VALUE,
      Long.MIN_VALUE
    };
    Rows.Builder rows = Rows.builder(TestStreams.PAGES);
    for (int index = 0; index < numbers.length; index++) {
      rows.row(DAY.plusDays(index))
          .text(0, "p" + index)
          .number(1, numbers[index])
          .number(2, numbers[index]);
    }

    slices.apply(
        write(
            shop.fence(),
            TestStreams.PAGES,
            new DayRange(DAY, DAY.plusDays(numbers.length - 1)),
            rows.build()));

    List<Map<String, Object>> stored = stored("pages");
    for (int index = 0; index < numbers.length; index++) {
      assertThat(stored.get(index))
          .containsEntry("revenue", BigDecimal.valueOf(numbers[index], 6))
          .containsEntry("bounces", numbers[index]);
    }
  }

  // --- holding ---

  @Test
  void a_held_answer_is_dropped_and_the_stored_day_stays() {
    applyTwoDays();
    SliceWrite slice =
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), Rows.empty(TestStreams.PAGES));
    Instant inAnHour = Connected.NOW.plusSeconds(3600);
    SliceWrite held =
        with(
            slice,
            List.of(),
            List.of(new SliceWrite.Hold(DAY, "halved", "views fell to nothing", inAnHour)));

    SliceApplied applied = slices.apply(held);
    slices.apply(held);

    assertThat(applied.rowsWritten()).isZero();
    assertThat(stored("pages")).hasSize(3);
    LedgerDay entry = day(DAY);
    assertThat(entry.problem()).isEqualTo(Problem.HELD);
    assertThat(entry.problemCount()).isEqualTo(2);
    assertThat(entry.reason()).contains("views fell to nothing");
    assertThat(entry.heldHash()).contains(ContentHash.EMPTY);
    assertThat(entry.nextDueAt()).contains(inAnHour);
    assertThat(entry.state()).isEqualTo(DayState.SETTLING);
    assertThat(entry.rows()).isEqualTo(2);

    SliceWrite other =
        with(
            write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), pages(DAY, "/", "a", 1, 0, 0)),
            List.of(),
            held.hold());
    slices.apply(other);
    assertThat(day(DAY).problemCount()).as("another contradiction").isEqualTo(1);

    slices.apply(slice);
    assertThat(day(DAY).problem()).isEqualTo(Problem.NONE);
    assertThat(day(DAY).heldHash()).isEmpty();
    assertThat(day(DAY).rows()).isZero();
  }

  @Test
  void a_day_may_be_held_before_it_was_ever_stored() {
    SliceWrite held =
        with(
            write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), twoDays()),
            List.of(),
            List.of(new SliceWrite.Hold(DAY, "rows_missing", "promised 9", Connected.NOW)));

    slices.apply(held);

    assertThat(day(DAY).stored()).isFalse();
    assertThat(day(DAY).state()).isEqualTo(DayState.OPEN);
  }

  // --- revisions ---

  @Test
  void a_days_totals_are_recorded_from_the_moment_it_leaves_open() {
    SliceWrite slice =
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), pages(DAY, "/", "a", 1, 5, 0));
    slices.apply(with(slice, List.of(replace(DAY, DayState.OPEN)), List.of()));
    assertThat(revisions()).isEmpty();

    slices.apply(slice);
    assertThat(revisions())
        .singleElement()
        .satisfies(first -> {
          assertThat(first.cause()).isEqualTo(RevisionCause.FIRST);
          assertThat(first.rowsBefore()).isEmpty();
          assertThat(first.totals().getFirst())
              .isEqualTo(new Revision.Total("views", Optional.empty(), new BigDecimal("1")));
        });

    Rows restated = pages(DAY, "/", "a", 4, 2_000_005, 0, DAY, "/", "b", 1, 0, 0);
    slices.apply(
        write(
            shop.fence(),
            TestStreams.PAGES,
            DayRange.of(DAY),
            restated,
            Connected.NOW.plusSeconds(60)));

    assertThat(revisions()).hasSize(2);
    Revision last = revisions().getFirst();
    assertThat(last.cause()).isEqualTo(RevisionCause.RESTATED);
    assertThat(last.rowsBefore()).contains(1L);
    assertThat(last.rows()).isEqualTo(2);
    assertThat(last.totals())
        .containsExactly(
            new Revision.Total("views", Optional.of(new BigDecimal("1")), new BigDecimal("5")),
            new Revision.Total(
                "revenue", Optional.of(new BigDecimal("0.000005")), new BigDecimal("2.000005")),
            new Revision.Total("bounces", Optional.of(new BigDecimal("0")), new BigDecimal("0")));
  }

  private List<Revision> revisions() {
    return ledger.revisions(shop.workspaceId(), shop.integrationId(), "pages", DAY);
  }

  @Test
  void a_day_that_was_a_true_zero_has_zeros_before() {
    slices.apply(
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), Rows.empty(TestStreams.PAGES)));
    slices.apply(
        write(
            shop.fence(),
            TestStreams.PAGES,
            DayRange.of(DAY),
            pages(DAY, "/", "a", 4, 0, 0),
            Connected.NOW.plusSeconds(60)));

    assertThat(revisions().getFirst().totals().getFirst())
        .isEqualTo(
            new Revision.Total("views", Optional.of(new BigDecimal("0")), new BigDecimal("4")));
  }

  // --- what else a slice moves ---

  @Test
  void the_jobs_progress_and_the_integration_move_with_the_slice() {
    applyTwoDays();

    assertThat(job().progress().daysDone()).isEqualTo(2);
    assertThat(job().progress().rows()).isEqualTo(3);
    assertThat(
            new IntegrationStore(database)
                .find(shop.workspaceId(), shop.integrationId())
                .orElseThrow()
                .lastAppliedAt())
        .contains(Connected.NOW);
  }

  private Job job() {
    return new JobStore(database).find(shop.workspaceId(), shop.fence().jobId()).orElseThrow();
  }

  @Test
  void a_range_request_is_done_when_its_last_day_is() {
    RangeRequestStore requests = new RangeRequestStore(database);
    RangeRequest request = request(new DayRange(DAY.minusDays(1), DAY.plusDays(1)), Connected.NOW);
    requests.add(request);

    applyTwoDays();
    assertThat(requests.open(shop.workspaceId(), shop.integrationId()))
        .singleElement()
        .satisfies(open -> {
          assertThat(open.request().daysDone()).isEqualTo(2);
          assertThat(open.remaining())
              .containsExactly(new OpenRequest.Day(DAY.minusDays(1), Optional.empty()));
        });

    slices.apply(
        write(
            shop.fence(),
            TestStreams.PAGES,
            DayRange.of(DAY.minusDays(1)),
            Rows.empty(TestStreams.PAGES)));
    assertThat(requests.open(shop.workspaceId(), shop.integrationId())).isEmpty();
    assertThat(requests.find(shop.workspaceId(), request.id()).orElseThrow().doneAt())
        .contains(Connected.NOW);
  }

  @Test
  void a_read_that_began_before_the_request_does_not_fulfil_it() {
    RangeRequestStore requests = new RangeRequestStore(database);
    requests.add(request(TWO_DAYS, Connected.NOW.plusMillis(1)));

    applyTwoDays();

    assertThat(requests.open(shop.workspaceId(), shop.integrationId()).getFirst().remaining())
        .hasSize(2);
  }

  private RangeRequest request(DayRange days, Instant askedAt) {
    return new RangeRequest(
        Ids.next(askedAt),
        shop.workspaceId(),
        shop.integrationId(),
        "pages",
        days,
        "sync_now",
        Priority.MANUAL,
        false,
        Optional.empty(),
        askedAt,
        0,
        Optional.empty());
  }

  @Test
  void a_dead_letter_is_closed_by_its_days() {
    DeadLetterStore letters = new DeadLetterStore(database);
    letters.put(
        shop.fence(),
        Optional.of("pages"),
        Optional.of(TWO_DAYS),
        Failure.Category.DATA,
        "malformed",
        "Acme answered nonsense",
        6,
        Connected.NOW);

    slices.apply(
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), Rows.empty(TestStreams.PAGES)));
    assertThat(letters.open(shop.workspaceId(), shop.integrationId())).hasSize(1);

    applyTwoDays();
    assertThat(letters.open(shop.workspaceId(), shop.integrationId())).isEmpty();
    assertThat(letters.recent(shop.workspaceId(), 5).getFirst().closed())
        .contains(DeadLetter.Closed.APPLIED);
  }

  @Test
  void an_open_slice_is_forgotten_once_it_is_stored() {
    OpenSliceStore open = new OpenSliceStore(database);
    dev.tributary.spi.Slice slice = new dev.tributary.spi.Slice("pages", TWO_DAYS);
    open.keep(
        shop.fence(),
        new OpenSlice(
            slice, new dev.tributary.spi.Cursor("report-1"), Connected.NOW, Connected.NOW));

    applyTwoDays();

    assertThat(open.of(shop.workspaceId(), shop.integrationId())).isEmpty();
  }

  @Test
  void flags_and_a_new_definition_are_kept_with_the_day() {
    applyTwoDays();
    StreamDescriptor second =
        TestStreams.stream(
            "pages",
            TestStreams.PAGES.kind(),
            2,
            TestStreams.PAGES.dimensions(),
            List.of(),
            TestStreams.PAGES.measures(),
            List.of());
    DayFlags flags = new DayFlags(true, true, true, true, true, true);
    SliceWrite slice = write(shop.fence(), second, DayRange.of(DAY), twoDays());

    SliceApplied applied =
        slices.apply(
            with(
                slice,
                List.of(
                    new SliceWrite.Replace(
                        DAY, DayState.FINAL, Optional.empty(), flags, RevisionCause.DEFINITION)),
                List.of()));

    assertThat(applied.rowsWritten()).isZero();
    assertThat(day(DAY).definition()).isEqualTo(2);
    assertThat(day(DAY).flags()).isEqualTo(flags);
    assertThat(day(DAY).state()).isEqualTo(DayState.FINAL);
    assertThat(day(DAY).nextDueAt()).isEmpty();
  }

  @Test
  void a_slice_refuses_days_outside_of_it_and_days_decided_twice() {
    SliceWrite slice = write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), twoDays());

    assertThatThrownBy(
            () -> with(slice, List.of(replace(DAY.plusDays(1), DayState.FINAL)), List.of()))
        .hasMessageContaining("outside of the slice");
    assertThatThrownBy(() ->
            with(
                slice,
                List.of(replace(DAY, DayState.FINAL)),
                List.of(new SliceWrite.Hold(DAY, "c", "r", Connected.NOW))))
        .hasMessageContaining("decided twice");
  }

  // --- periods and snapshots ---

  @Test
  void distinct_numbers_are_stored_per_period_and_have_no_totals_in_revisions() {
    Rows users =
        Rows.builder(TestStreams.USERS)
            .row(DAY)
            .text(0, "day")
            .number(0, 10)
            .row(DAY)
            .text(0, "trailing_7")
            .number(0, 30)
            .build();
    slices.apply(write(shop.fence(), TestStreams.USERS, DayRange.of(DAY), users));
    Rows more = Rows.builder(TestStreams.USERS).row(DAY).text(0, "day").number(0, 11).build();
    slices.apply(
        write(
            shop.fence(),
            TestStreams.USERS,
            DayRange.of(DAY),
            more,
            Connected.NOW.plusSeconds(60)));

    assertThat(stored("users")).singleElement().extracting("active_users").isEqualTo(11L);
    assertThat(ledger.revisions(shop.workspaceId(), shop.integrationId(), "users", DAY))
        .hasSize(2)
        .allMatch(revision -> revision.totals().isEmpty());
  }

  @Test
  void a_snapshot_keeps_what_entities_were() {
    campaigns(Connected.NOW, "1", "Spring", "on", "2", "Summer", "on");
    SliceApplied same =
        campaigns(Connected.NOW.plusSeconds(60), "1", "Spring", "on", "2", "Summer", "on");
    assertThat(same.rowsWritten()).isZero();

    SliceApplied renamed = campaigns(Connected.NOW.plusSeconds(120), "1", "Autumn", "on");
    assertThat(renamed.rowsWritten()).isEqualTo(2);
    assertThat(stored("campaigns"))
        .extracting(row -> row.get("name"), row -> row.get("gone_at") != null)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Autumn", false),
            org.assertj.core.groups.Tuple.tuple("Summer", true));
    assertThat(stored("campaigns_history"))
        .extracting("campaign_id", "name")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", "Spring"),
            org.assertj.core.groups.Tuple.tuple("2", "Summer"));

    campaigns(Connected.NOW.plusSeconds(180), "1", "Autumn", "on", "2", "Summer", "off");
    assertThat(stored("campaigns")).extracting("status").containsExactly("on", "off");
    assertThat(stored("campaigns")).extracting("gone_at").containsOnlyNulls();
  }

  @Test
  void a_changed_attribute_tells_since_when_numbers_mean_something_else() {
    campaigns(Connected.NOW, "1", "2026-03-01", "on", "2", "2026-02-01", "on", "3", "Old", "on");
    SliceApplied same =
        campaigns(Connected.NOW.plusSeconds(60), "1", "2026-03-01", "on", "2", "2026-02-09", "on");
    assertThat(same.rewrittenFrom()).as("another attribute, and one that is gone").isEmpty();

    SliceApplied changed =
        campaigns(
            Connected.NOW.plusSeconds(120),
            "1",
            "2026-03-01T00:00:00+0100",
            "off",
            "2",
            "2026-02-09",
            "");
    assertThat(changed.rewrittenFrom()).contains(LocalDate.of(2026, 3, 1));
    SliceApplied told =
        campaigns(Connected.NOW.plusSeconds(180), "1", "2026-99-01", "off", "2", "Old", "off");
    assertThat(told.rewrittenFrom()).as("one that was not told before").isEmpty();
    SliceApplied unknown =
        campaigns(Connected.NOW.plusSeconds(240), "1", "2026-99-01", "on", "2", "Old", "off");
    assertThat(unknown.rewrittenFrom()).contains(LocalDate.MIN);
  }

  @Test
  void a_snapshot_with_the_same_entity_twice_is_refused() {
    assertThatThrownBy(() -> campaigns(Connected.NOW, "1", "a", "on", "1", "b", "on"))
        .isInstanceOf(DuplicateRowException.class);
    assertThat(stored("campaigns")).isEmpty();
  }

  @Test
  void a_held_snapshot_changes_no_entity() {
    campaigns(Connected.NOW, "1", "Spring", "on");
    SliceWrite empty =
        write(
            shop.fence(),
            TestStreams.CAMPAIGNS,
            DayRange.of(DAY),
            Rows.empty(TestStreams.CAMPAIGNS));

    slices.apply(
        with(
            empty,
            List.of(),
            List.of(new SliceWrite.Hold(DAY, "empty", "no campaigns", Connected.NOW))));

    assertThat(stored("campaigns")).extracting("gone_at").containsOnlyNulls();
  }

  private SliceApplied campaigns(Instant at, String... cells) {
    Rows.Builder rows = Rows.builder(TestStreams.CAMPAIGNS);
    for (int cell = 0; cell < cells.length; cell += 3) {
      rows.row(DAY).text(0, cells[cell]).text(1, cells[cell + 1]).text(2, cells[cell + 2]);
    }
    return slices.apply(
        write(shop.fence(), TestStreams.CAMPAIGNS, DayRange.of(DAY), rows.build(), at));
  }

  // --- reading ---

  @Test
  void totals_come_from_the_home_stream_and_say_what_is_missing() {
    applyTwoDays();
    KpiTotals totals = new KpiTotals(database);

    List<KpiTotal> over =
        totals.over(
            shop.workspaceId(),
            shop.integrationId(),
            TestStreams.PROVIDER,
            new DayRange(DAY, DAY.plusDays(3)));

    assertThat(over)
        .extracting(
            total -> total.kpi().id(),
            total -> total.value().map(BigDecimal::toPlainString).orElse("-"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("views", "22"),
            org.assertj.core.groups.Tuple.tuple("revenue", "1.249999"),
            org.assertj.core.groups.Tuple.tuple("revenue_per_view", "0.05681813636363636"),
            org.assertj.core.groups.Tuple.tuple("stay_rate", "0.6363636363636364"),
            org.assertj.core.groups.Tuple.tuple("users", "-"));
    assertThat(over.getFirst().days()).isEqualTo(2);
    assertThat(over.getFirst().missing()).isEqualTo(2);
    assertThat(over.getFirst().mayChange()).isTrue();
    assertThat(over.getFirst().partial()).isFalse();
    assertThat(over.get(1).currency()).contains("EUR");
    assertThat(over.getFirst().currency()).isEmpty();
  }

  @Test
  void a_distinct_number_is_shown_only_for_a_period_that_was_asked_for() {
    Rows users =
        Rows.builder(TestStreams.USERS)
            .row(DAY)
            .text(0, "day")
            .number(0, 10)
            .row(DAY)
            .text(0, "trailing_7")
            .number(0, 30)
            .build();
    slices.apply(write(shop.fence(), TestStreams.USERS, DayRange.of(DAY), users));

    assertThat(users(DayRange.of(DAY))).contains(BigDecimal.TEN);
    assertThat(users(new DayRange(DAY.minusDays(6), DAY))).contains(new BigDecimal(30));
    assertThat(users(new DayRange(DAY.minusDays(5), DAY))).as("never asked").isEmpty();
    assertThat(users(DayRange.of(DAY.minusDays(1)))).as("not stored").isEmpty();
  }

  private Optional<BigDecimal> users(DayRange range) {
    return new KpiTotals(database)
        .over(
            shop.workspaceId(),
            shop.integrationId(),
            TestStreams.PROVIDER,
            TestStreams.PROVIDER.kpis().getLast(),
            range)
        .value();
  }

  @Test
  void nothing_divided_by_nothing_has_no_value() {
    slices.apply(
        write(shop.fence(), TestStreams.PAGES, DayRange.of(DAY), Rows.empty(TestStreams.PAGES)));

    List<KpiTotal> over =
        new KpiTotals(database)
            .over(shop.workspaceId(), shop.integrationId(), TestStreams.PROVIDER, DayRange.of(DAY));

    assertThat(over.get(0).value()).contains(BigDecimal.ZERO);
    assertThat(over.get(2).value()).isEmpty();
  }

  @Test
  void readers_of_sql_see_observations_and_totals_of_their_workspace() {
    applyTwoDays();

    List<Map<String, Object>> totals = view("total", "kpi in ('views', 'stay_rate')");
    assertThat(totals)
        .extracting(row -> row.get("kpi"), row -> ((BigDecimal) row.get("value")).doubleValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stay_rate", 1 - 1 / 15d),
            org.assertj.core.groups.Tuple.tuple("stay_rate", 0d),
            org.assertj.core.groups.Tuple.tuple("views", 15d),
            org.assertj.core.groups.Tuple.tuple("views", 7d));
    List<Map<String, Object>> observations = view("observation", "kpi = 'revenue'");
    assertThat(observations)
        .extracting("currency", "unit", "partial", "may_change", "period")
        .containsOnly(org.assertj.core.groups.Tuple.tuple("EUR", "currency", false, true, "day"));
    assertThat(observations.getFirst().get("dimensions").toString()).contains("\"order\": \"a\"");
    Connected other = Connected.on(database, "acme");
    long seen =
        database.inTenant(
            other.workspaceId(),
            session ->
                session
                    .sql()
                    .sql("select count(*) from kpi.observation")
                    .query(Long.class)
                    .single());
    assertThat(seen).isZero();
  }

  private List<Map<String, Object>> view(String name, String where) {
    return database.inTenant(
        shop.workspaceId(),
        session ->
            session
                .sql()
                .sql("select * from kpi." + name + " where " + where + " order by kpi, day")
                .query()
                .listOfRows());
  }

  @Test
  void coverage_counts_what_is_there_and_what_is_not() {
    applyTwoDays();
    ledger.failed(
        shop.fence(),
        "pages",
        DayRange.of(DAY.plusDays(2)),
        "network",
        "no answer",
        Optional.empty());
    ledger.skip(
        shop.fence(),
        "pages",
        DayRange.of(DAY.plusDays(3)),
        "too_much_data",
        "a day too large",
        Connected.NOW);

    Coverage coverage =
        ledger.coverage(
            shop.workspaceId(),
            shop.integrationId(),
            "pages",
            new DayRange(DAY.minusDays(1), DAY.plusDays(3)));

    assertThat(coverage)
        .isEqualTo(new Coverage("pages", 2, 2, 1, 3, 0, 2, 1, 0, Optional.of(DAY.plusDays(1))));
  }
}
