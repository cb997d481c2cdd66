package dev.tributary.e2e.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The rules of WCAG 2.2, A and AA, as axe-core knows them. */
final class Axe {
  private static final String ALL =
      "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
          + " 'best-practice']}";

  /** What a theme can break: it changes colours and nothing else. */
  private static final String COLOURS = "{type: 'rule', values: ['color-contrast']}";

  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, {runOnly: %s, resultTypes: ['violations']});
        return found.violations.flatMap(rule =>
            rule.nodes.map(node => rule.id + ': ' + rule.help + ' at ' + node.target));
      }
      """;

  private Axe() {}

  /** What is broken, one line each; empty of a good page. */
  static List<?> violations(Page page) {
    return run(page, ALL);
  }

  /** The same of a page that was looked at in another theme. */
  static List<?> unreadable(Page page) {
    return run(page, COLOURS);
  }

  private static List<?> run(Page page, String rules) {
    if (Boolean.TRUE.equals(page.evaluate("typeof axe === 'undefined'"))) {
      page.evaluate(source());
    }
    Object found = page.evaluate(RUN.formatted(rules));
    return found instanceof List<?> lines ? lines : List.of(Map.of("no answer of axe", found));
  }

  private static String source() {
    try (InputStream script = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      if (script == null) {
        throw new AssertionError("axe.min.js is not in its jar");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
