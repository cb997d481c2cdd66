package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DescriptorTest {
  private final ProviderDescriptor descriptor =
      new ResendFactory()
          .create(
              new ProviderEnvironment(new ResendFactory().addresses(), Map.of(), Optional::empty))
          .describe();

  @Test
  void the_service_loader_finds_the_factory() {
    assertThat(ServiceLoader.load(AdapterFactory.class))
        .extracting(AdapterFactory::provider)
        .containsExactly("resend");
    assertThat(new ResendFactory().addresses())
        .hasEntrySatisfying("api", base -> assertThat(base).hasToString("https://api.resend.com"));
  }

  @Test
  void no_rate_of_resend_is_stored_or_asked_for() {
    assertThat(descriptor.streams())
        .flatMap(StreamDescriptor::measures)
        .extracting(Measure::field)
        .noneMatch(field -> field.endsWith("_rate"));
    assertThat(descriptor.kpis())
        .filteredOn(kpi -> kpi.id().endsWith("_rate"))
        .hasSize(7)
        .allMatch(kpi -> kpi.formula() instanceof Kpi.Formula.Ratio);
  }

  @Test
  void different_opens_and_clicks_stand_in_a_period_stream_only() {
    assertThat(descriptor.streams())
        .filteredOn(stream ->
            stream.measures().stream()
                .anyMatch(measure -> measure.additivity() == Measure.Additivity.DISTINCT))
        .extracting(StreamDescriptor::kind)
        .containsExactly(StreamKind.PERIOD);
  }

  @Test
  void rates_of_opens_and_clicks_leave_out_who_does_not_track() {
    assertThat(kpi("open_rate").formula())
        .isEqualTo(new Kpi.Formula.Ratio("unique_opened", "delivered_with_opens"));
    assertThat(kpi("click_rate").formula())
        .isEqualTo(new Kpi.Formula.Ratio("unique_clicked", "delivered_with_clicks"));
    assertThat(kpi("click_to_open_rate").formula())
        .isEqualTo(new Kpi.Formula.Ratio("unique_clicked_with_both", "unique_opened_with_both"));
  }

  @Test
  void the_kpis_that_blended_ones_divide_by_are_there() {
    assertThat(kpi("delivered").formula()).isEqualTo(new Kpi.Formula.Sum("delivered"));
    assertThat(kpi("bounce_rate").formula()).isEqualTo(new Kpi.Formula.Ratio("bounced", "sent"));
    assertThat(kpi("delivery_rate").homeStream()).isEqualTo("emails");
  }

  @Test
  void days_are_read_again_for_five_weeks_and_a_day_is_whole_when_no_cache_holds_its_end() {
    StreamDescriptor emails = descriptor.stream("emails");
    assertThat(emails.restatement().horizonDays()).isEqualTo(35);
    assertThat(emails.processingLag()).isGreaterThan(java.time.Duration.ofMinutes(15));
    assertThat(emails.retention()).as("it is found in the answers").isEmpty();
  }

  @Test
  void switches_of_the_settings_are_streams() {
    JsonNode properties =
        JsonMapper.shared().readTree(descriptor.settingsSchema()).path("properties");
    List<String> switches =
        properties.propertyNames().stream()
            .filter(name -> name.startsWith("streams."))
            .map(name -> name.substring("streams.".length()))
            .toList();
    assertThat(switches).containsExactly("engagement");
    assertThat(descriptor.streams()).extracting(StreamDescriptor::name).containsAll(switches);
  }

  private Kpi kpi(String id) {
    return descriptor.kpis().stream().filter(kpi -> kpi.id().equals(id)).findFirst().orElseThrow();
  }
}
