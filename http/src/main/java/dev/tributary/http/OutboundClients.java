package dev.tributary.http;

import dev.tributary.spi.Outbound;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** HTTP clients that leave this machine as {@link Outbound} says. */
public final class OutboundClients {
  private static final int HTTP_PORT = 80;
  private static final Set<String> OWN_NAMES = Set.of("localhost", "[::1]");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  private OutboundClients() {}

  /**
   * @throws IllegalArgumentException the file of authorities cannot be used; says why
   */
  public static HttpClient.Builder builder(Outbound outbound) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    outbound.proxy().ifPresent(proxy -> builder.proxy(new ThroughProxy(proxy)));
    outbound.authorities().ifPresent(file -> builder.sslContext(trusting(file)));
    return builder;
  }

  private static SSLContext trusting(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate one : certificates(file)) {
        store.setCertificateEntry("authority-" + n++, one);
      }
      for (X509Certificate one : standard()) {
        store.setCertificateEntry("standard-" + n++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificates in " + file + " cannot be read; it must hold PEM certificates", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("no certificate");
      }
      return found;
    }
  }

  /** Those that the JDK trusts. */
  private static List<X509Certificate> standard() throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init((@Nullable KeyStore) null);
    return Arrays.stream(trust.getTrustManagers()).flatMap(OutboundClients::accepted).toList();
  }

  private static Stream<X509Certificate> accepted(TrustManager manager) {
    return manager instanceof X509TrustManager known
        ? Arrays.stream(known.getAcceptedIssuers())
        : Stream.empty();
  }

  /** Everything but this machine's own addresses goes to the proxy, which resolves the names. */
  private static final class ThroughProxy extends ProxySelector {
    private final Proxy proxy;

    ThroughProxy(URI address) {
      int port = address.getPort() < 0 ? HTTP_PORT : address.getPort();
      this.proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), port));
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(own(uri.getHost()) ? Proxy.NO_PROXY : proxy);
    }

    /** A name other than localhost is for the proxy to resolve. */
    private static boolean own(String host) {
      return OWN_NAMES.contains(host) || LOOPBACK.matcher(host).matches();
    }

    /** The client reports the failure itself. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }
}
