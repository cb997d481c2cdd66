package dev.tributary.e2e.resend;

import com.resend.Resend;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.http.LoopbackCertificate;
import dev.tributary.sandbox.resend.ResendDescription;
import dev.tributary.sandbox.resend.Team;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A sandbox that speaks TLS under Resend's own name. The vendor's client has its address built in:
 * the JVM's proxy and trust are changed until this is closed, so that it comes here unchanged.
 */
final class ResendClients implements AutoCloseable {
  private static final String HOST = "api.resend.com";
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

  private final Optional<ProxySelector> proxyBefore =
      Optional.ofNullable(ProxySelector.getDefault());
  private final Map<String, Optional<String>> before = new HashMap<>();
  private final Path folder;
  private final LoopbackCertificate certificate;
  private final Tunnel tunnel;
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

  @Override
  public void close() throws Exception {
    ProxySelector.setDefault(proxyBefore.orElse(null));
    before.forEach((name, value) ->
        value.ifPresentOrElse(
            text -> System.setProperty(name, text), () -> System.clearProperty(name)));
    tunnel.close();
    sandbox.close();
    Files.deleteIfExists(certificate.keys());
    Files.deleteIfExists(folder);
  }
}
