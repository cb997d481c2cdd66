package dev.tributary.testkit;

import dev.tributary.spi.*;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the example says about itself. */
final class ExampleDescriptor {
  private static final StreamDescriptor VISITS =
      new StreamDescriptor(
          "visits",
          StreamKind.DAY,
          1,
          "Visits",
          "Visits by page",
          List.of(new Dimension("page", "page")),
          List.of(),
          List.of(Measure.count("visits", "visits")),
          List.of(),
          new Restatement(1, 2, List.of()),
          Optional.empty(),
          Duration.ZERO,
          31);

  private static final Kpi KPI =
      new Kpi(
          "visits",
          "Visits",
          Unit.COUNT,
          new Kpi.Formula.Sum("visits"),
          "visits",
          "Times that a page was opened.",
          List.of("visits"));

  static final ProviderDescriptor DESCRIPTOR =
      new ProviderDescriptor(
          "example",
          "Example",
          "site",
          List.of(ProviderDescriptor.Login.API_KEY),
          "{\"type\":\"object\"}",
          List.of(VISITS),
          List.of(KPI));

  private ExampleDescriptor() {}
}
