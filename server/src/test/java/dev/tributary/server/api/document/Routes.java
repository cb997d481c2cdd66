package dev.tributary.server.api.document;

import dev.tributary.server.api.Access;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Every route of the API, found where the server finds it: in what the web imports. */
public final class Routes {
  private static final String BASE = "/api/v1";

  /** One method of a path. */
  public record Route(
      String method, String path, Class<?> controller, Method handler, Access access) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private Routes() {}

  /** Sorted by path, then as people think of methods. */
  public static List<Route> all() {
    return routes().stream().filter(route -> route.path().startsWith(BASE)).toList();
  }

  /** Those that lie outside of the API; without the command line's own, which have a gate. */
  public static List<Route> outside() {
    return routes().stream().filter(route -> !route.path().startsWith(BASE)).toList();
  }

  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Class<?> controller : controllers()) {
      RequestMapping base =
          AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
      for (Method handler : controller.getDeclaredMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(handler, RequestMapping.class);
        if (mapping == null) {
          continue;
        }
        for (String start : paths(base)) {
          for (String end : paths(mapping)) {
            if (!(start + end).startsWith("/control")) {
              for (RequestMethod method : mapping.method()) {
                routes.add(
                    new Route(
                        method.name(),
                        start + end,
                        controller,
                        handler,
                        Access.of(handler).orElseThrow()));
              }
            }
          }
        }
      }
    }
    List<String> methods = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    routes.sort(
        Comparator.comparing(Route::path).thenComparing(route -> methods.indexOf(route.method())));
    return routes;
  }

  private static List<String> paths(RequestMapping mapping) {
    return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
  }

  private static Set<Class<?>> controllers() {
    Set<Class<?>> found = new LinkedHashSet<>();
    try {
      collect(Class.forName("dev.tributary.server.web.WebServer$Application"), found);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    if (type.isAnnotationPresent(RestController.class)) {
      found.add(type);
    }
    Import imports = type.getAnnotation(Import.class);
    if (imports != null) {
      Arrays.stream(imports.value()).forEach(imported -> collect(imported, found));
    }
  }
}
