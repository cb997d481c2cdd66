package dev.tributary.http;

import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Outbound;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.SyncException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks HTTP to one provider. Safe for any number of threads; holds nothing but its connections.
 *
 * <p>A call ends by its deadline whatever the other side does, and at once when it is cancelled or
 * its thread interrupted. No redirect is followed, so a token never travels to another host.
 */
public final class ProviderClient {
  /** Google compresses only for agents that name gzip. */
  private static final String USER_AGENT = "Tributary/0.1 (gzip)";

  /** How soon a cancelled call is noticed; an interrupt is noticed at once. */
  private static final long CANCELLATION_POLL_NANOS = Duration.ofMillis(25).toNanos();

  private final AllowedHosts hosts;
  private final Limits limits;
  private final HttpClient client;
  private final Json json;

  /**
   * @param addresses whose origins, and no others, may be reached
   */
  public ProviderClient(Collection<URI> addresses, Limits limits) {
    this(addresses, limits, Outbound.DIRECT);
  }

  /** For the addresses of an adapter, and on the way that its environment names. */
  public ProviderClient(ProviderEnvironment environment, Limits limits) {
    this(environment.addresses().values(), limits, environment.outbound());
  }

  private ProviderClient(Collection<URI> addresses, Limits limits, Outbound outbound) {
    this.hosts = new AllowedHosts(addresses);
    this.limits = limits;
    this.json = new Json(limits);
    this.client =
        OutboundClients.builder(outbound)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Sends a request and reads the whole answer, whatever its status below 300 or above 399.
   *
   * @throws SyncException when the host is not allowed, no whole answer came in time, it was too
   *     large, or it was a redirect
   */
  public ProviderAnswer send(ProviderRequest request, Call call)
      throws SyncException, InterruptedException {
    URI address = request.address();
    hosts.check(address);
    call.checkpoint();
    Duration allowed = call.timeLeft();
    if (allowed.compareTo(limits.wholeCall()) > 0) {
      allowed = limits.wholeCall();
    }
    if (!allowed.isPositive()) {
      throw new SyncException(
          new Failure.Network("No time was left to ask " + address.getHost() + "."));
    }
    HttpRequest outgoing = outgoing(request, allowed);
    long started = System.nanoTime();
    int status = 0;
    long bytes = 0;
    try {
      HttpResponse<byte[]> response = exchange(outgoing, allowed, call);
      status = response.statusCode();
      bytes = response.body().length;
      if (status >= 300 && status < 400) {
        throw new SyncException(
            new Failure.Unavailable(
                status,
                address.getHost()
                    + " answered with a redirect, which is never followed; check the configured"
                    + " address and proxies in between."));
      }
      return new ProviderAnswer(
          address.getHost(),
          status,
          response.headers(),
          response.body(),
          request.secrets(),
          limits,
          json);
    } finally {
      call.observer()
          .requested(
              new RequestObserver.Request(
                  request.method(),
                  request.maskedAddress(),
                  status,
                  bytes,
                  Duration.ofNanos(System.nanoTime() - started)));
    }
  }

  private HttpRequest outgoing(ProviderRequest request, Duration allowed) {
    URI address = request.address();
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .timeout(allowed)
            // Over plain HTTP the client would ask each server to upgrade.
            .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
            .header("User-Agent", USER_AGENT)
            .header("Accept", "application/json");
    if (!isLoopback(address)) {
      // Without a network in between, packing costs more than it saves.
      builder.header("Accept-Encoding", "gzip");
    }
    request
        .bearer()
        .ifPresent(token -> builder.header("Authorization", "Bearer " + token.reveal()));
    request.body().ifPresent(body -> builder.header("Content-Type", body.contentType()));
    request.headers().forEach(builder::header);
    return builder
        .method(
            request.method(),
            request
                .body()
                .map(body -> BodyPublishers.ofString(body.text().reveal(), StandardCharsets.UTF_8))
                .orElseGet(BodyPublishers::noBody))
        .build();
  }

  private HttpResponse<byte[]> exchange(HttpRequest outgoing, Duration allowed, Call call)
      throws SyncException, InterruptedException {
    String host = outgoing.uri().getHost();
    long deadline = System.nanoTime() + allowed.toNanos();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            outgoing,
            head ->
                new CappedBody(
                    head.headers().firstValueAsLong("Content-Length").orElse(-1),
                    limits.bodyBytesMax()));
    try {
      while (true) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new SyncException(
              new Failure.Network(
                  host + " did not give its whole answer within " + seconds(allowed) + "."));
        }
        try {
          return answer.get(Math.min(left, CANCELLATION_POLL_NANOS), TimeUnit.NANOSECONDS);
        } catch (TimeoutException notYet) {
          call.checkpoint();
        }
      }
    } catch (ExecutionException | CancellationException thrown) {
      if (thrown.getCause() instanceof CappedBody.TooLarge
          || (thrown.getCause() != null
              && thrown.getCause().getCause() instanceof CappedBody.TooLarge)) {
        throw new SyncException(tooLarge(host, limits));
      }
      // The cause is kept out: its text may quote what was sent.
      throw new SyncException(NetworkFailures.of(outgoing.uri(), thrown));
    } finally {
      // Does nothing to an answer that has come; ends the exchange of any other.
      answer.cancel(true);
    }
  }

  static Failure.TooLarge tooLarge(String host, Limits limits) {
    return new Failure.TooLarge(
        host + " answered with more than " + (limits.bodyBytesMax() >> 20) + " MiB.");
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  private static boolean isLoopback(URI address) {
    String host = address.getHost();
    if (!host.equals("localhost") && !host.startsWith("127.") && !host.startsWith("[")) {
      return false;
    }
    try {
      // Only literals and localhost come here, so no name server is asked.
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException notOne) {
      return false;
    }
  }
}
