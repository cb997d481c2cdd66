package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tributary.spi.Outbound;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboundTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  @Test
  void a_file_without_certificates_is_named_before_anything_is_sent() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate\n");

    for (Path wrong : List.of(file, folder.resolve("missing.pem"))) {
      assertThatThrownBy(() -> OutboundClients.builder(trusting(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.toString())
          .hasMessageContaining("PEM");
    }
  }

  @Test
  void an_authority_that_nobody_named_is_not_trusted_and_a_named_one_is() throws Exception {
    KeyStore keys = selfSigned();
    Path file = pem(keys);
    HttpsServer server = tls(keys);
    try {
      URI address = URI.create("https://localhost:" + server.getAddress().getPort() + "/");

      assertThatThrownBy(() -> get(Outbound.DIRECT, address))
          .isInstanceOf(SSLHandshakeException.class);
      assertThat(get(trusting(file), address)).isEqualTo("over tls");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_provider_is_asked_through_the_proxy_and_this_machine_is_not() throws Exception {
    List<String> passed = new CopyOnWriteArrayList<>();
    HttpServer proxy = plain("by proxy", passed);
    HttpServer own = plain("direct", new CopyOnWriteArrayList<>());
    try {
      Outbound outbound =
          new Outbound(
              Optional.of(URI.create("http://127.0.0.1:" + proxy.getAddress().getPort())),
              Optional.empty());

      // The name does not resolve here: only the proxy can answer.
      assertThat(get(outbound, URI.create("http://provider.invalid/v1"))).isEqualTo("by proxy");
      for (String host : List.of("127.0.0.1", "localhost")) {
        URI local = URI.create("http://" + host + ":" + own.getAddress().getPort() + "/");
        assertThat(get(outbound, local)).isEqualTo("direct");
      }
      assertThat(passed).containsExactly("http://provider.invalid/v1");
    } finally {
      proxy.stop(0);
      own.stop(0);
    }
  }

  private static Outbound trusting(Path file) {
    return new Outbound(Optional.empty(), Optional.of(file));
  }

  private static String get(Outbound outbound, URI address) throws Exception {
    try (HttpClient client = OutboundClients.builder(outbound).build()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static HttpServer plain(String answer, List<String> asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answering(server, answer, asked);
    return server;
  }

  private static HttpsServer tls(KeyStore keys) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    answering(server, "over tls", new CopyOnWriteArrayList<>());
    return server;
  }

  private static void answering(HttpServer server, String answer, List<String> asked) {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("keys.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(exit).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private Path pem(KeyStore keys) throws Exception {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(keys.getCertificate("own").getEncoded());
    return Files.writeString(
        folder.resolve("own.pem"),
        "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }
}
