package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ctrl-C at every stage of a real process: it ends soon, says so, and the next run goes on. */
@Tag("ci")
class CtrlCTest {
  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process demo(int days) throws IOException {
    List<String> command = new ArrayList<>();
    // A build in the background ignores SIGINT, and so would its children.
    if (Files.isExecutable(Path.of("/usr/bin/env"))
        && System.getProperty("os.name").equals("Linux")) {
      command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "demo",
            "--days",
            String.valueOf(days),
            "--data",
            data().toString(),
            "--json"));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    started.add(process);
    return process;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  private void waitFor(Process process, String words) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!err().contains(words)) {
      assertThat(process.isAlive()).as(err()).isTrue();
      assertThat(System.nanoTime()).as("never said %s: %s", words, err()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private JsonNode interrupt(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).as(err()).isTrue();
    assertThat(process.exitValue()).as(err()).isEqualTo(130);
    assertThat(err()).doesNotContain("\tat ", "Exception", "ERROR");
    awaitNoOrphans();
    assertThat(data().resolve("server")).doesNotExist();
    String out = Files.readString(folder.resolve("out"));
    assertThat(out).hasLineCount(1);
    assertThat(out + err()).contains("othing is lost");
    return new JsonMapper().readTree(out);
  }

  /** A PostgreSQL that was just starting is stopped by the end of the process that started it. */
  private void awaitNoOrphans() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!orphans().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(orphans()).isEmpty();
  }

  /** PostgreSQL processes on this folder. */
  private List<String> orphans() throws IOException, InterruptedException {
    Process list = new ProcessBuilder("ps", "-A", "-o", "args").start();
    String all = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    list.waitFor();
    return all.lines().filter(line -> line.contains(data().toString())).toList();
  }

  @Test
  void a_stop_during_the_start_the_backfill_and_afterwards_loses_nothing() throws Exception {
    Process starting = demo(20);
    waitFor(starting, "Starting PostgreSQL");
    assertThat(interrupt(starting).path("error").path("code").asString()).isEqualTo("interrupted");

    Process reading = demo(20);
    waitFor(reading, "Days: ");
    assertThat(interrupt(reading).path("ok").asBoolean()).isFalse();

    Process idle = demo(2);
    waitFor(idle, "Tributary goes on at");
    JsonNode answer = interrupt(idle);
    assertThat(answer.path("ok").asBoolean()).as(err()).isTrue();
    assertThat(answer.path("entry").asString()).contains("/entry#");
  }
}
