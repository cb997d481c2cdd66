package dev.tributary.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {
  private static final Path HOME = Path.of("/home/ada");
  private static final Path DATA = Path.of("/data/db");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"SunOS,sparcv9", "Windows 11,amd64", "Mac OS X,ppc", "Linux,riscv64"})
  void a_machine_without_binaries_is_told_to_bring_its_own_postgres(String os, String cpu) {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> Binaries.archive(os, cpu))
        .withMessageContaining(os + " on " + cpu)
        .withMessageContaining("PostgreSQL 15 or newer");
  }

  @Test
  void a_cache_that_cannot_be_written_gives_way_to_the_next() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "no folder");
    assertThatIOException()
        .isThrownBy(() -> Binaries.unpacked(List.of(file, file)))
        .withMessageContaining("no folder can be written to");
    var home = Binaries.unpacked(List.of(file, folder.resolve("cache")));
    assertThat(home).hasParent(folder.resolve("cache"));
    assertThat(home.resolve("bin/postgres")).isExecutable();
    assertThat(home.resolve("share")).isDirectory();
  }

  @Test
  void what_an_interrupted_unpacking_left_is_thrown_away() throws Exception {
    var archive = Binaries.archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    var half = folder.resolve(Binaries.folderName(archive) + ".new");
    Files.createDirectories(half);
    Files.writeString(half.resolve("junk"), "half");
    assertThat(Binaries.unpacked(List.of(folder)).resolve("junk")).doesNotExist();
    assertThat(half).doesNotExist();
  }

  @Test
  void roots_cache_can_be_entered_by_the_user_it_switches_to() {
    assertThat(Binaries.folders(0, Optional.empty(), Path.of("/root"), DATA))
        .startsWith(Path.of("/var/cache/tributary"));
  }

  @Test
  void a_users_cache_follows_the_desktops_rule() {
    assertThat(Binaries.folders(1000, Optional.of("/scratch"), HOME, DATA))
        .containsExactly(Path.of("/scratch/tributary"), DATA.resolve("binaries"));
    for (var unusable :
        List.of(Optional.of("relative"), Optional.of(""), Optional.<String>empty())) {
      assertThat(Binaries.folders(1000, unusable, HOME, DATA))
          .startsWith(HOME.resolve(".cache/tributary"));
    }
  }
}
