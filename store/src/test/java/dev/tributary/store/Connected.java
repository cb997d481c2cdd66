package dev.tributary.store;

import dev.tributary.spi.Account;
import dev.tributary.spi.ProviderDescriptor.Login;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A workspace with a grant, an integration and a running job. */
record Connected(UUID workspaceId, UUID grantId, UUID integrationId, Fence fence) {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  static Connected on(Database database, String provider) {
    UUID workspaceId = Ids.next(NOW);
    new WorkspaceStore(database).create(new Workspace(workspaceId, "Acme & Söhne", ZONE, NOW));
    return in(database, workspaceId, provider, "123");
  }

  static Connected in(Database database, UUID workspaceId, String provider, String accountId) {
    UUID grantId = Ids.next(NOW);
    new GrantStore(database).create(grant(workspaceId, grantId, provider, "user-" + accountId));
    UUID integrationId = Ids.next(NOW);
    new IntegrationStore(database)
        .connect(
            integrationId,
            workspaceId,
            grantId,
            provider,
            account(accountId),
            Map.of("a", "b"),
            NOW);
    Job job = new JobStore(database).start(workspaceId, integrationId, 1, JobTrigger.SCHEDULE, NOW);
    return new Connected(workspaceId, grantId, integrationId, job.fence().orElseThrow());
  }

  static Account account(String id) {
    return new Account(id, "Shop", ZONE, Optional.of("EUR"), Map.of("service_level", "standard"));
  }

  static Grant grant(UUID workspaceId, UUID id, String provider, String user) {
    return new Grant(
        id,
        workspaceId,
        provider,
        Login.OAUTH,
        user,
        Set.of("read"),
        new Sealed(new byte[] {1, 2, 3}, "key-1"),
        1,
        Optional.of(NOW.plusSeconds(3600)),
        Grant.State.ACTIVE,
        Optional.empty(),
        NOW,
        NOW);
  }
}
