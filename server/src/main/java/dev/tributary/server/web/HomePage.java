package dev.tributary.server.web;

import dev.tributary.server.api.Public;
import dev.tributary.server.app.BackendSource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A plain overview, and the answer to whether the server lives. */
@RestController
final class HomePage {
  private final BackendSource backend;

  HomePage(BackendSource backend) {
    this.backend = backend;
  }

  /** Up means that the database answers too. */
  @Public
  @GetMapping("/health")
  Map<String, String> health() {
    backend.get().database().clock().instant();
    return Map.of("app", "tributary", "status", "up");
  }

  /** Names of accounts are shown to people on this machine only, until there is a sign-in. */
  @Public
  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
  String home(HttpServletRequest request) {
    return Callers.localPerson(request)
        ? Html.page("Tributary", overview(new Status(backend.get()).report()))
        : Html.page(
            "Tributary",
            "<p>It runs. What is connected is shown on its own machine: <code>./tributary"
                + " status</code>.</p>");
  }

  static String overview(Status.Report report) {
    StringBuilder body = new StringBuilder();
    if (report.integrations().isEmpty()) {
      body.append(
          "<p>Nothing is connected yet. Run <code>./tributary connect google_analytics</code>.</p>");
    }
    report.integrations().forEach(integration -> show(integration, body));
    return body.append(
            "<p>As of %s, at most the last 90 days. <code>./tributary status</code> says the same.</p>"
                .formatted(report.now()))
        .toString();
  }

  private static void show(Status.OfIntegration integration, StringBuilder body) {
    body.append(
        "<h2>%s</h2><p>%s, %s. %s</p>"
            .formatted(
                Html.escape(integration.account()),
                Html.escape(integration.provider()),
                Html.escape(integration.state()),
                Html.escape(integration.doing())));
    for (String gaveUp : integration.gaveUp()) {
      body.append("<p>Gave up: ").append(Html.escape(gaveUp)).append("</p>");
    }
    body.append(
        "<table><tr><th>Stream</th><th class=number>Days</th><th class=number>Missing</th>"
            + "<th class=number>May change</th><th class=number>Rows</th></tr>");
    for (Status.OfStream stream : integration.streams()) {
      body.append(
          ("<tr><td>%s</td><td class=number>%d</td><td class=number>%d</td><td class=number>%d</td>"
                  + "<td class=number>%d</td></tr>")
              .formatted(
                  Html.escape(stream.stream()),
                  stream.days(),
                  stream.missingDays(),
                  stream.mayChange(),
                  stream.rows()));
    }
    body.append("</table>");
  }
}
