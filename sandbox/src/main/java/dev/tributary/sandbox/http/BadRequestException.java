package dev.tributary.sandbox.http;

import java.io.IOException;

/** What arrived is not HTTP/1.1 as this server speaks it. */
final class BadRequestException extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;

  BadRequestException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
