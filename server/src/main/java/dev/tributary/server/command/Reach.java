package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.ControlClient;
import dev.tributary.server.app.Server;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.util.Optional;

/**
 * The server that a command speaks to: the one that runs on the data folder, or one started for the
 * command's own time.
 */
record Reach(ControlClient client, Optional<Server> own) implements AutoCloseable {

  /** What a server of the command's own must be able to do. */
  enum Need {
    /** Read what is stored; any free port will do. */
    LOOK,
    /** Be found by a browser that comes back from a provider: on the port that is set. */
    CONNECT,
    /** Work on syncs; any free port will do. */
    SYNC
  }

  static Reach of(Settings settings, Need need, Terminal say) throws InterruptedException {
    var folder = settings.path(Setting.DATA);
    Optional<ControlClient> running = ControlClient.find(folder);
    if (running.isPresent()) {
      return new Reach(running.get(), Optional.empty());
    }
    say.note("No server is running; starting one for this command ...");
    Settings own = need == Need.CONNECT ? settings : settings.with(Setting.PORT, "0");
    Server server = Server.start(own, need == Need.SYNC);
    try {
      return new Reach(
          ControlClient.find(folder).orElseThrow(() -> unwritten(settings)), Optional.of(server));
    } catch (RuntimeException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static Problem unwritten(Settings settings) {
    return new Problem(
        ExitCode.ENVIRONMENT,
        "The folder "
            + settings.path(Setting.DATA)
            + " cannot be written; choose another with TRIBUTARY_DATA.");
  }

  @Override
  public void close() {
    client.close();
    own.ifPresent(Server::close);
  }
}
