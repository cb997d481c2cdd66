package dev.tributary.server.api.people;

import org.springframework.context.annotation.Import;

/** The resources of this package, for {@code WebServer} to import. */
@Import({
  SessionApi.class,
  EntryApi.class,
  WorkspacesApi.class,
  MembersApi.class,
  InvitationsApi.class,
  ApiKeysApi.class,
  AuditApi.class
})
public final class PeopleApi {
  private PeopleApi() {}
}
