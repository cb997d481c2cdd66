package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DescriptorTest {
  private final AdapterFactory factory =
      ServiceLoader.load(AdapterFactory.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(found -> found.provider().equals("google_analytics"))
          .findFirst()
          .orElseThrow();
  private final ProviderDescriptor descriptor =
      factory
          .create(new ProviderEnvironment(factory.addresses(), factory.versions(), Optional::empty))
          .describe();

  @Test
  void the_factory_is_found_and_knows_googles_addresses() {
    assertThat(factory.addresses().get("data")).hasHost("analyticsdata.googleapis.com");
    assertThat(factory.versions()).containsEntry("adminAlpha", "v1alpha");
  }

  @Test
  void every_report_keeps_googles_limits() {
    for (StreamDescriptor stream : descriptor.streams()) {
      if (stream.kind() == StreamKind.DAY) {
        Report report = Report.rows(stream, Map.of());
        assertThat(report.metrics()).hasSizeLessThanOrEqualTo(10).doesNotHaveDuplicates();
        assertThat(report.dimensions()).hasSizeLessThanOrEqualTo(9).startsWith("date");
      }
    }
  }

  @Test
  void a_report_beyond_the_limits_cannot_be_made() {
    List<String> eleven = IntStream.range(0, 11).mapToObj(i -> "m" + i).toList();
    assertThatThrownBy(() -> new Report(List.of(), eleven, List.of()))
        .hasMessageContaining("at most ten");
    assertThatThrownBy(() -> new Report(eleven, List.of(), List.of()))
        .hasMessageContaining("at most ten");
    assertThatThrownBy(() -> Report.totals(descriptor.stream("properties")))
        .hasMessageContaining("no report");
  }

  @Test
  void distinct_users_stand_in_period_streams_only() {
    for (StreamDescriptor stream : descriptor.streams()) {
      if (stream.kind() == StreamKind.DAY) {
        assertThat(Report.rows(stream, Map.of()).metrics())
            .doesNotContain("totalUsers", "activeUsers");
      }
    }
  }

  @Test
  void no_field_has_its_old_name() {
    assertThat(descriptor.streams())
        .flatExtracting(stream -> stream.measures().stream().map(m -> m.field()).toList())
        .contains("keyEvents")
        .noneMatch(field -> field.contains("onversion"));
  }

  @Test
  void attributed_credit_settles_later_than_sessions() {
    assertThat(descriptor.stream("attributed").restatement().horizonDays()).isEqualTo(14);
    assertThat(descriptor.stream("channels").restatement().horizonDays()).isEqualTo(3);
    assertThat(descriptor.stream("channels").restatement().auditDays()).containsExactly(31, 91);
  }

  @Test
  void every_kpi_is_explained_and_no_distinct_measure_is_divided_or_summed() {
    for (Kpi kpi : descriptor.kpis()) {
      assertThat(kpi.definition()).as(kpi.id()).endsWith(".");
      StreamKind kind = descriptor.stream(kpi.homeStream()).kind();
      assertThat(kpi.formula() instanceof Kpi.Formula.Distinct)
          .as(kpi.id())
          .isEqualTo(kind == StreamKind.PERIOD);
    }
  }

  @Test
  void settings_name_every_stream_that_may_be_switched_off() {
    JsonNode schema = new JsonMapper().readTree(descriptor.settingsSchema());
    List<String> switches =
        schema.path("properties").propertyNames().stream()
            .filter(name -> name.startsWith("streams."))
            .map(name -> name.substring("streams.".length()))
            .toList();
    assertThat(switches)
        .containsExactlyElementsOf(
            descriptor.streams().stream()
                .filter(stream -> stream.kind() != StreamKind.SNAPSHOT)
                .map(StreamDescriptor::name)
                .filter(name -> !name.equals("overview"))
                .toList());
    for (JsonNode property : schema.path("properties")) {
      assertThat(property.path("title").asString("")).isNotEmpty();
      assertThat(property.path("description").asString("")).endsWith(".");
      assertThat(property.has("default")).isTrue();
    }
  }

  @Test
  void the_admin_apis_rate_counts_what_is_asked_of_it_and_nothing_else() {
    assertThat(descriptor.limits().inFlightMax()).isEqualTo(10);
    ProviderLimits.Rate admin =
        descriptor.limits().rates().stream()
            .filter(rate -> rate.scope() == ProviderLimits.Scope.APP)
            .findFirst()
            .orElseThrow();
    assertThat(admin.requests()).isEqualTo(1_200);
    for (StreamDescriptor stream : descriptor.streams()) {
      assertThat(admin.counts(stream.name())).isEqualTo(stream.kind() == StreamKind.SNAPSHOT);
    }
  }
}
