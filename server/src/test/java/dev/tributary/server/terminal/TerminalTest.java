package dev.tributary.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(boolean live, boolean color, boolean unicode) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        live,
        color,
        unicode);
  }

  @Test
  void a_pipe_gets_plain_lines_one_for_every_tenth() {
    ProgressBar bar = new ProgressBar(terminal(false, false, true), "Days", Instant.EPOCH);
    for (int day = 0; day <= 90; day++) {
      bar.show(day, 90, "", Instant.EPOCH);
    }
    bar.close();
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(11)
        .first()
        .isEqualTo("Days: 0 of 90");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .doesNotContain("\r")
        .endsWith("Days: 90 of 90\n");
  }

  @Test
  void a_live_terminal_redraws_one_line_and_says_what_is_left() {
    ProgressBar bar = new ProgressBar(terminal(true, true, true), "Days", Instant.EPOCH);
    bar.show(0, 90, "", Instant.EPOCH.plusSeconds(1));
    bar.show(30, 90, "waiting until 14:32", Instant.EPOCH.plusSeconds(10));
    bar.show(30, 90, "waiting until 14:32", Instant.EPOCH.plusSeconds(10));
    bar.show(90, 90, "", Instant.EPOCH.plusSeconds(30));
    bar.close();
    String drawn = err.toString(StandardCharsets.UTF_8);
    assertThat(drawn).contains("30/90, 20 s left, waiting until 14:32").endsWith("90/90\n");
    assertThat(drawn.split("\r")).hasSize(4);
  }

  @Test
  void nothing_to_do_is_shown_as_done() {
    ProgressBar bar = new ProgressBar(terminal(true, false, false), "Days", Instant.EPOCH);
    bar.show(0, 0, "", Instant.EPOCH);
    new ProgressBar(terminal(false, false, false), "Days", Instant.EPOCH)
        .show(0, 0, "", Instant.EPOCH);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("#".repeat(30))
        .contains("Days: 0 of 0");
  }

  @Test
  void an_ascii_terminal_gets_no_other_character() {
    Terminal ascii = terminal(false, false, false);
    ascii.print("9 – 10 → … · ✓ ✗ €");
    ascii.note("é");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("9 - 10 -> ... | ok x ?\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("?\n");
    assertThat(ascii.bold("x") + ascii.dim("y")).isEqualTo("xy");
    assertThat(terminal(true, true, true).bold("x") + terminal(true, true, true).dim("y"))
        .isEqualTo("\u001b[1mx\u001b[0m\u001b[2my\u001b[0m");
  }

  @Test
  void with_json_everything_but_the_object_goes_to_err() {
    Terminal json = terminal(false, false, true).withOutForJson();
    json.print("a table");
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a table\n");
  }

  @Test
  void a_process_without_a_terminal_is_neither_live_nor_colored() {
    Terminal process = Terminal.ofProcess(Map.of("NO_COLOR", "1", "TERM", "dumb"));
    assertThat(process.live()).isFalse();
    assertThat(process.color()).isFalse();
    assertThat(process.unicode()).isTrue();
  }

  @Test
  void a_table_aligns_numbers_to_the_right() {
    Table table = new Table("KPI", "value>");
    table.row("Sessions", "1,204");
    table.row("Key events per day", "7");
    table.print(terminal(false, false, true));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "KPI                 value\nSessions            1,204\nKey events per day      7\n");
    assertThatThrownBy(() -> table.row("one"))
        .hasMessage("a row of 1 cells in a table of 2 columns");
  }
}
