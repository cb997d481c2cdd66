package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DescriptorTest {
  private final ProviderDescriptor descriptor =
      new MetaAdsFactory()
          .create(
              new ProviderEnvironment(
                  new MetaAdsFactory().addresses(),
                  new MetaAdsFactory().versions(),
                  Optional::empty))
          .describe();

  @Test
  void the_service_loader_finds_the_factory() {
    assertThat(ServiceLoader.load(AdapterFactory.class))
        .extracting(AdapterFactory::provider)
        .containsExactly("meta_ads");
  }

  @Test
  void the_newest_version_is_spoken_unless_configured_otherwise() {
    assertThat(new MetaAdsFactory().versions()).containsEntry("graph", "v26.0");
  }

  @Test
  void every_stream_but_the_account_can_be_switched_off() {
    JsonNode properties =
        JsonMapper.shared().readTree(descriptor.settingsSchema()).path("properties");
    List<String> switches =
        properties.propertyNames().stream()
            .filter(name -> name.startsWith("streams."))
            .map(name -> name.substring("streams.".length()))
            .toList();
    assertThat(descriptor.streams())
        .extracting(StreamDescriptor::name)
        .containsAll(switches)
        .hasSize(switches.size() + 4);
  }

  @Test
  void windows_that_meta_removed_are_never_asked_for() {
    assertThat(Streams.WINDOWS).doesNotContain("7d_view", "28d_view");
    assertThat(new Fields(descriptor.stream("ads"), Settings.of(Map.of())).windows()).isTrue();
    String asked =
        InsightsQuery.rows(
                descriptor.stream("ads"),
                new Fields(descriptor.stream("ads"), Settings.of(Map.of())))
            .parameters()
            .get("action_attribution_windows");
    assertThat(asked)
        .isEqualTo("[\"1d_click\",\"7d_click\",\"28d_click\",\"1d_view\",\"1d_ev\",\"default\"]");
  }

  @Test
  void actions_are_told_apart_by_type_alone() {
    assertThat(
            InsightsQuery.rows(
                    descriptor.stream("countries"),
                    new Fields(descriptor.stream("countries"), Settings.of(Map.of())))
                .parameters())
        .containsEntry("action_breakdowns", "[\"action_type\"]")
        .containsEntry("breakdowns", "[\"country\"]")
        .containsEntry("level", "account")
        .doesNotContainKey("action_attribution_windows");
  }

  @Test
  void no_stream_asks_for_numbers_that_must_be_computed_from_sums() {
    for (StreamDescriptor stream : descriptor.streams()) {
      if (stream.kind() == StreamKind.DAY) {
        assertThat(new Fields(stream, Settings.of(Map.of())).asked())
            .doesNotContain("ctr", "cpc", "cpm", "frequency", "reach", "cpp");
      }
    }
  }

  @Test
  void people_stand_in_period_streams_only() {
    for (StreamDescriptor stream : descriptor.streams()) {
      assertThat(stream.measures())
          .allMatch(measure ->
              measure.additivity() == Measure.Additivity.SUM || stream.kind() == StreamKind.PERIOD);
    }
  }

  @Test
  void names_are_joined_by_the_key_of_their_list() {
    assertThat(descriptor.stream("campaigns").dimensions().getFirst().name())
        .isEqualTo("campaign_id")
        .isEqualTo(descriptor.stream("campaign_list").dimensions().getFirst().name());
    for (String list : List.of("campaign_list", "ad_set_list", "ad_list")) {
      assertThat(descriptor.stream(list).attributes().getFirst().name()).isEqualTo("name");
    }
  }

  @Test
  void the_kpis_that_blended_ones_divide_are_there() {
    assertThat(descriptor.kpis())
        .extracting(Kpi::id)
        .contains("spend", "link_clicks", "purchases", "purchase_value", "roas", "reach");
  }

  @Test
  void a_cost_per_thousand_is_a_quotient_of_sums_times_a_thousand() {
    assertThat(descriptor.kpis())
        .filteredOn(kpi -> kpi.id().equals("cpm"))
        .extracting(Kpi::formula)
        .containsExactly(new Kpi.Formula.Ratio("spend", "impressions", 1_000));
  }

  @Test
  void days_are_asked_for_only_while_meta_keeps_them_whatever_the_month() {
    for (LocalDate today = LocalDate.of(2026, 1, 1);
        today.getYear() < 2029;
        today = today.plusDays(1)) {
      assertThat(today.minus(Streams.KEPT)).isAfter(today.minusMonths(37));
    }
  }

  @Test
  void numbers_settle_when_late_events_no_longer_come() {
    assertThat(descriptor.stream("ads").restatement().horizonDays()).isEqualTo(35);
    assertThat(descriptor.stream("ads").restatement().hotDays()).isEqualTo(3);
  }

  @Test
  void custom_action_types_are_chosen_in_the_settings() {
    Settings settings =
        Settings.of(
            Map.of(
                "purchaseAction", "purchase",
                "conversionActions", "offsite_conversion.custom.7, subscribe\nsubscribe"));
    assertThat(settings.types("{purchaseAction}")).containsExactly("purchase");
    assertThat(settings.types("{conversionActions}"))
        .containsExactly("offsite_conversion.custom.7", "subscribe");
    assertThat(settings.types("a+b")).containsExactly("a", "b");
    assertThat(Settings.of(Map.of("conversionActions", " , ")).conversions()).hasSize(5);
  }

  @Test
  void budgets_are_in_whole_units_of_their_currency() {
    assertThat(Money.major("1500", "EUR")).isEqualTo("15.00");
    assertThat(Money.major("1500", "JPY")).isEqualTo("1500");
    assertThat(Money.major("", "EUR")).isEmpty();
    assertThat(Money.major("none", "EUR")).isEqualTo("none");
  }
}
