package dev.tributary.server.api;

import dev.tributary.server.people.Permission;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom a handler method lets in, as its annotation says. */
public sealed interface Access {

  /** {@link Public}. */
  record Everybody() implements Access {}

  /** {@link SignedIn}. */
  record AnyCaller() implements Access {}

  /** {@link OperatorOnly}. */
  record Operators() implements Access {}

  /** {@link Allowed}. */
  record Members(Permission permission) implements Access {}

  /**
   * @return empty for a method without an annotation, which nobody may call
   * @throws IllegalStateException the method has several
   */
  static Optional<Access> of(AnnotatedElement method) {
    List<Access> found = new ArrayList<>();
    if (method.isAnnotationPresent(Public.class)) {
      found.add(new Everybody());
    }
    if (method.isAnnotationPresent(SignedIn.class)) {
      found.add(new AnyCaller());
    }
    if (method.isAnnotationPresent(OperatorOnly.class)) {
      found.add(new Operators());
    }
    Allowed allowed = method.getAnnotation(Allowed.class);
    if (allowed != null) {
      found.add(new Members(allowed.value()));
    }
    if (found.size() > 1) {
      throw new IllegalStateException(method + " says more than once whom it lets in");
    }
    return found.stream().findFirst();
  }
}
