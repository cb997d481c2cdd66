package dev.tributary.store;

import static dev.tributary.store.TestSlices.DAY;
import static dev.tributary.store.TestSlices.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Rows;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SliceDigestTest {
  private static ContentHash hash(Object... cells) {
    return SliceDigest.of(TestStreams.PAGES, pages(cells)).day(DAY).hash();
  }

  @Test
  void any_difference_makes_another_hash() {
    Set<ContentHash> hashes = new HashSet<>();
    hashes.add(ContentHash.EMPTY);
    hashes.add(hash(DAY, "a", "b", 1, 2, 3));
    hashes.add(hash(DAY, "a", "b", 2, 1, 3));
    hashes.add(hash(DAY, "a", "b", 1, 2, 4));
    hashes.add(hash(DAY, "b", "a", 1, 2, 3));
    hashes.add(hash(DAY, "ab", "", 1, 2, 3));
    hashes.add(hash(DAY, "", "ab", 1, 2, 3));
    hashes.add(hash(DAY, "A", "b", 1, 2, 3));
    hashes.add(hash(DAY, "a", "b", 1, 2, 3, DAY, "a", "b", 1, 2, 3));
    hashes.add(hash(DAY, "a", "b", 1, 2, 3, DAY, "c", "b", 1, 2, 3));

    assertThat(hashes).hasSize(10);
  }

  @Test
  void the_order_of_rows_makes_none() {
    assertThat(hash(DAY, "a", "b", 1, 2, 3, DAY, "c", "d", 4, 5, 6))
        .isEqualTo(hash(DAY, "c", "d", 4, 5, 6, DAY, "a", "b", 1, 2, 3));
  }

  @Test
  void the_day_itself_makes_none() {
    SliceDigest digest =
        SliceDigest.of(
            TestStreams.PAGES, pages(DAY, "a", "b", 1, 2, 3, DAY.plusDays(1), "a", "b", 1, 2, 3));

    assertThat(digest.day(DAY).hash()).isEqualTo(digest.day(DAY.plusDays(1)).hash());
    assertThat(digest.days()).containsExactly(DAY, DAY.plusDays(1));
  }

  @Test
  void what_is_stored_alike_is_hashed_alike() {
    assertThat(hash(DAY, "nu\0l", "b", 1, 2, 3)).isEqualTo(hash(DAY, "nul", "b", 1, 2, 3));
  }

  @Test
  void a_day_without_rows_is_empty() {
    DayDigest digest = SliceDigest.of(TestStreams.PAGES, Rows.empty(TestStreams.PAGES)).day(DAY);

    assertThat(digest).isEqualTo(DayDigest.empty(DAY, 3));
    assertThat(digest.totals()).containsExactly(0L, 0L, 0L);
  }

  @Test
  void days_that_alternate_are_told_apart() {
    SliceDigest digest =
        SliceDigest.of(
            TestStreams.PAGES,
            pages(
                DAY,
                "a",
                "",
                1,
                10,
                0,
                DAY.plusDays(1),
                "a",
                "",
                2,
                20,
                0,
                DAY,
                "b",
                "",
                4,
                40,
                0));

    assertThat(digest.day(DAY).totals()).containsExactly(5L, 50L, 0L);
    assertThat(digest.day(DAY).mainTotal()).isEqualTo(5);
    assertThat(digest.day(DAY).rows()).isEqualTo(2);
    assertThat(digest.day(DAY.plusDays(1)).mainTotal()).isEqualTo(2);
  }

  @Test
  void a_sum_out_of_range_is_an_error() {
    Rows rows = pages(DAY, "a", "", Long.MAX_VALUE, 0, 0, DAY, "b", "", 1, 0, 0);

    assertThatThrownBy(() -> SliceDigest.of(TestStreams.PAGES, rows))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void distinct_numbers_are_not_added_up() {
    Rows rows = Rows.builder(TestStreams.USERS).row(DAY).text(0, "day").number(0, 7).build();

    assertThat(SliceDigest.of(TestStreams.USERS, rows).day(DAY).mainTotal()).isZero();
  }

  @Test
  void a_hash_is_kept_as_sixteen_bytes() {
    ContentHash hash = new ContentHash(0x0123456789abcdefL, -2);

    assertThat(ContentHash.of(hash.bytes())).isEqualTo(hash);
    assertThat(hash).hasToString("0123456789abcdeffffffffffffffffe");
  }

  @Test
  void a_text_is_cut_between_characters() {
    byte[] cut = TextColumn.stored("aä".repeat(400), 500);

    assertThat(new String(cut, StandardCharsets.UTF_8)).doesNotContain("\uFFFD").contains("~");
    assertThat(cut).hasSize(499 + 33);
    assertThat(TextColumn.stored("ä".repeat(400), 500)).hasSize(500 + 33);
    assertThat(TextColumn.stored("ä".repeat(250), 500)).hasSize(500);
  }

  @Test
  void a_row_longer_than_the_buffer_is_hashed_whole() {
    Rows.Builder longName =
        Rows.builder(TestStreams.CAMPAIGNS).row(DAY).text(0, "1").text(1, "x".repeat(9_000));
    Rows.Builder longerName =
        Rows.builder(TestStreams.CAMPAIGNS).row(DAY).text(0, "1").text(1, "x".repeat(9_001));

    assertThat(SliceDigest.of(TestStreams.CAMPAIGNS, longName.build()).day(DAY).hash())
        .isNotEqualTo(SliceDigest.of(TestStreams.CAMPAIGNS, longerName.build()).day(DAY).hash());
  }
}
