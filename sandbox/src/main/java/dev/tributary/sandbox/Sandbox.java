package dev.tributary.sandbox;

import dev.tributary.sandbox.google.GoogleFaults;
import dev.tributary.sandbox.google.GoogleSandbox;
import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.HttpListener;
import dev.tributary.sandbox.http.HttpListener.Exchange;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.MetaFaults;
import dev.tributary.sandbox.meta.MetaSandbox;
import dev.tributary.sandbox.resend.ResendFaults;
import dev.tributary.sandbox.resend.ResendSandbox;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running sandbox. Everything that the control API can do over HTTP can be done here in the same
 * process too. Safe to use from many threads.
 */
public final class Sandbox implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sandbox.class.getName());

  private final SandboxOptions options;
  private final SandboxClock clock;
  private final Faults faults;
  private final RequestLog requests = new RequestLog();
  private final AtomicReference<Duration> latency = new AtomicReference<>(Duration.ZERO);
  private final HttpListener listener;
  private final GoogleSandbox google;
  private final MetaSandbox meta;
  private final ResendSandbox resend;
  private final ControlApi control;

  private Sandbox(SandboxOptions options) {
    this.options = options;
    this.clock = new SandboxClock(options.machine());
    Map<String, FaultKind> kinds = new HashMap<>(CommonFaults.kinds());
    kinds.putAll(GoogleFaults.kinds());
    kinds.putAll(MetaFaults.kinds());
    kinds.putAll(ResendFaults.kinds());
    this.faults = new Faults(kinds);
    this.listener = HttpListener.bind(options.port(), options.tls());
    this.google =
        new GoogleSandbox(
            clock, base().toString(), options.seed(), options.scale(), options.quotas());
    this.meta = new MetaSandbox(clock, base().toString(), options.seed(), options.quotas());
    this.resend = new ResendSandbox(clock, options.seed(), options.quotas());
    this.control = new ControlApi(this);
  }

  public static Sandbox start(SandboxOptions options) {
    Sandbox sandbox = new Sandbox(options);
    try {
      options.scenario().ifPresent(file -> new Scenario(sandbox).apply(file));
      sandbox.listener.start(sandbox::handle);
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  public int port() {
    return listener.port();
  }

  /** Without a slash at the end. */
  public URI base() {
    String scheme = options.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + listener.port());
  }

  public SandboxClock clock() {
    return clock;
  }

  public Faults faults() {
    return faults;
  }

  public RequestLog requests() {
    return requests;
  }

  public GoogleSandbox google() {
    return google;
  }

  public MetaSandbox meta() {
    return meta;
  }

  public ResendSandbox resend() {
    return resend;
  }

  public Duration latency() {
    return latency.get();
  }

  /** Every answer of a provider waits so long. */
  public void latency(Duration wait) {
    latency.set(wait);
  }

  /** Makes fresh tokens each time. */
  public SandboxDescription description() {
    return new SandboxDescription(
        base(),
        base().resolve("/control"),
        google.description(base().toString()),
        meta.description(base().toString()),
        resend.description(base().toString()));
  }

  /** As if it had just been started, without its scenario file; only the port stays. */
  public void reset() {
    clock.reset();
    faults.clear();
    requests.clear();
    latency.set(Duration.ZERO);
    google.reset();
    meta.reset();
    resend.reset();
  }

  private Exchange handle(Request request) {
    if (request.path().equals("/control") || request.path().startsWith("/control/")) {
      return new Exchange(control.answer(request), bytes -> {});
    }
    Optional<Fault> fault = faults.take(request);
    try {
      return exchange(request, fault);
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "the sandbox failed at " + request.path(), bug);
      Response sorry = Response.html(500, "The sandbox has a bug; its log says more.");
      return logged(request, sorry, fault);
    }
  }

  private Exchange exchange(Request request, Optional<Fault> fault) {
    FaultKind kind = fault.map(faults::kind).orElse(null);
    return switch (kind) {
      case null -> logged(request, packed(request, provider(request)), fault);
      case FaultKind.Instead instead ->
          logged(request, instead.answer(fault.orElseThrow(), request), fault);
      case FaultKind.Before before -> {
        Request other = before.change(fault.orElseThrow(), request);
        yield logged(other, packed(other, provider(other)), fault);
      }
      case FaultKind.After after ->
          logged(request, after.change(fault.orElseThrow(), provider(request)), fault);
    };
  }

  private Response provider(Request request) {
    return google
        .answer(request)
        .or(() -> meta.answer(request))
        .or(() -> resend.answer(request))
        .orElseGet(() ->
            Response.html(
                404, "The sandbox has nothing at " + request.method() + " " + request.path()));
  }

  private Response packed(Request request, Response response) {
    boolean accepted = request.header("accept-encoding").orElse("").contains("gzip");
    if (!options.gzip() || !accepted || response.body().length() == 0) {
      return response;
    }
    return response.withBody(Bodies.gzip(response.body())).withHeader("Content-Encoding", "gzip");
  }

  /** The wait comes last: a request that waits counts as running. */
  private Exchange logged(Request request, Response response, Optional<Fault> fault) {
    rest(latency.get());
    String name = fault.map(Fault::kind).orElse("");
    return new Exchange(
        response,
        bytes -> {
          google.answered(request, response.status());
          meta.answered(request, response.status());
          resend.answered(request, response.status());
          requests.add(clock.instant(), request, response, bytes, name);
        });
  }

  private static void rest(Duration wait) {
    if (wait.isPositive()) {
      try {
        Thread.sleep(wait);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    resend.close();
    listener.close();
  }
}
