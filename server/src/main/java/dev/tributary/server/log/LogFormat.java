package dev.tributary.server.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import org.slf4j.LoggerFactory;

/** Brings the log into the format that is set; {@code logback.xml} begins with text. */
public final class LogFormat {
  private LogFormat() {}

  /** Whether the log is JSON from here on. */
  public static boolean json(Settings settings) {
    if (!settings.text(Setting.LOG_FORMAT).equals("json")) {
      return false;
    }
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.iteratorForAppenders()
        .forEachRemaining(appender -> {
          if (appender instanceof OutputStreamAppender<ILoggingEvent> written) {
            JsonLines encoder = new JsonLines();
            encoder.setContext(root.getLoggerContext());
            encoder.start();
            written.setEncoder(encoder);
          }
        });
    return true;
  }
}
