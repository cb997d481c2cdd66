package dev.tributary.server;

import dev.tributary.server.command.Commands;
import dev.tributary.server.terminal.Terminal;

/** Where the process starts; the launcher {@code ./tributary} calls it. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("serve")) {
      System.setProperty("tributary.log", System.getProperty("tributary.log", "INFO"));
    }
    if (System.getenv().containsKey("TRIBUTARY_DEBUG")) {
      System.setProperty("tributary.trace", "full");
    }
    int code = Commands.execute(System.getenv(), Terminal.ofProcess(System.getenv()), arguments);
    System.exit(code);
  }
}
