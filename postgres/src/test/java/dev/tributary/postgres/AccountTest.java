package dev.tributary.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.security.auth.module.UnixSystem;
import dev.tributary.postgres.EmbeddedPostgresException.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice alone; who may do what on a real machine is in {@link ProcessTest}. */
class AccountTest {
  private static final long US = new UnixSystem().getUid();

  @TempDir Path folder;

  @Test
  void an_ordinary_user_may_not_use_anothers_folder() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> choose(US + 1, program("unshare", 0)))
        .withMessageContaining("belongs to another user (number %d)", US)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_WRITABLE));
  }

  @Test
  void an_ordinary_user_stays_itself() throws Exception {
    if (US != 0) {
      assertThat(choose(US, program("unshare", 0))).isEqualTo(new Account.Same());
    }
    var same = new Account.Same();
    same.own(folder);
    assertThat(same.prefix()).isEmpty();
  }

  @Test
  void root_is_told_when_the_other_user_cannot_reach_the_folder() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> choose(0, program("setpriv", 1)))
        .withMessageContaining("cannot reach " + folder.resolve("db"))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED));
  }

  @Test
  void root_is_told_what_to_install_when_nothing_is_there() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> choose(0, new Tools(List.of())))
        .withMessageContaining("install util-linux");
  }

  @Test
  void root_without_user_namespaces_becomes_another_user_and_keeps_its_secrets() throws Exception {
    var account = (Account.Other) choose(0, program("setpriv", 0));
    assertThat(account.uid()).isEqualTo(US == 0 ? Account.NOBODY : US);
    assertThat(account.prefix())
        .contains("--clear-groups", "--reuid=" + account.uid())
        .doesNotContain("--ambient-caps=+dac_override");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("db"))))
        .isEqualTo("rwx--x--x");
  }

  @Test
  void passing_closed_folders_is_the_only_privilege_that_another_user_is_given() {
    assertThat(new Account.Other("setpriv", 65_534, true).prefix())
        .containsExactly(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override");
  }

  @Test
  void a_folder_that_is_the_other_users_already_is_left_alone() throws Exception {
    new Account.Other("setpriv", US, false).own(folder);
    assertThat(Files.getAttribute(folder, "unix:uid")).isEqualTo((int) US);
  }

  private Account choose(long uid, Tools tools) throws Exception {
    var directory = Files.createDirectories(folder.resolve("db"));
    return Account.choose(tools, uid, directory, directory.resolve("cluster"), folder);
  }

  /** A machine with one program, which ends at once with {@code code}. */
  private Tools program(String name, int code) {
    try {
      var program = folder.resolve(name);
      Files.writeString(program, "#!/bin/sh\nexit " + code + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new Tools(List.of(folder));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
