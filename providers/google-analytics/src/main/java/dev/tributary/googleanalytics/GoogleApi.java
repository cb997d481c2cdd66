package dev.tributary.googleanalytics;

import dev.tributary.http.Limits;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderClient;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.SyncException;
import java.net.URI;

/** Google's hosts as they are configured, behind one client. Safe for any number of threads. */
final class GoogleApi {
  private final ProviderEnvironment environment;
  private final ProviderClient client;

  GoogleApi(ProviderEnvironment environment) {
    this.environment = environment;
    this.client = new ProviderClient(environment, Limits.DEFAULT);
  }

  ProviderEnvironment environment() {
    return environment;
  }

  /** An address below a versioned API: {@code data}, {@code admin} or {@code adminAlpha}. */
  URI versioned(String version, String path) {
    String host = version.equals("adminAlpha") ? "admin" : version;
    return address(host, "/" + environment.version(version) + path);
  }

  URI address(String name, String path) {
    String base = environment.address(name).toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  /** Sends as it is; any status comes back. */
  ProviderAnswer send(ProviderRequest request, Call call)
      throws SyncException, InterruptedException {
    return client.send(request, call);
  }

  /**
   * Sends with the access token.
   *
   * @param subject what is asked about, for messages
   * @throws SyncException as {@link GoogleErrors} says for any status but 2xx
   */
  ProviderAnswer authorized(
      ProviderRequest request, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer = client.send(request.withBearer(credentials.accessToken()), call);
    if (!answer.ok()) {
      throw GoogleErrors.of(answer, subject, call.now());
    }
    return answer;
  }
}
