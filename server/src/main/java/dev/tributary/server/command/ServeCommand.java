package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.app.NodeRoles;
import dev.tributary.server.app.Server;
import dev.tributary.server.log.LogFormat;
import dev.tributary.server.people.Links;
import dev.tributary.server.people.SigningIn;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "serve",
    description = {
      "Runs the server until Ctrl-C: syncs what is connected and answers on its port.",
      "Settings come from tributary.properties and TRIBUTARY_* variables; all are in"
          + " docs/settings.md."
    },
    footer = {"", "Example:", "  TRIBUTARY_KEY_FILE=./key TRIBUTARY_PORT=8080 ./tributary serve"})
final class ServeCommand extends Command {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @CommandLine.Option(
      names = "--roles",
      paramLabel = "ROLES",
      description =
          "api, worker or api,worker: what this process does (default: the setting roles)")
  @Nullable String roles;

  ServeCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  private Settings settings() {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    return roles == null ? settings : settings.with(Setting.ROLES, roles);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = settings();
    boolean jsonLog = LogFormat.json(settings);
    try (Server server = Server.start(settings, true)) {
      List<String> does = NodeRoles.of(settings).words();
      answer.put("ok", true).put("address", server.address().toString());
      does.forEach(answer.putArray("roles")::add);
      Optional<String> setup = setupLink(settings, server);
      setup.ifPresent(link -> answer.put("setupLink", link));
      if (json) {
        printObject(answer.toString());
      }
      String up =
          "Tributary runs at %s (public: %s) as %s. Ctrl-C ends it."
              .formatted(server.address(), server.publicUrl(), String.join(" and ", does));
      if (jsonLog) {
        LOG.info(up);
      } else {
        say.note(up);
      }
      setup.ifPresent(link ->
          say.note(
              "Nobody can sign in yet. This link makes an owner, once, within a day: %s"
                  .formatted(link)));
      stayUp();
    }
    return ExitCode.OK;
  }

  /** Printed and never logged. */
  private static Optional<String> setupLink(Settings settings, Server server) {
    SigningIn signingIn = server.backend().people().signingIn();
    return NodeRoles.of(settings).api() && signingIn.empty()
        ? Optional.of(new Links(server.publicUrl()).setup(signingIn.ownerLink()))
        : Optional.empty();
  }
}
