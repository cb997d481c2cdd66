package dev.tributary.server.web;

import dev.tributary.server.api.Api;
import dev.tributary.server.api.connections.ConnectionsApi;
import dev.tributary.server.api.demo.DemoApi;
import dev.tributary.server.api.email.EmailApis;
import dev.tributary.server.api.kpis.Kpis;
import dev.tributary.server.api.people.PeopleApi;
import dev.tributary.server.api.runs.Runs;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.ControlFile;
import dev.tributary.server.app.NodeRoles;
import dev.tributary.server.observe.Metrics;
import dev.tributary.server.observe.Traces;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.webhook.Doors;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** The web part, wired by Spring Boot; everything else is handed in. */
public final class WebServer implements AutoCloseable {
  static {
    // Logging is configured by logback.xml for every command, not by Spring for this one.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  private final ConfigurableApplicationContext context;
  private final int port;

  private WebServer(ConfigurableApplicationContext context, int port) {
    this.context = context;
    this.port = port;
  }

  /** Named one by one: looking for what else might be wanted costs a third of the start. */
  @SpringBootConfiguration
  @ImportAutoConfiguration({
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class
  })
  @Import({
    RequestTrail.class,
    SafeHeaders.class,
    RoleGate.class,
    ControlGate.class,
    ConnectSessions.class,
    ConnectPages.class,
    ConnectApi.class,
    OperateApi.class,
    InvariantsApi.class,
    UiPages.class,
    HealthApi.class,
    JobsApi.class,
    PausesApi.class,
    DeadLettersApi.class,
    MetricsApi.class,
    OwnersApi.class,
    DocumentsApi.class,
    Api.class,
    PeopleApi.class,
    ConnectionsApi.class,
    Runs.class,
    Doors.class,
    Kpis.class,
    EmailApis.class,
    UnsubscribePages.class,
    DemoApi.class
  })
  static class Application {}

  /** Returns when the port is bound; the backend may follow. */
  public static WebServer start(
      Settings settings,
      BackendSource backend,
      ControlFile controlFile,
      Metrics metrics,
      Traces traces) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setEnvironment(environment(settings));
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("backendSource", backend);
      context.getBeanFactory().registerSingleton("controlFile", controlFile);
      context.getBeanFactory().registerSingleton("settings", settings);
      context.getBeanFactory().registerSingleton("roles", NodeRoles.of(settings));
      context.getBeanFactory().registerSingleton("metrics", metrics);
      context.getBeanFactory().registerSingleton("traces", traces);
    });
    ConfigurableApplicationContext context = application.run();
    WebServerApplicationContext web = (WebServerApplicationContext) context;
    return new WebServer(context, Objects.requireNonNull(web.getWebServer()).getPort());
  }

  /**
   * What Spring may know. Its own files and variables are not read: a SERVER_PORT that was meant
   * for another program must not move this one.
   */
  private static StandardEnvironment environment(Settings settings) {
    return new StandardEnvironment() {
      @Override
      protected void customizePropertySources(MutablePropertySources sources) {
        sources.addFirst(new MapPropertySource("tributary", properties(settings)));
      }
    };
  }

  private static Map<String, Object> properties(Settings settings) {
    return Map.ofEntries(
        Map.entry("server.port", settings.number(Setting.PORT)),
        Map.entry("server.address", settings.text(Setting.ADDRESS)),
        Map.entry("server.shutdown", "graceful"),
        Map.entry("server.forward-headers-strategy", "none"),
        Map.entry("server.error.include-message", "never"),
        Map.entry("server.error.whitelabel.enabled", false),
        Map.entry("spring.config.location", "optional:classpath:/none/"),
        Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "5s"),
        Map.entry("spring.threads.virtual.enabled", true),
        Map.entry("spring.mvc.format.date", "iso"),
        Map.entry("spring.mvc.formcontent.filter.enabled", false));
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    context.close();
  }
}
