package dev.tributary.server.app;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.vault.VaultException;
import dev.tributary.postgres.EmbeddedPostgresException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.store.DatabaseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** The one place that turns what the modules throw into a sentence and an exit code. */
public final class Problems {
  private Problems() {}

  /** Empty for a mistake of our own. */
  public static Optional<Problem> of(@Nullable Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      Problem problem = known(e);
      if (problem != null) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  /** What was asked for cannot be, or the provider said no. */
  private static ExitCode exitCode(ConnectException e) {
    return switch (e.code()) {
      case "not_found",
          "no_adapter",
          "no_oauth",
          "no_list",
          "bad_return",
          "nothing_chosen",
          "nothing_missing",
          "nothing_to_read",
          "not_syncing",
          "not_dead",
          "no_days",
          "address_unreadable",
          "mail_not_set_up",
          "being_deleted",
          "changed_meanwhile",
          "disconnected",
          "range_before_account",
          "range_in_future",
          "range_not_kept",
          "schedule_range",
          "schedule_unreadable",
          "setting_unreadable",
          "stream_unknown",
          "too_many_routes",
          "zone_fixed",
          "zone_unknown",
          "names_days",
          "reason_missing",
          "reconnect_needed" ->
          ExitCode.USAGE;
      default -> ExitCode.PROVIDER;
    };
  }

  private static Problem databaseGone(Throwable e) {
    return new Problem(
        ExitCode.DATABASE,
        "The database stopped answering; check that it runs. Nothing stored is lost, and syncing goes"
            + " on by itself when it is back.",
        e);
  }

  private static @Nullable Problem known(Throwable e) {
    String sentence = e.getMessage() == null ? "" : e.getMessage();
    return switch (e) {
      case Problem problem -> problem;
      case DatabaseException.RolesMissing missing ->
          new Problem(
              ExitCode.DATABASE, sentence + "\n" + String.join("\n", missing.statements()), e);
      case DatabaseException database -> new Problem(ExitCode.DATABASE, sentence, e);
      case EmbeddedPostgresException postgres ->
          new Problem(
              switch (postgres.problem()) {
                case PORT_TAKEN, IN_USE, DISK_FULL, NOT_WRITABLE, UNSUPPORTED ->
                    ExitCode.ENVIRONMENT;
                case OTHER_VERSION, PASSWORD_MISSING, FAILED -> ExitCode.DATABASE;
              },
              postgres.problem() == EmbeddedPostgresException.Problem.IN_USE
                  ? sentence
                      + " Several servers share a PostgreSQL of their own, which database-url names;"
                      + " docs/scale-out.md tells how."
                  : sentence,
              e);
      case VaultException vault -> new Problem(ExitCode.USAGE, sentence, e);
      case ConnectException connect -> new Problem(exitCode(connect), sentence, e);
      case DataAccessResourceFailureException gone -> databaseGone(e);
      case CannotCreateTransactionException gone -> databaseGone(e);
      case TransactionSystemException gone -> databaseGone(e);
      case OutOfMemoryError memory ->
          new Problem(
              ExitCode.ENVIRONMENT,
              "The memory given to Tributary is used up; give it more, for example with"
                  + " TRIBUTARY_HEAP=768m, and start it again. Nothing is lost.",
              e);
      default -> null;
    };
  }
}
