package dev.tributary.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HomePageTest {
  private static final String HOSTILE = "<script>alert('x')</script>&\"";

  private static Status.Report report(List<Status.OfIntegration> integrations) {
    return new Status.Report(
        Instant.EPOCH,
        integrations,
        List.of(),
        0,
        new Status.Node("node", List.of("api")),
        List.of());
  }

  @Test
  void an_accounts_name_is_never_markup() {
    Status.OfIntegration hostile =
        new Status.OfIntegration(
            new UUID(1, 2),
            HOSTILE,
            HOSTILE,
            "1",
            "connected",
            HOSTILE,
            HOSTILE,
            HOSTILE,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(new Status.OfStream(HOSTILE, 1, 2, 3, 4, 5, 6)),
            new Status.Jobs(0, 1),
            List.of(HOSTILE));
    String page = Html.page(HOSTILE, HomePage.overview(report(List.of(hostile))));
    assertThat(page).doesNotContain("<script", "alert('x')").contains("&lt;script&gt;alert(&#39;x");
  }

  @Test
  void an_empty_installation_says_what_to_do() {
    assertThat(HomePage.overview(report(List.of())))
        .contains("./tributary connect google_analytics");
  }
}
