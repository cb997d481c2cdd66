package dev.tributary.server.api.demo;

import org.springframework.context.annotation.Import;

/** The resources of this package, for {@code WebServer} to import. */
@Import({SimulationApi.class})
public final class DemoApi {
  private DemoApi() {}
}
