package dev.tributary.server.api.kpis;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The handlers of this package, for {@code WebServer} to import. */
@Configuration(proxyBeanMethods = false)
@Import({KpiApi.class, ExportApi.class})
public class Kpis {}
