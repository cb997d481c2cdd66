package dev.tributary.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the database cannot be used. The message is one sentence with the next step. */
public abstract sealed class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** No server answers there, or it has no such database. */
  public static final class Unreachable extends DatabaseException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The server refuses user or password. */
  public static final class LoginRefused extends DatabaseException {
    private static final long serialVersionUID = 1L;

    LoginRefused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The server is older than PostgreSQL 15. */
  public static final class ServerTooOld extends DatabaseException {
    private static final long serialVersionUID = 1L;

    ServerTooOld(String message) {
      super(message, null);
    }
  }

  /** The schema was made by a newer Tributary. */
  public static final class SchemaTooNew extends DatabaseException {
    private static final long serialVersionUID = 1L;

    SchemaTooNew(String message) {
      super(message, null);
    }
  }

  /** The migrations failed. */
  public static final class MigrationFailed extends DatabaseException {
    private static final long serialVersionUID = 1L;

    MigrationFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The login may not make the roles: a person who may has to run the statements. */
  public static final class RolesMissing extends DatabaseException {
    private static final long serialVersionUID = 1L;
    private final List<String> statements;

    RolesMissing(String message, List<String> statements, @Nullable Throwable cause) {
      super(message, cause);
      this.statements = List.copyOf(statements);
    }

    public List<String> statements() {
      return statements;
    }
  }

  /** Tables of tenants stand without row level security. */
  public static final class Unprotected extends DatabaseException {
    private static final long serialVersionUID = 1L;

    Unprotected(String message) {
      super(message, null);
    }
  }
}
