package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.store.PoolUse;
import dev.tributary.store.Vital;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * The metrics of this node, and those of the installation that every node sees the same. No label
 * names a workspace, an integration, an account or a person: their number is not bounded.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CountingWatch watch = new CountingWatch(registry);
  private final Source source;
  private boolean looks;

  /** Where the figures come from that nobody tells. */
  public interface Source {
    /** Empty when the database cannot say. */
    List<Vital> vitals();

    List<PoolUse> pools();
  }

  public Metrics(Source source) {
    this.source = source;
  }

  /** What is only read when somebody asks is set up then, and costs the start nothing. */
  private synchronized void look() {
    if (!looks) {
      looks = true;
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ClassLoaderMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      registry.getPrometheusRegistry().register(new VitalSigns(source));
    }
  }

  /** Counts what the engine does. */
  public Watch watch() {
    return watch;
  }

  /**
   * A request was answered.
   *
   * @param route the pattern that matched it, never the path itself
   */
  public void answered(String method, String route, int status, Duration took) {
    Timer.builder("tributary.http.requests")
        .description("Requests that this node answered")
        .tag("method", method)
        .tag("route", route)
        .tag("status", String.valueOf(status))
        .register(registry)
        .record(took);
  }

  /**
   * A provider, or somebody in its name, called.
   *
   * @param provider of this installation, or {@code unknown}
   * @param outcome stored, duplicate, ignored, deauthorized, forgotten, or the code of the problem
   *     that it was answered with
   */
  public void delivered(String provider, String outcome) {
    Counter.builder("tributary.webhooks.deliveries")
        .description("Calls of providers that this node answered")
        .tag("provider", provider)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /** Everything in the text format that Prometheus reads. */
  public String text() {
    look();
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
