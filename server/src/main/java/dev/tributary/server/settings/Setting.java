package dev.tributary.server.settings;

import dev.tributary.spi.AdapterFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * One setting of the server: {@code name} in {@code tributary.properties}, {@code TRIBUTARY_NAME}
 * in the environment, which wins.
 *
 * @param name lower case with dashes, for example {@code public-url}
 * @param kind how the value is read and checked
 * @param standard the value when none is given; empty for none
 * @param meaning one sentence for the reference
 */
public record Setting(String name, Kind kind, String standard, String meaning) {

  /** How a value is read. */
  public enum Kind {
    TEXT,
    SECRET,
    /** A PostgreSQL address; it may hold a password, so it is never shown. */
    JDBC,
    /** Lower-case letters, digits and underscores. */
    NAME,
    PORT,
    NUMBER,
    /** A number of days for which something is kept. */
    DAYS,
    URL,
    DURATION,
    /** A duration of seconds. */
    SHORT_DURATION,
    PATH,
    /** {@code api}, {@code worker} or both with a comma. */
    ROLES,
    /** {@code text} or {@code json}. */
    LOG_FORMAT,
    /** One e-mail address. */
    EMAIL,
    /** E-mail addresses with commas between them. */
    EMAILS,
    /** Addresses of machines and networks with commas between them. */
    NETWORKS,
    /** {@code starttls}, {@code implicit} or {@code none}. */
    TLS
  }

  public static final String PORT = "port";
  public static final String ADDRESS = "address";
  public static final String PUBLIC_URL = "public-url";
  public static final String TRUSTED_PROXIES = "trusted-proxies";
  public static final String API_READS = "api-reads-per-minute";
  public static final String API_WRITES = "api-writes-per-minute";
  public static final String DATA = "data";
  public static final String DATABASE_URL = "database-url";
  public static final String DATABASE_USER = "database-user";
  public static final String DATABASE_PASSWORD = "database-password";
  public static final String DATABASE_APP_PASSWORD = "database-app-password";
  public static final String DATABASE_SYSTEM_PASSWORD = "database-system-password";
  public static final String DATABASE_ROLES = "database-roles";
  public static final String KEY = "key";
  public static final String KEY_FILE = "key-file";
  public static final String WORKERS = "workers";
  public static final String SMTP_HOST = "smtp-host";
  public static final String SMTP_PORT = "smtp-port";
  public static final String SMTP_USER = "smtp-user";
  public static final String SMTP_PASSWORD = "smtp-password";
  public static final String SMTP_TLS = "smtp-tls";
  public static final String SMTP_FROM = "smtp-from";
  public static final String NOTICE_ADDRESSES = "notice-addresses";
  public static final String STALE_AFTER = "stale-after";
  public static final String WORKSPACE_WORKERS = "workspace-workers";
  public static final String HEARTBEAT = "heartbeat";
  public static final String SYNC_INTERVAL = "sync-interval";
  public static final String ROLES = "roles";
  public static final String EMAIL_EVENT_DAYS = "email-event-days";
  public static final String EMAIL_MESSAGE_DAYS = "email-message-days";
  public static final String EMAIL_BATCH_DAYS = "email-batch-days";
  public static final String WEBHOOK_DAYS = "webhook-days";
  public static final String METRICS_TOKEN = "metrics-token";
  public static final String LOG_FORMAT = "log-format";
  public static final String OTLP_ENDPOINT = "otlp-endpoint";
  public static final String HTTP_PROXY = "http-proxy";
  public static final String CA_FILE = "ca-file";

  private static final List<Setting> OWN =
      List.of(
          new Setting(PORT, Kind.PORT, "8080", "The port to listen on; 0 takes a free one."),
          new Setting(
              ADDRESS,
              Kind.TEXT,
              "127.0.0.1",
              "The network address to listen on; 0.0.0.0 for all, behind a proxy that ends TLS."),
          new Setting(
              PUBLIC_URL,
              Kind.URL,
              "http://localhost:8080",
              "The address under which browsers and providers reach this server; OAuth redirects lie under it."),
          new Setting(
              TRUSTED_PROXIES,
              Kind.NETWORKS,
              "",
              "The proxies whose X-Forwarded-For tells where a request comes from, as addresses or networks like 10.0.0.0/8 with commas between them."),
          new Setting(
              API_READS,
              Kind.NUMBER,
              "1200",
              "How many requests that only read a person or key may make in a minute, on each node."),
          new Setting(
              API_WRITES,
              Kind.NUMBER,
              "300",
              "How many requests that change something a person or key may make in a minute, on each node."),
          new Setting(
              DATA,
              Kind.PATH,
              "tributary-data",
              "The folder of the embedded PostgreSQL and the key file; unused with an own database and key."),
          new Setting(
              DATABASE_URL,
              Kind.JDBC,
              "",
              "JDBC address of a PostgreSQL 15 or newer, for example jdbc:postgresql://db:5432/tributary; none starts the embedded one."),
          new Setting(
              DATABASE_USER,
              Kind.TEXT,
              "",
              "The login that owns the tables; it makes the two others or prints their statements."),
          new Setting(DATABASE_PASSWORD, Kind.SECRET, "", "The password of database-user."),
          new Setting(
              DATABASE_APP_PASSWORD,
              Kind.SECRET,
              "",
              "The password of the role that serves tenants, where an administrator made the roles."),
          new Setting(
              DATABASE_SYSTEM_PASSWORD,
              Kind.SECRET,
              "",
              "The password of the role that runs the scheduler, where an administrator made the roles."),
          new Setting(
              DATABASE_ROLES,
              Kind.NAME,
              "tributary",
              "How the names of the three roles begin; another for each installation on one server."),
          new Setting(
              KEY,
              Kind.SECRET,
              "",
              "The key that wraps every stored credential; make one with ./tributary keys generate."),
          new Setting(
              KEY_FILE, Kind.PATH, "", "A file that holds the key, instead of the key itself."),
          new Setting(
              WORKERS,
              Kind.NUMBER,
              "10",
              "How many integrations sync at the same time on this node."),
          new Setting(
              WORKSPACE_WORKERS,
              Kind.NUMBER,
              "",
              "How many integrations of one workspace sync at the same time on all nodes; half of workers when empty, so that no workspace takes every place."),
          new Setting(
              HEARTBEAT,
              Kind.SHORT_DURATION,
              "PT8S",
              "How often a running sync gives a sign of life; after four missed ones another node takes it over. The same on every node, and rarely worth a change."),
          new Setting(
              SYNC_INTERVAL,
              Kind.DURATION,
              "PT1H",
              "How often an integration reads the days that may still change, as an ISO 8601 duration."),
          new Setting(
              ROLES,
              Kind.ROLES,
              "api,worker",
              "What this process does: api answers people and programs, worker syncs; both on a single node."),
          new Setting(
              SMTP_HOST,
              Kind.TEXT,
              "",
              "The mail server that takes notices; none shows them in the application alone."),
          new Setting(SMTP_PORT, Kind.PORT, "587", "Its port; 465 is usual for smtp-tls=implicit."),
          new Setting(
              SMTP_USER, Kind.TEXT, "", "The login at the mail server, where it wants one."),
          new Setting(SMTP_PASSWORD, Kind.SECRET, "", "The password of smtp-user."),
          new Setting(
              SMTP_TLS,
              Kind.TLS,
              "starttls",
              "How the mail connection is encrypted: starttls, implicit from the first byte, or none, which sends no password to another machine."),
          new Setting(
              SMTP_FROM, Kind.EMAIL, "", "The sender of notices, for example kpi@example.com."),
          new Setting(
              NOTICE_ADDRESSES,
              Kind.EMAILS,
              "",
              "Where notices go of workspaces that have no routes of their own; several with commas between them."),
          new Setting(
              STALE_AFTER,
              Kind.DURATION,
              "PT24H",
              "Administrators are told when the newest data of a connection is older than this and newer was due."),
          new Setting(
              EMAIL_EVENT_DAYS,
              Kind.DAYS,
              "90",
              "For how many days every single thing is kept that was told about e-mails."),
          new Setting(
              EMAIL_MESSAGE_DAYS,
              Kind.DAYS,
              "400",
              "For how many days it is kept what became of each e-mail."),
          new Setting(
              EMAIL_BATCH_DAYS,
              Kind.DAYS,
              "400",
              "For how many days batches of e-mails are kept after they ended, with their recipients."),
          new Setting(
              WEBHOOK_DAYS,
              Kind.DAYS,
              "30",
              "For how many days it is kept what providers sent, and what was made of it."),
          new Setting(
              METRICS_TOKEN,
              Kind.SECRET,
              "",
              "The bearer token with which other machines may read /metrics; none keeps it to this machine."),
          new Setting(
              LOG_FORMAT,
              Kind.LOG_FORMAT,
              "text",
              "How serve writes its log: text, or json with one object a line."),
          new Setting(
              OTLP_ENDPOINT,
              Kind.URL,
              "",
              "An OpenTelemetry collector that gets traces over OTLP/HTTP, for example http://localhost:4318; none sends nothing."),
          new Setting(
              HTTP_PROXY,
              Kind.URL,
              "",
              "The proxy through which providers are asked, for example http://proxy:3128, without a login; addresses of this machine are asked directly."),
          new Setting(
              CA_FILE,
              Kind.PATH,
              "",
              "A file of PEM certificates that providers' and proxies' certificates may be signed by, beside those that the JDK trusts."));

  /** All settings: the server's own, then those of every provider found. */
  public static List<Setting> all() {
    List<Setting> all = new ArrayList<>(OWN);
    factories().forEach(factory -> all.addAll(of(factory)));
    return List.copyOf(all);
  }

  /** The names of the settings that say where a provider is. */
  public static List<String> addresses(String provider) {
    return factories()
        .filter(factory -> factory.provider().equals(provider))
        .flatMap(factory -> factory.addresses().keySet().stream())
        .map(name -> prefix(provider) + dashed(name) + "-url")
        .toList();
  }

  /** The ids of the providers of this installation. */
  public static List<String> providers() {
    return factories().map(AdapterFactory::provider).toList();
  }

  /** Whether a provider's OAuth client is among the settings. */
  public static boolean usesApp(String provider) {
    return factories()
        .anyMatch(factory -> factory.provider().equals(provider) && factory.usesApp());
  }

  private static Stream<AdapterFactory> factories() {
    return ServiceLoader.load(AdapterFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(AdapterFactory::provider));
  }

  private static List<Setting> of(AdapterFactory factory) {
    String prefix = prefix(factory.provider());
    List<Setting> settings = new ArrayList<>();
    if (factory.usesApp()) {
      settings.add(
          new Setting(
              prefix + "client-id",
              Kind.TEXT,
              "",
              "The OAuth client's id at " + factory.provider() + "."));
      settings.add(
          new Setting(
              prefix + "client-secret",
              Kind.SECRET,
              "",
              "The OAuth client's secret at " + factory.provider() + "."));
    }
    factory.addresses().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(address ->
            settings.add(
                new Setting(
                    prefix + dashed(address.getKey()) + "-url",
                    Kind.URL,
                    address.getValue().toString(),
                    "Base address of "
                        + factory.provider()
                        + " "
                        + address.getKey()
                        + "; change it only to use a sandbox.")));
    factory.versions().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(version ->
            settings.add(
                new Setting(
                    prefix + dashed(version.getKey()) + "-version",
                    Kind.TEXT,
                    version.getValue(),
                    "API version of " + factory.provider() + " " + version.getKey() + ".")));
    return settings;
  }

  /** {@code adminAlpha} becomes {@code admin-alpha}. */
  public static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** For example {@code google-analytics-}. */
  public static String prefix(String provider) {
    return provider.replace('_', '-') + "-";
  }

  /** The name in the environment, for example {@code TRIBUTARY_PUBLIC_URL}. */
  public String variable() {
    return "TRIBUTARY_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
