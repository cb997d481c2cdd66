package dev.tributary.sandbox.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1, and for what else is named, that nobody trusts but who is told to, for
 * clients that speak nothing but https; made by the JDK's keytool. It lasts two days.
 *
 * @param keys a PKCS #12 file with certificate and key
 */
public record LoopbackCertificate(Path keys) {
  public static final String PASSWORD = "changeit";

  /**
   * Makes one in {@code folder}.
   *
   * @param hosts further names that it is good for
   */
  public static LoopbackCertificate make(Path folder, String... hosts)
      throws IOException, InterruptedException {
    StringBuilder names = new StringBuilder("SAN=ip:127.0.0.1,dns:localhost");
    for (String host : hosts) {
      names.append(",dns:").append(host);
    }
    Path file = folder.resolve("keys.p12");
    Path said = folder.resolve("keytool.txt");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "sandbox",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                names.toString(),
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(Files.readString(said));
    }
    Files.delete(said);
    return new LoopbackCertificate(file);
  }

  /** Serves with the certificate, and trusts nothing else. */
  public SSLContext context() throws IOException {
    try (InputStream in = Files.newInputStream(keys)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(store, PASSWORD.toCharArray());
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be used", e);
    }
  }

  /** Options of a JVM that trusts the certificate and nothing else. */
  public List<String> trust() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + keys, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }
}
