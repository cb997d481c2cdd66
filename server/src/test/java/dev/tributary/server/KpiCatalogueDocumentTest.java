package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.kpi.Catalogue;
import dev.tributary.engine.kpi.CatalogueEntry;
import dev.tributary.engine.kpi.CatalogueEntry.BreakdownBy;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue in docs/kpis.md is that of the installed providers. */
class KpiCatalogueDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/kpis.md");
  private static final String BEGIN = "<!-- catalogue: written by KpiCatalogueDocumentTest -->\n";
  private static final String END = "<!-- end of the catalogue -->";

  @Test
  void the_catalogue_in_the_documents_is_the_one_that_is_offered() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    String wanted = document.substring(0, begin) + table() + document.substring(end);
    if (Boolean.getBoolean("tributary.write-reference")) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(wanted);
  }

  private static String table() {
    return "\n| KPI | unit | adds up | formula | home stream | source fields | broken down by | what it is |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        + Catalogue.of(descriptors()).entries().stream()
            .map(KpiCatalogueDocumentTest::line)
            .collect(Collectors.joining())
        + "\n";
  }

  private static String line(CatalogueEntry entry) {
    return "| `%s` %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            entry.id(),
            entry.label(),
            entry.unit().name().toLowerCase(Locale.ROOT),
            switch (entry.additivity()) {
              case SUM -> "sum";
              case RATIO_OF_SUMS -> "ratio of sums";
              case AS_FETCHED -> "as fetched";
            },
            entry.formula(),
            entry.homeStream().orElse(""),
            String.join(", ", entry.sourceFields()),
            String.join(
                ", ",
                entry.dimensions().stream()
                    .map(KpiCatalogueDocumentTest::dimension)
                    .distinct()
                    .toList()),
            entry.definition()
                + entry.missing().map(missing -> " (For now " + missing + ".)").orElse(""));
  }

  private static String dimension(BreakdownBy by) {
    return by.usual() ? by.name() : by.stream() + "." + by.name();
  }

  private static List<ProviderDescriptor> descriptors() {
    return ServiceLoader.load(AdapterFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .map(factory ->
            factory
                .create(
                    new ProviderEnvironment(
                        factory.addresses(), factory.versions(), Optional::empty))
                .describe())
        .toList();
  }
}
