package dev.tributary.e2e.resend;

import com.resend.Resend;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.http.LoopbackCertificate;
import dev.tributary.sandbox.resend.ResendDescription;
import dev.tributary.sandbox.resend.Team;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sandbox that speaks TLS under Resend's own name. The vendor's client has its address built in:
 * the JVM's proxy and trust are changed until this is closed, so that it comes here unchanged.
 */
final class ResendClients implements AutoCloseable {
  private static final String HOST = "api.resend.com";
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

  /** An answer to a plain client. */
  record Answer(int status, JsonNode json) {}

  private final Optional<ProxySelector> proxyBefore =
      Optional.ofNullable(ProxySelector.getDefault());
  private final Map<String, Optional<String>> before = new HashMap<>();
  private final Path folder;
  private final LoopbackCertificate certificate;
  private final Tunnel tunnel;
  private final HttpClient http;
  final Sandbox sandbox;
  final ResendDescription resend;
  final Resend vendor;

  ResendClients() throws Exception {
    this.folder = Files.createTempDirectory("resend-tls");
    this.certificate = LoopbackCertificate.make(folder, HOST);
    SSLContext tls = certificate.context();
    this.sandbox = Sandbox.start(SandboxOptions.DEFAULT.withTls(tls).withQuotas(false));
    this.resend = sandbox.resend().description(sandbox.base().toString());
    this.tunnel = new Tunnel(HOST, sandbox.port());
    this.http = HttpClient.newBuilder().sslContext(tls).build();
    set(TRUST, certificate.keys().toString());
    set(TRUST_PASSWORD, LoopbackCertificate.PASSWORD);
    ProxySelector.setDefault(tunnel);
    this.vendor = new Resend(resend.apiKey());
  }

  private void set(String property, String value) {
    before.put(property, Optional.ofNullable(System.getProperty(property)));
    System.setProperty(property, value);
  }

  Team team() {
    return sandbox.resend().nordlicht();
  }

  /** A request of a plain client with the key of full access. */
  Answer send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox.base() + path))
            .header("Authorization", "Bearer " + resend.apiKey())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  @Override
  public void close() throws Exception {
    ProxySelector.setDefault(proxyBefore.orElse(null));
    before.forEach((name, value) ->
        value.ifPresentOrElse(
            text -> System.setProperty(name, text), () -> System.clearProperty(name)));
    http.close();
    tunnel.close();
    sandbox.close();
    Files.deleteIfExists(certificate.keys());
    Files.deleteIfExists(folder);
  }
}
