package dev.tributary.sandbox.google;

import java.util.List;
import java.util.Map;

/** Ends a request with an error body as Google's APIs write it. */
public final class GoogleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String status;
  private final transient List<Map<String, Object>> details;

  public GoogleException(
      int code, String status, String message, List<Map<String, Object>> details) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.details = List.copyOf(details);
  }

  public static GoogleException invalidArgument(String message) {
    return new GoogleException(400, "INVALID_ARGUMENT", message, List.of());
  }

  public static GoogleException notFound(String message) {
    return new GoogleException(404, "NOT_FOUND", message, List.of());
  }

  public static GoogleException exhausted(String message) {
    return new GoogleException(429, "RESOURCE_EXHAUSTED", message, List.of());
  }

  public static GoogleException denied(String message) {
    return new GoogleException(403, "PERMISSION_DENIED", message, List.of());
  }

  public int code() {
    return code;
  }

  public String status() {
    return status;
  }

  /** The body's details; empty when it has none. */
  public List<Map<String, Object>> details() {
    return details;
  }
}
