package dev.tributary.server.api.document;

import static dev.tributary.server.api.document.Schemas.ordered;

import dev.tributary.server.api.Access;
import dev.tributary.server.api.Asking;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.ProblemDocument;
import dev.tributary.server.api.QueryParameter;
import dev.tributary.server.api.document.Routes.Route;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.SigningIn.Browser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The API as an OpenAPI 3.1 document, from handler methods, records and their Javadoc. */
public final class ApiDocument {
  /** Rises when something is taken away: in its first number once that is not 0. */
  private static final String VERSION = "0.1.0";

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final Set<Class<?>> SILENT =
      Set.of(
          Place.class,
          Asking.class,
          Caller.class,
          Caller.OfPerson.class,
          Browser.class,
          HttpServletRequest.class,
          HttpServletResponse.class);
  private static final Set<Class<?>> STREAMS =
      Set.of(StreamingResponseBody.class, SseEmitter.class, void.class, Void.class);

  private final Sources sources = new Sources();
  private final Schemas schemas = new Schemas(sources);

  private ApiDocument() {}

  /** As a tree of maps, lists, texts and numbers. */
  public static Map<String, Object> tree() {
    return new ApiDocument().write();
  }

  private Map<String, Object> write() {
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, String> tags = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    for (Route route : Routes.all()) {
      tags.putIfAbsent(tag(route), sources.of(route.controller()).text());
      try {
        Map<String, Object> operation = operation(route);
        if (!ids.add(String.valueOf(operation.get("operationId")))) {
          throw new IllegalStateException("two methods are named as " + route);
        }
        methods(paths, route.path()).put(route.method().toLowerCase(Locale.ROOT), operation);
      } catch (IllegalStateException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(String.join("\n", wrong));
    }
    Map<String, Object> problem = schemas.of(ProblemDocument.class);
    return ordered(
        "openapi",
        "3.1.0",
        "info",
        ordered(
            "title",
            "Tributary",
            "version",
            VERSION,
            "description",
            "Connects marketing accounts and keeps their KPI data. Times are RFC 3339 in UTC, days"
                + " are the account's own, amounts of money are decimal strings with their currency"
                + " beside them. Lists come in pages with a cursor. Whatever goes wrong is answered"
                + " with a problem document. More in docs/api.md."),
        "servers",
        List.of(ordered("url", "/")),
        "security",
        List.of(ordered("key", List.of()), ordered("session", List.of())),
        "tags",
        tags.entrySet().stream()
            .map(tag -> ordered("name", tag.getKey(), "description", tag.getValue()))
            .toList(),
        "paths",
        paths,
        "components",
        ordered(
            "securitySchemes",
            ordered(
                "key",
                ordered(
                    "type", "http", "scheme", "bearer", "description", "A workspace's API key."),
                "session",
                ordered(
                    "type",
                    "apiKey",
                    "in",
                    "cookie",
                    "name",
                    "__Host-tributary",
                    "description",
                    "A browser's session, named tributary over plain http on this machine. What"
                        + " changes something also needs the header X-CSRF-Token.")),
            "responses",
            ordered(
                "Problem",
                ordered(
                    "description",
                    "It was not done; the problem says why and what to do.",
                    "content",
                    ordered("application/problem+json", ordered("schema", problem)))),
            "schemas",
            new LinkedHashMap<>(schemas.components())));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> methods(Map<String, Object> paths, String path) {
    return (Map<String, Object>) paths.computeIfAbsent(path, any -> new LinkedHashMap<>());
  }

  private static String tag(Route route) {
    return route
        .controller()
        .getSimpleName()
        .replaceFirst("Api$", "")
        .replaceAll("([a-z])([A-Z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }

  private Map<String, Object> operation(Route route) {
    Sources.Doc doc = sources.of(route.handler());
    if (doc.text().isEmpty()) {
      throw new IllegalStateException(route + " has no Javadoc: " + route.handler());
    }
    String summary = doc.firstSentence();
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", id(route));
    operation.put("tags", List.of(tag(route)));
    operation.put("summary", summary.replaceFirst("\\.$", ""));
    if (doc.text().length() > summary.length()) {
      operation.put("description", doc.text());
    }
    operation.put("x-access", access(route.access()));
    if (route.access() instanceof Access.Everybody) {
      operation.put("security", List.of());
    }
    List<Object> parameters = parameters(route, doc);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    body(route).ifPresent(body -> operation.put("requestBody", body));
    operation.put("responses", responses(route));
    return operation;
  }

  private static String id(Route route) {
    String tag = route.controller().getSimpleName().replaceFirst("Api$", "");
    String method = route.handler().getName();
    String id =
        Character.toLowerCase(tag.charAt(0))
            + tag.substring(1)
            + Character.toUpperCase(method.charAt(0))
            + method.substring(1);
    long same =
        Arrays.stream(route.controller().getDeclaredMethods())
            .filter(other -> other.getName().equals(method))
            .filter(other -> AnnotatedElementUtils.hasAnnotation(other, RequestMapping.class))
            .count();
    return same > 1
        ? id
            + "By"
            + route.method().charAt(0)
            + route.method().substring(1).toLowerCase(Locale.ROOT)
        : id;
  }

  /** The least role, or who else. */
  static String access(Access access) {
    return switch (access) {
      case Access.Everybody _ -> "everybody";
      case Access.AnyCaller _ -> "signed_in";
      case Access.Operators _ -> "operator";
      case Access.Members(var permission) -> permission.least().name().toLowerCase(Locale.ROOT);
    };
  }

  private List<Object> parameters(Route route, Sources.Doc doc) {
    Map<String, Type> inPath = new HashMap<>();
    List<Object> others = new ArrayList<>();
    for (Parameter parameter : route.handler().getParameters()) {
      Type type = parameter.getParameterizedType();
      Class<?> raw = parameter.getType();
      String description = doc.parameters().getOrDefault(parameter.getName(), "");
      if (parameter.isAnnotationPresent(PathVariable.class)) {
        inPath.put(parameter.getName(), type);
      } else if (parameter.isAnnotationPresent(RequestParam.class)) {
        RequestParam given =
            AnnotatedElementUtils.getMergedAnnotation(parameter, RequestParam.class);
        if (raw != MultiValueMap.class && raw != Map.class) {
          String name = given.name().isEmpty() ? parameter.getName() : given.name();
          boolean required =
              !Schemas.optional(type)
                  && given.required()
                  && given.defaultValue().startsWith("\n\t\t");
          others.add(parameter("query", name, required, schemas.of(type), description));
        }
      } else if (parameter.isAnnotationPresent(RequestHeader.class)) {
        RequestHeader given =
            AnnotatedElementUtils.getMergedAnnotation(parameter, RequestHeader.class);
        others.add(
            parameter(
                "header", given.name(), !Schemas.optional(type), schemas.of(type), description));
      } else if (raw == Paging.class) {
        others.add(
            parameter(
                "query",
                "cursor",
                false,
                ordered("type", "string"),
                "The next of the page before."));
        others.add(
            parameter(
                "query",
                "limit",
                false,
                ordered("type", "integer", "minimum", 1, "maximum", 200, "default", 50),
                "How many items at most."));
      } else if (raw == IfMatch.class) {
        others.add(
            parameter(
                "header",
                "If-Match",
                true,
                ordered("type", "string"),
                "The ETag of what was read before."));
      } else if (!parameter.isAnnotationPresent(RequestBody.class) && !SILENT.contains(raw)) {
        throw new IllegalStateException("%s takes %s, which has no meaning".formatted(route, raw));
      }
    }
    for (QueryParameter named :
        AnnotatedElementUtils.getMergedRepeatableAnnotations(
            route.handler(), QueryParameter.class)) {
      others.add(
          parameter(
              "query",
              named.name(),
              named.required(),
              named.many()
                  ? ordered("type", "array", "items", ordered("type", "string"))
                  : ordered("type", "string"),
              named.value()));
    }
    if (route.method().equals("POST") && !(route.access() instanceof Access.Everybody)) {
      others.add(
          parameter(
              "header",
              "Idempotency-Key",
              false,
              ordered("type", "string", "minLength", 1, "maxLength", 255),
              "The same request with the same key is done once in 24 hours."));
    }
    List<Object> parameters = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(route.path());
    while (variables.find()) {
      String name = variables.group(1);
      parameters.add(
          parameter(
              "path",
              name,
              true,
              schemas.of(inPath.getOrDefault(name, UUID.class)),
              doc.parameters().getOrDefault(name, "")));
    }
    parameters.addAll(others);
    return parameters;
  }

  private static Map<String, Object> parameter(
      String in, String name, boolean required, Map<String, Object> schema, String description) {
    Map<String, Object> parameter = ordered("name", name, "in", in, "required", required);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    parameter.put("schema", schema);
    return parameter;
  }

  private Optional<Map<String, Object>> body(Route route) {
    return Arrays.stream(route.handler().getParameters())
        .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
        .map(parameter ->
            ordered(
                "required",
                !Schemas.optional(parameter.getParameterizedType()),
                "content",
                ordered(
                    "application/json",
                    ordered("schema", schemas.of(parameter.getParameterizedType())))))
        .findFirst();
  }

  private Map<String, Object> responses(Route route) {
    Type type = route.handler().getGenericReturnType();
    if (Schemas.raw(type) == ResponseEntity.class) {
      type = Schemas.argument(type, 0);
    }
    ResponseStatus declared = route.handler().getAnnotation(ResponseStatus.class);
    RequestMapping mapping =
        AnnotatedElementUtils.findMergedAnnotation(route.handler(), RequestMapping.class);
    String[] produces = mapping == null ? new String[0] : mapping.produces();
    int status = declared == null ? 200 : declared.value().value();
    Map<String, Object> answer = ordered("description", status == 204 ? "Done." : "The answer.");
    if (produces.length > 0) {
      answer.put("content", ordered(produces[0], ordered("schema", ordered("type", "string"))));
    } else if (!STREAMS.contains(Schemas.raw(type))) {
      answer.put("content", ordered("application/json", ordered("schema", schemas.of(type))));
    } else if (status == 200) {
      throw new IllegalStateException(
          route + " answers with nothing: say @ResponseStatus(NO_CONTENT) or what it produces");
    }
    return ordered(
        String.valueOf(status),
        answer,
        "default",
        ordered("$ref", "#/components/responses/Problem"));
  }
}
