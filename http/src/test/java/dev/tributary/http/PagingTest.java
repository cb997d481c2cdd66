package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.SyncException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagingTest {

  @Test
  void a_trail_is_complete_when_every_promised_row_came() throws Exception {
    PageTrail trail = PageTrail.START;
    assertThat(trail.complete()).isFalse();
    trail = trail.after(250, 100, 11);
    trail = trail.after(250, 100, 22);
    assertThat(trail.complete()).isFalse();
    trail = trail.after(250, 50, 33);
    assertThat(trail.complete()).isTrue();
    assertThat(trail.pages()).isEqualTo(3);
  }

  @Test
  void an_empty_list_is_complete_after_one_page() throws Exception {
    assertThat(PageTrail.START.after(0, 0, 0).complete()).isTrue();
  }

  @Test
  void a_repeated_page_is_refused_next_to_the_first_or_the_last() throws Exception {
    PageTrail two = PageTrail.START.after(900, 100, 11).after(900, 100, 22);
    assertThatThrownBy(() -> two.after(900, 100, 22)).hasMessageContaining("same page twice");
    assertThatThrownBy(() -> two.after(900, 100, 11)).hasMessageContaining("same page twice");
  }

  @Test
  void fewer_rows_than_promised_are_refused() throws Exception {
    PageTrail trail = PageTrail.START.after(300, 100, 11);
    assertThatThrownBy(() -> trail.after(300, 0, 0))
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("promised 300 rows and stopped after 100");
  }

  @Test
  void more_rows_than_promised_are_refused() {
    assertThatThrownBy(() -> PageTrail.START.after(10, 11, 1)).hasMessageContaining("sent 11");
  }

  @Test
  void a_list_that_changes_while_it_is_read_is_refused() throws Exception {
    PageTrail trail = PageTrail.START.after(300, 100, 11);
    assertThatThrownBy(() -> trail.after(301, 100, 22)).hasMessageContaining("changed meanwhile");
  }

  @Test
  void endless_pages_end() {
    PageTrail long1 = new PageTrail(1_000_000, 10_000, PageTrail.PAGES_MAX, 1, 2);
    assertThatThrownBy(() -> long1.after(1_000_000, 1, 3)).hasMessageContaining("10000 pages");
  }

  @Test
  void a_trail_travels_as_text() throws Exception {
    PageTrail trail = PageTrail.START.after(250, 100, -7).after(250, 100, Long.MIN_VALUE);
    assertThat(PageTrail.decoded(trail.encoded())).isEqualTo(trail);
    assertThatThrownBy(() -> PageTrail.decoded("1.2")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linked_pages_end_with_no_token_and_never_run_in_a_circle() throws Exception {
    PageTokens tokens = new PageTokens(10);
    assertThat(tokens.next(Optional.of("a"))).contains("a");
    assertThat(tokens.next(Optional.of("b"))).contains("b");
    assertThat(tokens.next(Optional.of(""))).isEmpty();
    assertThat(tokens.next(Optional.empty())).isEmpty();
    assertThatThrownBy(() -> tokens.next(Optional.of("a")))
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("no end");
  }

  @Test
  void linked_pages_are_counted() throws Exception {
    PageTokens tokens = new PageTokens(2);
    tokens.next(Optional.of("a"));
    assertThatThrownBy(() -> tokens.next(Optional.of("b"))).hasMessageContaining("no end");
  }
}
