package dev.tributary.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The folder of vendors' descriptions, which the project does not contain. */
public final class Specs {
  private Specs() {}

  /** Skips the test, and says so, when {@code TRIBUTARY_SPECS} does not name a folder with it. */
  public static JsonNode read(String name) throws IOException {
    String folder = System.getenv().getOrDefault("TRIBUTARY_SPECS", "");
    Path file = Path.of(folder, name);
    if (folder.isEmpty() || !Files.isReadable(file)) {
      System.out.println("not run: TRIBUTARY_SPECS names no folder with " + name);
      assumeTrue(false, "TRIBUTARY_SPECS names no folder with " + name);
    }
    return JsonMapper.shared().readTree(Files.readString(file));
  }
}
