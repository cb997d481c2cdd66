package dev.tributary.server.app;

import dev.tributary.engine.EngineSettings.Notifying;
import dev.tributary.engine.notify.MailSettings;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How administrators are told, as the settings say. */
public final class Mail {

  /**
   * @throws Problem the settings for e-mail do not go together
   */
  public static Notifying notifying(Settings settings) {
    return new Notifying(server(settings), settings.duration(Setting.STALE_AFTER));
  }

  /** The mail server; empty when none is set up. */
  public static Optional<MailSettings> server(Settings settings) {
    Optional<String> host = settings.textIfSet(Setting.SMTP_HOST);
    if (host.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> user = settings.textIfSet(Setting.SMTP_USER);
    Optional<Secret> password = settings.secret(Setting.SMTP_PASSWORD);
    if (user.isPresent() != password.isPresent()) {
      throw new Problem(
          ExitCode.USAGE, "smtp-user and smtp-password go together; set both or none.");
    }
    String from =
        settings
            .textIfSet(Setting.SMTP_FROM)
            .orElseThrow(() ->
                new Problem(
                    ExitCode.USAGE, "smtp-host needs smtp-from, the sender's address of notices."));
    try {
      return Optional.of(
          new MailSettings(
              host.get(),
              settings.number(Setting.SMTP_PORT),
              user.flatMap(name -> password.map(secret -> new MailSettings.Login(name, secret))),
              MailSettings.Tls.valueOf(
                  settings.text(Setting.SMTP_TLS).strip().toUpperCase(Locale.ROOT)),
              from.strip(),
              addresses(settings),
              MailSettings.TIMEOUT));
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ExitCode.USAGE, "The settings for e-mail cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static List<String> addresses(Settings settings) {
    return settings
        .textIfSet(Setting.NOTICE_ADDRESSES)
        .map(all -> Arrays.stream(all.split(",", -1)).map(String::strip).toList())
        .orElse(List.of());
  }

  private Mail() {}
}
