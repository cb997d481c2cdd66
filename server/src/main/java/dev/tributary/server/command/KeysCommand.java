package dev.tributary.server.command;

import dev.tributary.engine.vault.MasterKey;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.terminal.Terminal;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "keys",
    description = "Makes the key that wraps every stored credential.",
    footer = {"", "Example:", "  ./tributary keys generate --out ./key"})
final class KeysCommand extends Command {
  @CommandLine.Parameters(
      index = "0",
      paramLabel = "generate",
      description = "generate: make a new key")
  String verb = "";

  @CommandLine.Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the key to a new file that only you can read, instead of stdout")
  @Nullable Path out;

  KeysCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) {
    if (!verb.equals("generate")) {
      throw new Problem(ExitCode.USAGE, "keys knows the word generate, not " + verb + ".");
    }
    Secret key = MasterKey.generate();
    answer.put("ok", true).put("keyId", MasterKey.parse(key).id());
    if (out == null) {
      answer.put("key", key.reveal());
      say.print(key.reveal());
      say.note("Keep a copy in a safe place: without it no stored credential can be opened again.");
    } else {
      write(out, key);
      answer.put("file", out.toString());
      say.note(
          "The key is in "
              + out
              + ". Set TRIBUTARY_KEY_FILE to it, and keep a copy in a safe place.");
    }
    return ExitCode.OK;
  }

  /** Makes a new file that its owner alone can read. */
  static void write(Path file, Secret key) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, key.reveal() + "\n", StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "There is a file " + file + " already; a key is never overwritten. Choose another name.",
          e);
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT, "The key cannot be written to " + file + "; check the folder.", e);
    }
  }
}
