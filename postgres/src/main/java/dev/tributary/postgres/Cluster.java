package dev.tributary.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a new, empty cluster. One that was interrupted leaves nothing that a later start would take
 * for whole.
 */
final class Cluster {
  /**
   * Of passwords that are stored from then on. Ours are 192 random bits, which more rounds make no
   * harder to guess; but they would cost each new connection some 20 ms of processor time.
   */
  private static final int SCRAM_ITERATIONS = 1;

  private Cluster() {}

  static void create(DataDirectory data, Path binaries, Account account, boolean durable)
      throws IOException, InterruptedException {
    var unfinished = data.unfinished();
    var passwordFile = data.root().resolve("password.new");
    Trees.delete(unfinished);
    Files.createDirectory(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      DataDirectory.writeSecret(passwordFile, data.newPassword());
      account.own(passwordFile);
      account.own(unfinished);
      initdb(data, binaries, account, durable, passwordFile);
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.move(unfinished, data.cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void initdb(
      DataDirectory data, Path binaries, Account account, boolean durable, Path passwordFile)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(account.prefix());
    command.addAll(
        List.of(
            binaries.resolve("bin/initdb").toString(),
            "--pgdata=" + data.unfinished(),
            "--username=tributary",
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--set=scram_iterations=" + SCRAM_ITERATIONS,
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions"));
    if (!durable) {
      command.add("--no-sync");
    }
    var builder =
        new ProcessBuilder(command).directory(data.root().toFile()).redirectErrorStream(true);
    Server.environment(builder);
    var process = builder.start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        data.turnLog();
        Files.writeString(data.log(), output);
        throw Complaint.of("Making a new database", data.root(), output, data.log());
      }
    } finally {
      process.destroy();
    }
  }
}
