package dev.tributary.server.web;

import dev.tributary.server.api.ProblemCatalogue;

/** The catalogue of problems as a page. */
final class ProblemsReference {
  private ProblemsReference() {}

  static String html() {
    StringBuilder body = new StringBuilder("<p>The code of a problem, and what to do.</p>");
    for (ProblemCatalogue.Entry entry : ProblemCatalogue.all()) {
      body.append(
          "<h2 id=\"%1$s\"><code>%1$s</code></h2><p>%2$d. %3$s. %4$s%5$s</p>"
              .formatted(
                  Html.escape(entry.code()),
                  entry.status(),
                  Html.escape(entry.title()),
                  Html.escape(entry.nextAction()),
                  entry.retryable() ? " The same request may succeed later." : ""));
    }
    return body.toString();
  }
}
