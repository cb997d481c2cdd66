package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.http.Limits;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderClient;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.lang.System.Logger;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * Meta's hosts as they are configured, behind one client. Tokens travel in the header {@code
 * Authorization} or in a form, never in an address; every call carries {@code appsecret_proof}.
 * Safe for any number of threads.
 */
final class GraphApi {
  /** Tells that the version which was asked for is ending or was replaced by a newer one. */
  static final String VERSION_WARNING = "X-Ad-Api-Version-Warning";

  /** Whoever waits so long for an answer waits for Meta's work, not for the network. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Logger LOG = System.getLogger(GraphApi.class.getName());

  private final ProviderEnvironment environment;
  private final ProviderClient client;

  GraphApi(ProviderEnvironment environment) {
    this.environment = environment;
    this.client = new ProviderClient(environment, Limits.DEFAULT);
  }

  AppCredentials app() throws SyncException {
    return environment
        .app()
        .get()
        .orElseThrow(() ->
            new SyncException(
                new Failure.Misconfigured(
                    "No Meta app is entered yet; an operator adds its app ID and secret.")));
  }

  Optional<AppCredentials> appIfAny() {
    return environment.app().get();
  }

  Optional<Secret> appSecret() {
    return environment.app().get().map(AppCredentials::clientSecret);
  }

  /** The token by which an app speaks for itself. */
  static Secret token(AppCredentials app) {
    return Secret.of(app.clientId() + "|" + app.clientSecret().reveal());
  }

  /** An address of the configured version below {@code consent} or {@code graph}. */
  URI address(String name, String path, Map<String, String> query) {
    String base = environment.address(name).toString();
    StringJoiner joined = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach((key, value) -> joined.add(key + "=" + URLEncoder.encode(value, UTF_8)));
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
            + "/"
            + environment.version("graph")
            + path
            + joined);
  }

  /**
   * Reads.
   *
   * @param subject what is asked about, for messages
   * @throws SyncException as {@link GraphErrors} says for a status above 299; an error under status
   *     200 is for the reader of the answer to find
   */
  ProviderAnswer get(
      String path,
      Map<String, String> query,
      ConnectionCredentials credentials,
      String subject,
      Call call)
      throws SyncException, InterruptedException {
    return patiently(
        ProviderRequest.get(address("graph", path, proven(query, credentials)))
            .withBearer(credentials.accessToken()),
        subject,
        call);
  }

  /** Asks with parameters that may be longer than an address, or makes something. */
  ProviderAnswer post(
      String path,
      Map<String, String> fields,
      ConnectionCredentials credentials,
      String subject,
      Call call)
      throws SyncException, InterruptedException {
    return patiently(
        ProviderRequest.postForm(
                address("graph", path, Map.of()), proven(fields, credentials), Map.of())
            .withBearer(credentials.accessToken()),
        subject,
        call);
  }

  /** Meta works at some questions until nobody waits any more: they are too large, not lost. */
  private ProviderAnswer patiently(ProviderRequest request, String subject, Call call)
      throws SyncException, InterruptedException {
    Instant asked = call.now();
    try {
      return send(request, subject, call);
    } catch (SyncException thrown) {
      Duration waited = Duration.between(asked, call.now());
      if (thrown.failure() instanceof Failure.Network && waited.compareTo(PATIENCE) >= 0) {
        throw new SyncException(
            new Failure.TooLarge(
                "Meta did not answer for %s within %d s, so less is asked for at once."
                    .formatted(subject, waited.toSeconds())),
            thrown);
      }
      throw thrown;
    }
  }

  ProviderAnswer delete(String path, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    ProviderRequest form =
        ProviderRequest.postForm(
            address("graph", path, proven(Map.of(), credentials)), Map.of(), Map.of());
    return send(
        new ProviderRequest(
                "DELETE", form.address(), Optional.empty(), Optional.empty(), form.secrets())
            .withBearer(credentials.accessToken()),
        subject,
        call);
  }

  /** Sends as it is. */
  ProviderAnswer send(ProviderRequest request, String subject, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer = client.send(request, call);
    answer
        .header(VERSION_WARNING)
        .ifPresent(warning ->
            LOG.log(
                Logger.Level.WARNING,
                "Meta warns about the configured API version {0}: {1}",
                environment.version("graph"),
                answer.masked(warning)));
    if (!answer.ok()) {
      throw GraphErrors.of(answer, subject, call.now());
    }
    return answer;
  }

  /** A small answer as a tree, errors under status 200 found. */
  static JsonNode object(ProviderAnswer answer, String subject, Call call) throws SyncException {
    JsonNode json = answer.json();
    if (json.path("error").isObject()) {
      throw GraphErrors.of(answer, subject, call.now());
    }
    if (!json.isObject()) {
      throw answer.malformed("answered with JSON of another form");
    }
    return json;
  }

  /** A key of a system user may belong to an app that nobody entered here. */
  private Map<String, String> proven(Map<String, String> query, ConnectionCredentials credentials)
      throws SyncException {
    Optional<AppCredentials> app =
        credentials instanceof OAuthCredentials ? Optional.of(app()) : appIfAny();
    if (app.isEmpty()) {
      return query;
    }
    Map<String, String> proven = new LinkedHashMap<>(query);
    proven.put(
        "appsecret_proof",
        Signature.hex(
            credentials.accessToken().reveal().getBytes(UTF_8), app.get().clientSecret()));
    return proven;
  }
}
