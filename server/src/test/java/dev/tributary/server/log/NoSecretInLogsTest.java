package dev.tributary.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.tributary.postgres.TestCluster;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.app.Server;
import dev.tributary.server.demo.ConsentBrowser;
import dev.tributary.server.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the demo does, with every logger at its most talkative. */
class NoSecretInLogsTest {
  private static final String METRICS_TOKEN = "metrics-canary-7f3a";

  /** Tokens as Google, and so the sandbox, writes them. */
  private static final Pattern TOKENS = Pattern.compile("ya29\\.|1//0|-----BEGIN");

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  /** They show requests as they came; logback.xml holds them at WARN, whatever the root has. */
  private final List<Logger> rawRequests =
      List.of(context.getLogger("org.apache"), context.getLogger("org.springframework.web"));

  private final StringBuffer written = new StringBuffer();
  private final AppenderBase<ILoggingEvent> memory =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          written
              .append(event.getLoggerName())
              .append(' ')
              .append(event.getFormattedMessage())
              .append(event.getMDCPropertyMap());
          if (event.getThrowableProxy() != null) {
            written.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
          written.append('\n');
        }
      };
  @TempDir Path folder;

  @BeforeEach
  void listen() {
    memory.setContext(context);
    memory.start();
    root.addAppender(memory);
    root.setLevel(Level.TRACE);
    rawRequests.forEach(logger -> logger.setLevel(Level.WARN));
  }

  @AfterEach
  void forget() {
    root.setLevel(Level.OFF);
    root.detachAppender(memory);
    rawRequests.forEach(logger -> logger.setLevel(null));
  }

  @Test
  void connecting_syncing_failing_and_operating_leave_no_secret_at_any_level() throws Exception {
    List<String> secrets = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false))) {
      Map<String, String> environment =
          SharedServer.installation(folder, TestCluster.shared().freshDatabase());
      environment.putAll(SharedServer.towards(sandbox));
      environment.put("TRIBUTARY_PORT", "0");
      environment.put("TRIBUTARY_METRICS_TOKEN", METRICS_TOKEN);
      try (Server server = Server.start(Settings.load(folder, environment), true)) {
        secrets.add(METRICS_TOKEN);
        secrets.add(Files.readString(folder.resolve("key")).strip());
        secrets.add(Files.readAllLines(folder.resolve("server")).get(1));
        secrets.add(sandbox.description().google().clientSecret());
        Captured connect =
            Captured.start(
                environment, "connect", "google_analytics", "--account", "412001", "--days", "2");
        URI begin = URI.create(connect.said("(http://localhost:\\d+/connect/\\S+)"));
        secrets.add(begin.getPath().substring("/connect/".length()));
        new ConsentBrowser().open(begin);
        assertThat(connect.code()).as(connect.toString()).isZero();
        assertThat(Captured.run(environment, "sync").code()).isZero();
        assertThat(Captured.run(environment, "jobs").code()).isZero();
        try (HttpClient client = HttpClient.newHttpClient()) {
          for (String path : List.of("/metrics", "/control/status", "/nothing")) {
            client.send(
                HttpRequest.newBuilder(server.address().resolve(path))
                    .header("Authorization", "Bearer " + METRICS_TOKEN)
                    .build(),
                BodyHandlers.discarding());
          }
        }
      }
    }
    String log = written.toString();
    assertThat(log).hasSizeGreaterThan(10_000).contains("dev.tributary");
    assertThat(secrets)
        .allSatisfy(secret -> {
          assertThat(secret).hasSizeGreaterThan(8);
          assertThat(lines(log, secret)).isEmpty();
        });
    assertThat(TOKENS.matcher(log).find()).isFalse();
  }

  /** Where a text stands, short enough to be read. */
  private static List<String> lines(String log, String text) {
    return log.lines()
        .filter(line -> line.contains(text))
        .map(line -> line.substring(0, Math.min(160, line.length())))
        .toList();
  }
}
