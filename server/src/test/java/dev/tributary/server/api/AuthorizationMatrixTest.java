package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Probing.Probe;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.server.api.document.ApiDocument;
import dev.tributary.server.api.document.Routes;
import dev.tributary.server.api.document.Routes.Route;
import dev.tributary.server.api.document.Samples;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Person;
import dev.tributary.store.Role;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route, asked by everybody: whom its annotation lets in comes in, and nobody else. Made from
 * the routes that the server has, so a new one is in it.
 */
@ExtendWith(SharedServer.class)
class AuthorizationMatrixTest {
  private static final int PROBES_MIN = 2_000;
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final Samples SAMPLES = new Samples(ApiDocument.tree());
  private static final Set<String> SHUT_OUT =
      Set.of("unauthenticated", "forbidden", "operator_only", "csrf");

  private final Running running;
  private final Town own;
  private final Town foreign;

  AuthorizationMatrixTest(Running running) {
    this.running = running;
    this.own = new Town(running);
    this.foreign = new Town(running);
  }

  /** Somebody who asks; the session is new where the request may end it. */
  private record Asker(
      String name,
      Optional<Role> role,
      boolean key,
      boolean operator,
      Supplier<Visitor> fresh,
      Visitor lasting) {
    Asker(
        String name, Optional<Role> role, boolean key, boolean operator, Supplier<Visitor> fresh) {
      this(name, role, key, operator, fresh, fresh.get());
    }

    Visitor visitor(Route route) {
      return route.method().equals("DELETE") && route.path().equals("/api/v1/session")
          ? fresh.get()
          : lasting;
    }

    boolean somebody() {
      return role.isPresent() || operator;
    }
  }

  private List<Asker> askers() {
    List<Asker> askers = new ArrayList<>();
    askers.add(new Asker("nobody", Optional.empty(), false, false, own::nobody));
    for (Role role : Role.values()) {
      Person person = own.person(role);
      askers.add(
          new Asker("person " + role, Optional.of(role), false, false, () -> own.browser(person)));
    }
    for (Role role : List.of(Role.VIEWER, Role.EDITOR, Role.ADMIN)) {
      Visitor key = own.key(role);
      askers.add(new Asker("key " + role, Optional.of(role), true, false, () -> key));
    }
    Person operator = own.person("operator", true);
    askers.add(new Asker("operator", Optional.empty(), false, true, () -> own.browser(operator)));
    return askers;
  }

  // --- what is asked ---

  private static String path(Route route, UUID workspace, Map<String, String> ids) {
    return VARIABLE
        .matcher(route.path())
        .replaceAll(variable -> {
          String name = variable.group(1);
          return Matcher.quoteReplacement(
              name.equals("workspace")
                  ? workspace.toString()
                  : ids.getOrDefault(name, sample(route, name)));
        });
  }

  private static String sample(Route route, String variable) {
    for (Object parameter :
        (List<?>) SAMPLES.operation(route.method(), route.path()).get("parameters")) {
      Map<?, ?> described = (Map<?, ?>) parameter;
      if (described.get("in").equals("path") && described.get("name").equals(variable)) {
        return String.valueOf(SAMPLES.of((Map<?, ?>) described.get("schema")));
      }
    }
    throw new AssertionError(route + " has no " + variable);
  }

  /** The parameters that must be there. */
  private static String query(Route route) {
    StringBuilder query = new StringBuilder();
    if (SAMPLES.operation(route.method(), route.path()).get("parameters")
        instanceof List<?> parameters) {
      for (Object parameter : parameters) {
        Map<?, ?> described = (Map<?, ?>) parameter;
        if (described.get("in").equals("query") && Boolean.TRUE.equals(described.get("required"))) {
          query
              .append(query.isEmpty() ? '?' : '&')
              .append(described.get("name"))
              .append('=')
              .append(SAMPLES.of((Map<?, ?>) described.get("schema")));
        }
      }
    }
    return query.toString();
  }

  private static Probe probe(
      String name, Asker asker, Route route, UUID workspace, Map<String, String> ids) {
    Map<?, ?> body = SAMPLES.body(SAMPLES.operation(route.method(), route.path()));
    return Probe.of(
        name + " as " + asker.name(),
        asker.visitor(route),
        route.method(),
        path(route, workspace, ids) + query(route),
        body.isEmpty()
            ? Optional.empty()
            : Optional.of(Visitor.JSON.writeValueAsString(SAMPLES.of(body))));
  }

  // --- what must come back ---

  /** A code that must be answered; empty for any that is not of being shut out. */
  private static Optional<String> expected(Access access, Asker asker, boolean ownWorkspace) {
    return switch (access) {
      case Access.Everybody _ -> Optional.empty();
      case Access.AnyCaller _ ->
          asker.somebody() ? Optional.empty() : Optional.of("unauthenticated");
      case Access.Operators _ ->
          asker.operator()
              ? Optional.empty()
              : Optional.of(asker.somebody() ? "operator_only" : "unauthenticated");
      case Access.Members(Permission permission) ->
          !asker.somebody()
              ? Optional.of("unauthenticated")
              : !ownWorkspace || asker.role().isEmpty()
                  ? Optional.of("not_found")
                  : permission.grantedTo(asker.role().get())
                      ? Optional.empty()
                      : Optional.of("forbidden");
    };
  }

  private static Optional<String> wrong(
      Probe probe, Answer answer, Asker asker, Optional<String> expected) {
    String code = answer.status() < 400 ? "" : answer.json().path("code").asString();
    boolean right =
        answer.status() < 500
            && expected
                .map(code::equals)
                .orElse(!SHUT_OUT.contains(code) && (asker.key() || !code.equals("people_only")));
    return right
        ? Optional.empty()
        : Optional.of(
            "%s: %d %s instead of %s"
                .formatted(probe, answer.status(), answer.body(), expected.orElse("coming in")));
  }

  @Test
  void everybody_comes_where_the_route_says_and_nowhere_else() throws Exception {
    List<Callable<Optional<String>>> checks = new ArrayList<>();
    try (Probing probing = new Probing(running)) {
      for (Asker asker : askers()) {
        for (Route route : Routes.all()) {
          boolean inWorkspace = route.path().contains("{workspace}");
          checks.add(() -> {
            Probe probe = probe("own", asker, route, own.workspace(), Map.of());
            return wrong(probe, probing.send(probe), asker, expected(route.access(), asker, true));
          });
          for (UUID other :
              inWorkspace ? List.of(foreign.workspace(), UUID.randomUUID()) : List.<UUID>of()) {
            checks.add(() -> {
              Probe probe = probe("another's", asker, route, other, Map.of());
              return wrong(
                  probe, probing.send(probe), asker, expected(route.access(), asker, false));
            });
          }
        }
      }
      assertThat(checks).hasSizeGreaterThanOrEqualTo(PROBES_MIN);
      assertThat(probing.all(checks)).isEmpty();
    }
  }

  /** Each believes by itself: a state, a signature, a code, an address on this machine. */
  @Test
  void what_lies_outside_of_the_api_lets_everybody_in_and_is_known() {
    assertThat(Routes.outside())
        .allSatisfy(route -> assertThat(route.access()).isInstanceOf(Access.Everybody.class));
    assertThat(Routes.outside().stream().map(Route::toString))
        .contains(
            "GET /webhooks/{provider}",
            "POST /webhooks/{provider}",
            "POST /webhooks/{provider}/{address}",
            "POST /callbacks/{provider}/deauthorize",
            "POST /callbacks/{provider}/delete-data",
            "GET /callbacks/{provider}/deletions/{code}",
            "POST /unsubscribe/{token:[A-Za-z0-9_-]{1,200}}",
            "GET /oauth/{provider}/callback",
            "GET /metrics")
        .filteredOn(route -> !route.startsWith("GET "))
        .hasSize(5);
  }

  /** Things that are there, but in another workspace, by the name of the path's variable. */
  private Map<String, String> strangers(Shop shop) throws Exception {
    String key =
        foreign
            .as(Role.OWNER)
            .get(foreign.path("/api-keys"))
            .json()
            .path("items")
            .path(0)
            .path("id")
            .asString();
    return Map.of(
        "integration", shop.id().toString(),
        "letter", shop.letter("overview", "2026-11-01", "2026-11-02", "unavailable").toString(),
        "person", foreign.person(Role.VIEWER).id().toString(),
        "id", key);
  }

  @Test
  void what_belongs_to_another_workspace_is_not_there_even_for_an_owner() throws Exception {
    foreign.key(Role.VIEWER);
    List<Callable<Optional<String>>> checks = new ArrayList<>();
    try (Probing probing = new Probing(running);
        Shop shop = Shop.in(running, foreign)) {
      Map<String, String> ids = strangers(shop);
      Asker owner =
          new Asker("owner", Optional.of(Role.OWNER), false, false, () -> own.as(Role.OWNER));
      for (Route route : Routes.all()) {
        if (route.path().contains("{workspace}")
            && ids.keySet().stream().anyMatch(name -> route.path().contains("{" + name + "}"))) {
          checks.add(() -> {
            Probe probe = probe("a stranger's", owner, route, own.workspace(), ids);
            return wrong(probe, probing.send(probe), owner, Optional.of("not_found"));
          });
        }
      }
      assertThat(checks).hasSizeGreaterThan(20);
      assertThat(probing.all(checks)).isEmpty();
    }
  }

  @Test
  void the_matrix_has_every_route_that_the_server_answers() throws Exception {
    Set<String> answered = new TreeSet<>();
    handlers()
        .getHandlerMethods()
        .forEach((mapping, handler) ->
            mapping.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .forEach(path ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method -> answered.add(method + " " + path))));
    Set<String> probed = new TreeSet<>();
    Routes.all().forEach(route -> probed.add(route.toString()));
    assertThat(probed).isEqualTo(answered);
  }

  private RequestMappingHandlerMapping handlers() throws ReflectiveOperationException {
    Object web = field(running.server(), "web");
    ConfigurableApplicationContext context = (ConfigurableApplicationContext) field(web, "context");
    return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
