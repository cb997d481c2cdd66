package dev.tributary.e2e.meta;

import com.facebook.ads.sdk.APIContext;
import com.facebook.ads.sdk.AdAccount;
import com.restfb.DefaultFacebookClient;
import com.restfb.FacebookEndpoints;
import com.restfb.Version;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.http.LoopbackCertificate;
import dev.tributary.sandbox.meta.MetaDescription;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * A sandbox that speaks TLS, and clients of Meta's pointed at it and nowhere else. Both clients use
 * the JVM's connections, whose trust is changed until this is closed.
 */
final class MetaClients implements AutoCloseable {
  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private final Path folder;
  final SSLContext tls;
  final Sandbox sandbox;
  final MetaDescription meta;

  MetaClients() throws Exception {
    this.folder = Files.createTempDirectory("meta-tls");
    this.tls = LoopbackCertificate.make(folder).context();
    this.sandbox = Sandbox.start(SandboxOptions.DEFAULT.withTls(tls));
    this.meta = sandbox.meta().description(sandbox.base().toString());
    HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
  }

  /** The vendor's, signed in as the system user. */
  APIContext vendor(String token) {
    String base = sandbox.base().toString();
    return new APIContext(base, base, "v24.0", token, meta.appSecret(), meta.appId(), false);
  }

  AdAccount account(String id) {
    return new AdAccount(id, vendor(meta.systemUserToken()));
  }

  AdAccount shop() {
    return account(MetaWorld.SHOP);
  }

  /** The third party's. */
  DefaultFacebookClient restFb(String token) {
    DefaultFacebookClient client =
        new DefaultFacebookClient(token, meta.appSecret(), Version.VERSION_24_0);
    client.setFacebookEndpointUrls(
        new FacebookEndpoints() {
          @Override
          public String getFacebookEndpoint() {
            return sandbox.base().toString();
          }

          @Override
          public String getGraphEndpoint() {
            return sandbox.base().toString();
          }
        });
    return client;
  }

  @Override
  public void close() throws Exception {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    sandbox.close();
    Files.deleteIfExists(folder.resolve("keys.p12"));
    Files.deleteIfExists(folder);
  }
}
