package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends traces to a collector over OTLP/HTTP, in batches and from a thread of its own. */
final class OtlpTraces implements Traces {
  private static final String PATH = "/v1/traces";
  private static final int SERVER_ERROR = 500;
  private static final int CLOSE_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTraces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("tributary");
  }

  /**
   * @param endpoint of a collector; {@code /v1/traces} is added where it has no path
   */
  static OtlpTraces to(URI endpoint, String version) {
    boolean bare = endpoint.getPath().isEmpty() || endpoint.getPath().equals("/");
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint((bare ? endpoint.resolve(PATH) : endpoint).toString())
            .setTimeout(Duration.ofSeconds(5))
            .build();
    Resource resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "tributary")
                .put("service.version", version)
                .put("process.pid", ProcessHandle.current().pid())
                .build());
    return new OtlpTraces(
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setScheduleDelay(Duration.ofSeconds(1))
                    .build())
            .build());
  }

  @Override
  public Watch watch(Watch other) {
    return new BothWatches(other, new TracingWatch(tracer, InstantSource.system()));
  }

  @Override
  public OfRequest request(String method, Optional<String> parent, String requestId) {
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, new Parent());
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("tributary.request", requestId)
            .startSpan();
    return (route, status) -> {
      span.updateName(method + " " + route)
          .setAttribute("http.route", route)
          .setAttribute("http.response.status_code", status);
      if (status >= SERVER_ERROR) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    };
  }

  /** The one header that is looked at. */
  private static final class Parent implements TextMapGetter<Optional<String>> {
    @Override
    public Iterable<String> keys(Optional<String> parent) {
      return List.of("traceparent");
    }

    @Override
    public @Nullable String get(@Nullable Optional<String> parent, String key) {
      return parent == null || !key.equals("traceparent") ? null : parent.orElse(null);
    }
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
