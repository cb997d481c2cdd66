package dev.tributary.sandbox.meta;

import org.jspecify.annotations.Nullable;

/**
 * An answer of Meta that is an error. Clients decide on code and subcode, not on the HTTP status.
 *
 * @see MetaErrors
 */
public final class MetaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int code;
  private final int subcode;
  private final String type;
  private final String message;
  private final @Nullable String userMessage;

  /**
   * @param subcode 0 for none
   * @param message as it stands in the body
   */
  public MetaException(int status, int code, int subcode, String type, String message) {
    this(status, code, subcode, type, message, null);
  }

  MetaException(
      int status,
      int code,
      int subcode,
      String type,
      String message,
      @Nullable String userMessage) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.subcode = subcode;
    this.type = type;
    this.message = message;
    this.userMessage = userMessage;
  }

  MetaException withUserMessage(String text) {
    return new MetaException(status, code, subcode, type, message, text);
  }

  int status() {
    return status;
  }

  public int code() {
    return code;
  }

  public int subcode() {
    return subcode;
  }

  String type() {
    return type;
  }

  public String text() {
    return message;
  }

  @Nullable String userMessage() {
    return userMessage;
  }
}
