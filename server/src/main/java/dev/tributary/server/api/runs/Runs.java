package dev.tributary.server.api.runs;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The handlers of this package, for {@code WebServer} to import. */
@Configuration(proxyBeanMethods = false)
@Import({
  SyncJobApi.class,
  DeadLetterApi.class,
  NoticeApi.class,
  WebhookEventApi.class,
  SystemApi.class,
  EventApi.class,
  EventStreams.class
})
public class Runs {}
