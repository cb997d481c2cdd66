package dev.tributary.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The page from which a browser loads the web UI. A build on a machine without Node has none, and
 * says so instead.
 */
final class UserInterface {
  private static final String PAGE = "/static/index.html";
  private static final String ABSENT =
      "<p>Tributary runs, and was built without its web UI: Node.js was missing. Install Node.js"
          + " 20.19 or newer with npm and start Tributary again. Until then <code>./tributary"
          + " status</code> shows what is connected; the REST API is at <code>/api/v1</code>.</p>";

  private final String page;

  private UserInterface(@Nullable String built) {
    this.page = built == null ? Html.page("Tributary", ABSENT) : built;
  }

  static UserInterface ofThisBuild() {
    try (InputStream built = UserInterface.class.getResourceAsStream(PAGE)) {
      return built == null
          ? absent()
          : new UserInterface(new String(built.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static UserInterface absent() {
    return new UserInterface(null);
  }

  String page() {
    return page;
  }
}
