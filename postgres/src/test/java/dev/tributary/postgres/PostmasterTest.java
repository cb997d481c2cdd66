package dev.tributary.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmasterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\n", "999999999999999999\n", "12345678901234567890123\n"})
  void a_file_that_names_no_process_is_left_to_postgres(String content) throws Exception {
    try (var data = DataDirectory.hold(folder)) {
      Files.createDirectories(data.cluster());
      Files.writeString(data.postmasterPid(), content);
      Postmaster.makeWay(data);
      assertThat(data.postmasterPid()).hasContent(content);
    }
  }

  @Test
  void it_is_ready_when_line_eight_says_so() {
    var lines = List.of("1", "/db", "1", "5432", "", "127.0.0.1", "", "ready   ");
    assertThat(new Postmaster(lines).isReady()).isTrue();
    assertThat(new Postmaster(lines.subList(0, 7)).isReady()).isFalse();
    assertThat(new Postmaster(List.of("1", "/db", "1", "5432", "", "", "", "starting")).isReady())
        .isFalse();
  }
}
