package dev.tributary.server.api.people;

import org.springframework.context.annotation.Import;

/** The resources of this package, for {@code WebServer} to import. */
@Import({WorkspacesApi.class})
public final class PeopleApi {
  private PeopleApi() {}
}
