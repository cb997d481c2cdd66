package dev.tributary.server.api;

import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.settings.TrustedProxies;
import dev.tributary.spi.Secret;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Before every request of the API: reads its body, finds out who asks, and lets everything further
 * in happen in the caller's name. Whether the caller may is the {@link Gate}'s affair.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class CallerFilter implements Filter {
  static final String API = "/api/";
  private static final String BEARER = "Bearer ";

  private final BackendSource source;
  private final TrustedProxies proxies;
  private final RateLimits limits;
  private final Idempotency idempotency;
  private final ObjectProvider<HandlerExceptionResolver> problems;

  CallerFilter(
      BackendSource source,
      Settings settings,
      RateLimits limits,
      Idempotency idempotency,
      @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
    this.source = source;
    this.proxies = TrustedProxies.of(settings);
    this.limits = limits;
    this.idempotency = idempotency;
    this.problems = problems;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (!asked.getRequestURI().startsWith(API)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Checked> checked = Optional.empty();
    try {
      checked = Optional.of(checked(asked, answer));
    } catch (RuntimeException e) {
      problems.getObject().resolveException(asked, answer, null, e);
    }
    if (checked.isPresent()) {
      HttpServletRequest in = checked.get().request();
      HttpServletResponse out = checked.get().response();
      boolean answered = false;
      try {
        inTheirName(in, out, chain);
        answered = true;
      } finally {
        idempotency.leave(in, out, answered);
      }
    }
  }

  private record Checked(HttpServletRequest request, HttpServletResponse response) {}

  private Checked checked(HttpServletRequest request, HttpServletResponse response) {
    requireQuery(request);
    BodyKept kept;
    try {
      kept = BodyKept.of(request);
    } catch (IOException e) {
      throw ApiProblem.of(Kind.UNREADABLE, "body_cut_off", "The body ended before its end.");
    }
    Asking asking = asking(request);
    asking.keepIn(kept);
    RateLimits.Allowance allowance =
        limits.count(
            asking.caller().map(Caller::id).orElse(asking.browser().address()),
            Origins.changes(request));
    allowance.tell(response);
    allowance.require();
    return new Checked(kept, idempotency.prepare(kept, response));
  }

  private static void requireQuery(HttpServletRequest request) {
    boolean readable;
    try {
      readable =
          request.getParameterMap().entrySet().stream()
              .allMatch(parameter ->
                  Texts.storable(parameter.getKey())
                      && Arrays.stream(parameter.getValue()).allMatch(Texts::storable));
    } catch (IllegalStateException e) {
      // Tomcat's word for a percent code that is none.
      readable = false;
    }
    if (!readable) {
      throw ApiProblem.of(
          Kind.UNREADABLE,
          "query_unreadable",
          "The query has characters that cannot be decoded or kept.");
    }
  }

  private Asking asking(HttpServletRequest request) {
    Backend backend = source.get();
    Browser browser =
        new Browser(
            proxies.client(
                request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For"))),
            Objects.requireNonNullElse(request.getHeader("User-Agent"), ""));
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      Caller caller =
          Optional.of(authorization)
              .filter(text -> text.startsWith(BEARER))
              .map(text -> Secret.of(text.substring(BEARER.length()).strip()))
              .flatMap(key -> backend.people().keys().caller(key))
              .orElseThrow(() ->
                  ApiProblem.of(
                      Kind.UNKNOWN_CALLER,
                      "unauthenticated",
                      "The key in Authorization is unknown, ended or revoked."));
      return new Asking(Optional.of(caller), Optional.empty(), browser);
    }
    Optional<Secret> session = SessionCookie.read(request, backend.publicUrl());
    Optional<Caller> caller =
        session.flatMap(token -> backend.people().signingIn().caller(token)).map(known -> known);
    return new Asking(caller, caller.isPresent() ? session : Optional.empty(), browser);
  }

  private static void inTheirName(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Asking asking = Asking.of(request);
    if (asking.caller().isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    try {
      asking
          .caller()
          .get()
          .actor(asking.browser().address())
          .call(() -> {
            chain.doFilter(request, response);
            return true;
          });
    } catch (IOException | ServletException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }
}
