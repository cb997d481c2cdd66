package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with a body, in words of the API and not of the code that reads it. */
final class BodyProblems {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          String.class, "a text without control characters",
          UUID.class, "an id",
          LocalDate.class, "a day like 2026-11-21",
          ZoneId.class, "a time zone like Europe/Berlin",
          BigDecimal.class, "a number",
          Boolean.class, "true or false",
          boolean.class, "true or false",
          Integer.class, "a whole number",
          int.class, "a whole number",
          long.class, "a whole number");

  private BodyProblems() {}

  static ApiProblem of(HttpMessageNotReadableException e) {
    return switch (e.getCause()) {
      case UnrecognizedPropertyException unknown ->
          ApiProblem.of(
                  Kind.INVALID,
                  "unknown_field",
                  "There is no field %s; there are: %s."
                      .formatted(path(unknown), known(unknown.getKnownPropertyIds())))
              .withErrors(List.of(new ApiProblem.FieldError(path(unknown), "is not known")));
      case MismatchedInputException wrong -> {
        String message = "must be " + wanted(wrong.getTargetType(), wrong);
        yield ApiProblem.of(Kind.INVALID, "invalid_body", "%s %s.".formatted(path(wrong), message))
            .withErrors(List.of(new ApiProblem.FieldError(path(wrong), message)));
      }
      case StreamReadException unreadable -> unreadable("The body is no JSON that can be read.");
      case JacksonException other -> {
        String where = path(other);
        yield where.equals("body")
            ? unreadable("The body cannot be read.")
            : ApiProblem.of(Kind.INVALID, "invalid_body", where + " cannot be used.")
                .withErrors(List.of(new ApiProblem.FieldError(where, "cannot be used")));
      }
      case null, default -> unreadable("The request has no body, or it ended early.");
    };
  }

  private static ApiProblem unreadable(String sentence) {
    return ApiProblem.of(Kind.UNREADABLE, "body_unreadable", sentence);
  }

  private static String known(@Nullable Collection<Object> names) {
    return names == null || names.isEmpty()
        ? "none"
        : String.join(", ", names.stream().map(Object::toString).sorted().toList());
  }

  private static String wanted(@Nullable Class<?> type, MismatchedInputException wrong) {
    if (type == null) {
      return "there once and fit its place";
    }
    if (type.isEnum() && wrong instanceof InvalidFormatException) {
      return "one of "
          + String.join(
              ", ",
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                  .toList());
    }
    if (type.isRecord()) {
      return "there and an object with the fields that the API's document names";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    if (Map.class.isAssignableFrom(type)) {
      return "an object";
    }
    return NAMES.getOrDefault(type, "as the API's document says");
  }

  /** Names from outside are cut: they are repeated in the answer. */
  private static String path(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    if (path.isEmpty()) {
      return "body";
    }
    String text = path.substring(0, Math.min(path.length(), 100));
    return Texts.storable(text) ? text : "a field with an odd name";
  }
}
