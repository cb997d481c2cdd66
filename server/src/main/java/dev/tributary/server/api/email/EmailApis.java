package dev.tributary.server.api.email;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The handlers of this package, for {@code WebServer} to import. */
@Configuration(proxyBeanMethods = false)
@Import({
  EmailBatchApi.class,
  EmailTemplateApi.class,
  EmailMessageApi.class,
  EmailSuppressionApi.class
})
public class EmailApis {}
