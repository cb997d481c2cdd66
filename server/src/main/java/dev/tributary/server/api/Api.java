package dev.tributary.server.api;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** The conventions of the API, for {@code WebServer} to import. */
@Configuration(proxyBeanMethods = false)
@Import({
  PathGate.class,
  CallerFilter.class,
  Gate.class,
  RateLimits.class,
  Idempotency.class,
  ProblemAnswers.class,
  ErrorAnswers.class
})
public class Api implements WebMvcConfigurer {
  /** The command line's own; its gate stands before the routing. */
  private static final String CONTROL = "/control";

  private final Gate gate;

  Api(Gate gate) {
    this.gate = gate;
  }

  @Bean
  static JsonMapper json() {
    return JsonRules.MAPPER;
  }

  /** The server does not start with a handler that does not say whom it lets in. */
  @Bean
  static SmartInitializingSingleton doors(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
    return () ->
        handlers.getHandlerMethods().forEach((mapping, method) -> requireDoor(mapping, method));
  }

  /** Tomcat refuses some requests by itself. */
  @Bean
  static WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusals() {
    return tomcat ->
        tomcat.addContextCustomizers(context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
          }
        });
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(gate);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new Arguments());
  }

  private static void requireDoor(RequestMappingInfo mapping, HandlerMethod handler) {
    List<String> problems = new ArrayList<>();
    Method method = handler.getMethod();
    Optional<Access> access = Access.of(method);
    boolean members = access.filter(Access.Members.class::isInstance).isPresent();
    for (String path : mapping.getPatternValues()) {
      if (path.startsWith(CONTROL)) {
        continue;
      }
      if (access.isEmpty()) {
        problems.add("says not whom it lets in");
      }
      if (members != path.contains("/workspaces/{" + Gate.WORKSPACE + "}")) {
        problems.add("asks for a role exactly where its path names no {workspace}");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "%s %s %s".formatted(mapping, method, String.join(" and ", problems)));
    }
  }
}
