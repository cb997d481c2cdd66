package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void equal_texts_are_one_string() {
    Texts texts = new Texts();
    char[] chars = "xOrganic SearchxOrganic Search".toCharArray();
    String first = texts.of(chars, 1, 14);
    assertThat(first).isEqualTo("Organic Search");
    assertThat(texts.of(chars, 16, 14)).isSameAs(first);
    assertThat(texts.of(chars, 0, 0)).isEmpty();
  }

  @Test
  void many_texts_are_all_kept_apart_and_memory_is_bounded() {
    Texts texts = new Texts();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100_000; i++) {
        String text = "/page/" + i;
        assertThat(texts.of(text.toCharArray(), 0, text.length())).isEqualTo(text);
      }
    }
    char[] early = "/page/7".toCharArray();
    assertThat(texts.of(early, 0, 7)).isSameAs(texts.of(early, 0, 7));
    char[] late = "/page/99999".toCharArray();
    assertThat(texts.of(late, 0, 11)).isNotSameAs(texts.of(late, 0, 11));
  }

  @Test
  void texts_with_one_hash_are_kept_apart() {
    Texts texts = new Texts();
    assertThat(texts.of("AaBB".toCharArray(), 0, 4)).isEqualTo("AaBB");
    assertThat(texts.of("BBAa".toCharArray(), 0, 4)).isEqualTo("BBAa");
    assertThat(texts.of("AaAa".toCharArray(), 0, 4)).isEqualTo("AaAa");
  }
}
