package dev.tributary.server.api;

import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.Secret;
import dev.tributary.store.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Lets nobody to a handler of the API who may not be there; a handler that does not say whom it
 * lets in has no visitors.
 */
@Component
final class Gate implements HandlerInterceptor {
  /** The path's variable that names the workspace. */
  static final String WORKSPACE = "workspace";

  private static final String PLACE = Place.class.getName();

  private final BackendSource source;
  private final Idempotency idempotency;

  Gate(BackendSource source, Idempotency idempotency) {
    this.source = source;
    this.idempotency = idempotency;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !request.getRequestURI().startsWith(CallerFilter.API)) {
      return true;
    }
    Access access =
        handler instanceof HandlerMethod method
            ? Access.of(method.getMethod()).orElseThrow(() -> ApiProblem.notFound("path"))
            : new Access.Everybody();
    Asking asking = Asking.of(request);
    requireOwnPage(request, asking, access);
    switch (access) {
      case Access.Everybody _ -> {}
      case Access.AnyCaller _ -> caller(asking);
      case Access.Operators _ -> requireOperator(caller(asking));
      case Access.Members(Permission permission) ->
          request.setAttribute(PLACE, place(request, caller(asking), permission));
    }
    return idempotency.enter(request, response);
  }

  /** A browser sends its cookie along with what other sites make it send. */
  private void requireOwnPage(HttpServletRequest request, Asking asking, Access access) {
    if (!Origins.changes(request) || asking.caller().isPresent() && asking.session().isEmpty()) {
      return;
    }
    boolean own = Origins.own(request, source.get().publicUrl());
    boolean tokenFits =
        access instanceof Access.Everybody
            || asking
                .session()
                .map(session ->
                    Optional.ofNullable(request.getHeader("X-CSRF-Token"))
                        .map(Secret::of)
                        .equals(Optional.of(SessionCookie.csrf(session))))
                .orElse(true);
    if (!own || !tokenFits) {
      throw ApiProblem.of(
          Kind.FORBIDDEN,
          "csrf",
          own
              ? "The header X-CSRF-Token is missing or is not this session's."
              : "The request was sent by a page of another site.");
    }
  }

  private static Caller caller(Asking asking) {
    return asking
        .caller()
        .orElseThrow(() ->
            ApiProblem.of(
                Kind.UNKNOWN_CALLER, "unauthenticated", "Nobody is signed in here any more."));
  }

  private static void requireOperator(Caller caller) {
    if (!caller.operator()) {
      throw ApiProblem.of(
          Kind.FORBIDDEN,
          "operator_only",
          "This belongs to no workspace, so the operator does it.");
    }
  }

  private Place place(HttpServletRequest request, Caller caller, Permission permission) {
    Backend backend = source.get();
    UUID workspace = workspace(request);
    Role role =
        backend
            .people()
            .members()
            .role(caller, workspace)
            .orElseThrow(() -> ApiProblem.notFound("workspace"));
    if (!permission.grantedTo(role)) {
      throw ApiProblem.of(
              Kind.FORBIDDEN, "forbidden", "The role %s does not allow this.".formatted(word(role)))
          .withNextAction(
              "Ask an owner of the workspace for the role %s.".formatted(word(permission.least())));
    }
    return new Place(workspace, role, caller);
  }

  private static UUID workspace(HttpServletRequest request) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
        instanceof Map<?, ?> variables) {
      try {
        return UUID.fromString(String.valueOf(variables.get(WORKSPACE)));
      } catch (IllegalArgumentException e) {
        throw ApiProblem.notFound("workspace");
      }
    }
    throw ApiProblem.notFound("workspace");
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** What was found for a handler with {@link Allowed}. */
  static Place place(HttpServletRequest request) {
    if (request.getAttribute(PLACE) instanceof Place place) {
      return place;
    }
    throw new IllegalStateException("nobody looked who may do " + request.getRequestURI());
  }
}
