package dev.tributary.server.observe;

import dev.tributary.store.PoolUse;
import dev.tributary.store.Vital;
import dev.tributary.store.Vital.Sign;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/** Gauges that are looked up when somebody asks for the metrics. */
final class VitalSigns implements MultiCollector {
  private final Metrics.Source source;

  VitalSigns(Metrics.Source source) {
    this.source = source;
  }

  /** How a sign is shown. */
  private record Shown(String name, String label, String help) {
    static Shown of(Sign sign) {
      return switch (sign) {
        case DUE ->
            new Shown(
                "tributary_queue_due", "lane", "Integrations that are due and not taken, by lane");
        case DUE_SECONDS ->
            new Shown(
                "tributary_queue_age_seconds", "lane", "How long the oldest of them has been due");
        case CLAIMED ->
            new Shown("tributary_queue_claimed", "", "Integrations that a worker has taken");
        case WAITING ->
            new Shown(
                "tributary_jobs_waiting",
                "reason",
                "Jobs that wait: for the provider, or for their next try");
        case INTEGRATIONS -> new Shown("tributary_integrations", "state", "Integrations by state");
        case DEAD_LETTERS ->
            new Shown("tributary_dead_letters_open", "code", "Open dead letters by code");
        case DATA_AGE_SECONDS ->
            new Shown(
                "tributary_data_age_seconds",
                "quantile",
                "Time since active integrations last completed a sync; quantile 1 is the oldest");
        case QUOTA_LEFT ->
            new Shown(
                "tributary_quota_left_ratio",
                "quota",
                "The smallest share of a quota that is left to an account");
        case PROVIDERS_PAUSED ->
            new Shown("tributary_providers_paused", "", "Providers that an operator has paused");
        case NOTICES_PENDING ->
            new Shown("tributary_notices_pending", "", "Notices that are not on their way yet");
        case OLDEST_TRANSACTION ->
            new Shown(
                "tributary_database_oldest_transaction_age",
                "",
                "How many transactions ago the oldest began that is still open");
      };
    }
  }

  @Override
  public MetricSnapshots collect() {
    List<Vital> vitals = source.vitals();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge(
            "tributary_database_up",
            "Whether the database told the figures of the installation",
            List.of(new GaugeDataPointSnapshot(vitals.isEmpty() ? 0 : 1, Labels.EMPTY, null))));
    for (Sign sign : Sign.values()) {
      Shown shown = Shown.of(sign);
      all.add(
          gauge(
              shown.name(),
              shown.help(),
              vitals.stream()
                  .filter(vital -> vital.sign() == sign)
                  .map(vital ->
                      new GaugeDataPointSnapshot(vital.value(), labels(shown, vital), null))
                  .toList()));
    }
    all.add(pools());
    return new MetricSnapshots(all);
  }

  private static Labels labels(Shown shown, Vital vital) {
    Labels labels =
        vital.provider().isEmpty() ? Labels.EMPTY : Labels.of("provider", vital.provider());
    return shown.label().isEmpty() ? labels : labels.add(shown.label(), vital.detail());
  }

  private MetricSnapshot pools() {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    for (PoolUse pool : source.pools()) {
      points.add(point(pool, "active", pool.active()));
      points.add(point(pool, "idle", pool.idle()));
      points.add(point(pool, "waiting", pool.waiting()));
      points.add(point(pool, "max", pool.max()));
    }
    return gauge(
        "tributary_pool_connections",
        "Database connections of this node, threads that wait for one, and the limit",
        points);
  }

  private static GaugeDataPointSnapshot point(PoolUse pool, String state, int value) {
    return new GaugeDataPointSnapshot(value, Labels.of("pool", pool.name(), "state", state), null);
  }

  private static MetricSnapshot gauge(
      String name, String help, List<GaugeDataPointSnapshot> points) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    points.forEach(gauge::dataPoint);
    return gauge.build();
  }
}
