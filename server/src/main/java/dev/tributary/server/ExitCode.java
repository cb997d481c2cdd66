package dev.tributary.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a command's end means to a script. The same table stands in {@code docs/commands.md}. */
public enum ExitCode {
  OK(0, "done, and the result is good"),
  NOT_OK(1, "done, but the result is not good (a number differs, a job failed)"),
  USAGE(2, "the command line or a setting could not be understood"),
  ENVIRONMENT(3, "something on this machine is missing, taken or full"),
  DATABASE(4, "the database cannot be reached or used"),
  PROVIDER(5, "a provider refused or could not be reached"),
  DEFECT(70, "a mistake of Tributary's own"),
  INTERRUPTED(130, "stopped by Ctrl-C; nothing is lost");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** By the name that stands in JSON, for example {@code usage}. */
  public static Optional<ExitCode> named(String name) {
    return Arrays.stream(values()).filter(code -> code.label().equals(name)).findFirst();
  }

  /** The name that stands in JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}
