package dev.tributary.engine.vault;

import org.jspecify.annotations.Nullable;

/** Credentials cannot be kept or opened. The message says what to do and holds no secret. */
public final class VaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VaultException(String message) {
    this(message, null);
  }

  VaultException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
