package dev.tributary.server.api;

import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.people.SigningIn.Browser;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** What handler methods of the API may take as arguments, beside Spring's own. */
final class Arguments implements HandlerMethodArgumentResolver {
  static final Set<Class<?>> TYPES =
      Set.of(
          Place.class,
          Asking.class,
          Caller.class,
          Caller.OfPerson.class,
          Browser.class,
          Paging.class,
          IfMatch.class);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return TYPES.contains(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("this is no request over HTTP");
    }
    Class<?> type = parameter.getParameterType();
    if (type == Place.class) {
      return Gate.place(request);
    }
    if (type == Paging.class) {
      return Paging.of(
          request.getRequestURI(), parameter(request, "cursor"), parameter(request, "limit"));
    }
    if (type == IfMatch.class) {
      return new IfMatch(Optional.ofNullable(request.getHeader("If-Match")));
    }
    Asking asking = Asking.of(request);
    if (type == Asking.class) {
      return asking;
    }
    if (type == Browser.class) {
      return asking.browser();
    }
    Caller caller = asking.caller().orElseThrow();
    if (type == Caller.OfPerson.class && !(caller instanceof Caller.OfPerson)) {
      throw ApiProblem.of(
          Kind.FORBIDDEN, "people_only", "This concerns a person who is signed in, not a key.");
    }
    return caller;
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }
}
