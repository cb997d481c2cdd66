package dev.tributary.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EchoEncoder;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger log = context.getLogger("dev.tributary.server.log.test");
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

  @BeforeEach
  void listen() {
    appender.setContext(context);
    appender.setEncoder(new EchoEncoder<>());
    appender.setOutputStream(stderr);
    appender.start();
    root.addAppender(appender);
    log.setLevel(Level.INFO);
  }

  @AfterEach
  void forget() {
    root.detachAppender(appender);
    log.setLevel(null);
    MDC.clear();
  }

  private JsonNode line() {
    String written = stderr.toString(StandardCharsets.UTF_8);
    assertThat(written).endsWith("\n").hasLineCount(1);
    return new JsonMapper().readTree(written);
  }

  private Settings settings(String format) {
    return Settings.load(folder, Map.of()).with(Setting.LOG_FORMAT, format);
  }

  @Test
  void text_stays_text() {
    assertThat(LogFormat.json(settings("text"))).isFalse();
  }

  @Test
  void an_error_is_one_line_with_its_stack_and_what_was_worked_on() {
    assertThat(LogFormat.json(settings("json"))).isTrue();
    MDC.put("integration", "0198");
    log.error("Reading \"{}\" broke.\nBadly.", "visits", new IllegalStateException("why"));
    JsonNode line = line();
    assertThat(line.path("level").asString()).isEqualTo("ERROR");
    assertThat(line.path("message").asString()).isEqualTo("Reading \"visits\" broke.\nBadly.");
    assertThat(line.path("integration").asString()).isEqualTo("0198");
    assertThat(line.path("logger").asString()).isEqualTo(log.getName());
    assertThat(line.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(line.path("thread").asString()).isNotBlank();
    assertThat(line.path("error").asString())
        .contains("IllegalStateException: why", "JsonLinesTest");
  }

  @Test
  void a_line_without_an_error_names_none() {
    LogFormat.json(settings("json"));
    log.info("All is well.");
    assertThat(line().has("error")).isFalse();
    assertThat(line().has("integration")).isFalse();
  }
}
