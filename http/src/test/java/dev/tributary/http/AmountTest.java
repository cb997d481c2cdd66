package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7000000",
    "-7.5, -7500000",
    "1834.5, 1834500000",
    "0.000001, 1",
    "0.0000005, 0",
    "0.0000015, 2",
    "0.0000025, 2",
    "-0.0000015, -2",
    "0.00000050000000001, 1",
    "1., 1000000",
    ".5, 500000",
    "1.5E3, 1500000000",
    "1.25e-5, 12",
    "1e-400000000, 0",
    "0e999999999, 0",
    "123456789012.123456789, 123456789012123457",
    "9223372036854.775807, 9223372036854775807",
    "1234567890123456789e-12, 1234567890123",
  })
  void decimals_become_micros_rounded_half_even(String text, long micros) {
    assertThat(read(text).micros()).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854.775808",
        "99999999999999",
        "1e13",
        "1e999999999",
        "-99999999999999999999",
        "9999999999999.99999999999"
      })
  void what_does_not_fit_is_out_of_range(String text) {
    assertThat(read(text).micros()).isEqualTo(Amount.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "NaN", "Infinity", "1.2.3", "+1", "1e", "1e5x", "١٢"})
  void what_is_no_number_is_refused(String text) {
    assertThat(new Amount().read(text.toCharArray(), 0, text.length())).isFalse();
  }

  @Test
  void a_number_longer_than_any_sensible_one_is_refused() {
    String text = "1" + "0".repeat(100);
    assertThat(new Amount().read(text.toCharArray(), 0, text.length())).isFalse();
  }

  @Test
  void whole_numbers_are_known_in_any_writing() {
    assertThat(read("412").whole()).isTrue();
    assertThat(read("412.000").count()).isEqualTo(412);
    assertThat(read("1E3").whole()).isTrue();
    assertThat(read("1E3").count()).isEqualTo(1_000);
    assertThat(read("0E-5").whole()).isTrue();
    assertThat(read("412.5").whole()).isFalse();
    assertThat(read("1.5E-3").whole()).isFalse();
    assertThat(read("-1E3").negative()).isTrue();
    assertThat(read("9223372036854775807").count()).isEqualTo(Long.MAX_VALUE);
    assertThat(read("9223372036854775808").count()).isEqualTo(Amount.OUT_OF_RANGE);
  }

  @Test
  void products_are_exact_before_they_are_rounded_once() {
    Random random = new Random(20_261_122);
    for (int i = 0; i < 20_000; i++) {
      String mean =
          random.nextInt(5) == 0
              ? Double.toString(random.nextDouble() * 1e-3)
              : new BigDecimal(random.nextDouble() * Math.pow(10, random.nextInt(5)))
                  .setScale(random.nextInt(18), RoundingMode.DOWN)
                  .toPlainString();
      long count = random.nextInt(4) == 0 ? random.nextInt(2_000_000) : random.nextInt(9_000);
      long expected =
          new BigDecimal(mean)
              .multiply(BigDecimal.valueOf(count))
              .setScale(6, RoundingMode.HALF_EVEN)
              .unscaledValue()
              .longValueExact();
      assertThat(read(mean).microsTimes(count)).as(mean + " × " + count).isEqualTo(expected);
    }
  }

  @Test
  void a_reused_amount_forgets_the_one_before() {
    Amount amount = read("1e5");
    char[] next = "xx3.25".toCharArray();
    assertThat(amount.read(next, 2, 4)).isTrue();
    assertThat(amount.micros()).isEqualTo(3_250_000);
  }

  private static Amount read(String text) {
    Amount amount = new Amount();
    assertThat(amount.read(text.toCharArray(), 0, text.length())).as(text).isTrue();
    return amount;
  }
}
