package dev.tributary.e2e.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/** The rules of WCAG 2.2, A and AA, as axe-core knows them. */
final class Axe {
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private Axe() {}

  /** What is broken, one line each; empty of a good page. */
  static List<String> violations(Page page) {
    return new AxeBuilder(page)
        .withTags(RULES).analyze().getViolations().stream()
            .flatMap(rule ->
                rule.getNodes().stream()
                    .map(node ->
                        "%s: %s at %s".formatted(rule.getId(), rule.getHelp(), node.getTarget())))
            .toList();
  }
}
