package dev.tributary.server.api.connections;

import org.springframework.context.annotation.Import;

/** The resources of this package, for {@code WebServer} to import. */
@Import({
  ProvidersApi.class,
  OAuthAppsApi.class,
  ConnectsApi.class,
  KeysApi.class,
  IntegrationsApi.class,
  WebhookSubscriptionApi.class,
  IntegrationSettingsApi.class,
  IntegrationWorkApi.class,
  IntegrationDataApi.class,
  OperationsApi.class
})
public final class ConnectionsApi {
  private ConnectionsApi() {}
}
