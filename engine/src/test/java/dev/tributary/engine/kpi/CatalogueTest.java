package dev.tributary.engine.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.kpi.CatalogueEntry.Additivity;
import dev.tributary.engine.kpi.CatalogueEntry.BreakdownBy;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Grain;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.of(List.of(KpiWorld.ANALYTICS, KpiWorld.ADS));

  @Test
  void a_name_that_two_providers_have_must_be_told_in_full() {
    ProviderDescriptor twin =
        new ProviderDescriptor(
            "twin",
            "Twin",
            "account",
            List.of(),
            "{}",
            KpiWorld.ANALYTICS.streams(),
            KpiWorld.ANALYTICS.kpis());
    Catalogue both = Catalogue.of(List.of(KpiWorld.ANALYTICS, twin));
    assertThatThrownBy(() -> both.find("sessions"))
        .hasMessage(
            "Several providers have a KPI sessions; ask for one of: google_analytics.sessions,"
                + " twin.sessions.");
    assertThat(both.find("twin.sessions").entry().provider()).contains("twin");
  }

  @Test
  void a_kpi_tells_how_it_adds_up_and_by_what_it_can_be_told() {
    CatalogueEntry revenue = catalogue.find("total_revenue").entry();
    assertThat(revenue.additivity()).isEqualTo(Additivity.SUM);
    assertThat(revenue.homeStream()).contains("overview");
    assertThat(revenue.grains()).containsExactly(Grain.values());
    assertThat(revenue.dimensions())
        .contains(
            new BreakdownBy("channel", "channels", true),
            new BreakdownBy("channel", "attributed", false),
            new BreakdownBy("campaign_id", "campaigns", true),
            new BreakdownBy("integration", "overview", true));

    CatalogueEntry users = catalogue.find("total_users").entry();
    assertThat(users.additivity()).isEqualTo(Additivity.AS_FETCHED);
    assertThat(users.periods()).containsExactly(PeriodKind.values());
    assertThat(users.grains()).containsExactly(Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.TOTAL);
    assertThat(users.dimensions())
        .containsExactly(
            new BreakdownBy("channel", "users_by_channel", true),
            new BreakdownBy("integration", "users", true));

    assertThat(catalogue.find("frequency").entry().additivity()).isEqualTo(Additivity.AS_FETCHED);
    assertThat(catalogue.find("bounce_rate").entry().formula())
        .isEqualTo("1 - engaged_sessions / sessions");
    assertThat(catalogue.find("cost_of_a_thousand").entry().formula())
        .isEqualTo("1000 × spend / link_clicks");
  }

  @Test
  void a_blended_kpi_is_there_before_its_providers_and_says_what_is_missing() {
    assertThat(catalogue.find("blended.mer").entry().missing()).isEmpty();
    assertThat(catalogue.find("mer").entry().dimensions())
        .extracting(BreakdownBy::name)
        .containsExactly("campaign");
    assertThat(Catalogue.of(List.of(KpiWorld.ANALYTICS)).find("mer").entry().missing())
        .contains("no installed provider offers meta_ads.spend");
    assertThat(catalogue.find("email_revenue_per_1000").entry().formula())
        .isEqualTo("1000 × google_analytics.total_revenue by medium / resend.delivered");
  }

  @Test
  void letters_apart_are_counted() {
    assertThat(Catalogue.distance("sessions", "sesions")).isEqualTo(1);
    assertThat(Catalogue.distance("", "abc")).isEqualTo(3);
    assertThat(Catalogue.distance("spend", "spent")).isEqualTo(1);
  }
}
