package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.analytics.admin.v1beta.AccountSummary;
import com.google.analytics.admin.v1beta.KeyEvent;
import com.google.analytics.admin.v1beta.ListAccountSummariesRequest;
import com.google.analytics.admin.v1beta.ListPropertiesRequest;
import com.google.analytics.admin.v1beta.Property;
import com.google.analytics.admin.v1beta.PropertyType;
import com.google.analytics.admin.v1beta.ServiceLevel;
import com.google.api.gax.rpc.PermissionDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Google's Admin API client for Java reads the sandbox's answers. */
@Tag("ci")
class GoogleAdminClientTest {
  private static GoogleClients clients;

  @BeforeAll
  static void start() throws Exception {
    clients = new GoogleClients();
  }

  @AfterAll
  static void stop() {
    clients.close();
  }

  @Test
  void a_property_that_one_may_not_see_is_denied() {
    assertThatThrownBy(() -> clients.admin.getProperty("properties/423002"))
        .isInstanceOf(PermissionDeniedException.class);
  }

  @Test
  void all_pages_of_account_summaries_are_walked() {
    List<AccountSummary> summaries = new ArrayList<>();
    clients
        .admin
        .listAccountSummaries(ListAccountSummariesRequest.newBuilder().setPageSize(1).build())
        .iterateAll()
        .forEach(summaries::add);
    assertThat(summaries)
        .extracting(AccountSummary::getAccount)
        .containsExactly("accounts/1001", "accounts/1002", "accounts/1003", "accounts/1004");
    assertThat(summaries.getFirst().getPropertySummariesList())
        .extracting(one -> one.getPropertyType())
        .contains(PropertyType.PROPERTY_TYPE_ROLLUP, PropertyType.PROPERTY_TYPE_SUBPROPERTY);
  }

  @Test
  void a_property_is_read_with_its_enums() {
    Property property = clients.admin.getProperty("properties/423001");
    assertThat(property.getTimeZone()).isEqualTo("Pacific/Auckland");
    assertThat(property.getServiceLevel()).isEqualTo(ServiceLevel.GOOGLE_ANALYTICS_360);
    assertThat(property.getPropertyType()).isEqualTo(PropertyType.PROPERTY_TYPE_ORDINARY);
    assertThat(property.getCreateTime().getSeconds()).isPositive();
  }

  @Test
  void properties_and_key_events_are_listed() {
    List<Property> properties = new ArrayList<>();
    clients
        .admin
        .listProperties(
            ListPropertiesRequest.newBuilder()
                .setFilter("parent:accounts/1001")
                .setPageSize(2)
                .build())
        .iterateAll()
        .forEach(properties::add);
    assertThat(properties).hasSize(3);
    List<KeyEvent> events = new ArrayList<>();
    clients.admin.listKeyEvents("properties/412001").iterateAll().forEach(events::add);
    assertThat(events)
        .extracting(KeyEvent::getEventName)
        .containsExactly("purchase", "generate_lead", "sign_up");
    assertThat(events)
        .allMatch(one -> one.getCountingMethod() == KeyEvent.CountingMethod.ONCE_PER_EVENT);
  }
}
