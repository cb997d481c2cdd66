package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;

/** What a kind of fault does to an exchange. */
public sealed interface FaultKind {
  /** The provider is never asked. */
  @FunctionalInterface
  non-sealed interface Instead extends FaultKind {
    Response answer(Fault fault, Request request);
  }

  /** The provider is asked something else. */
  @FunctionalInterface
  non-sealed interface Before extends FaultKind {
    Request change(Fault fault, Request request);
  }

  /** The provider's answer is changed. */
  @FunctionalInterface
  non-sealed interface After extends FaultKind {
    Response change(Fault fault, Response response);
  }
}
