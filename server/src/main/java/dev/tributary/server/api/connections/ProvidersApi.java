package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.OperatorOnly;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.SignedIn;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import dev.tributary.store.Actor;
import dev.tributary.store.ProviderPause;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The providers of this installation: what they offer and how they are connected. */
@RestController
@RequestMapping("/api/v1/providers")
final class ProvidersApi {
  private final BackendSource source;

  ProvidersApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A provider.
   *
   * @param accountNoun what people call an account there, for example property
   * @param oauth whether people connect by consent in a browser
   * @param credentialKinds the ways to connect, the one to recommend first
   * @param appConfigured whether an operator has entered the client that consent needs
   * @param paused for every workspace
   * @param historyDaysMax how far back a first read may be asked to go
   * @param settingsSchema a JSON Schema (2020-12) of a connection's settings
   * @param kpis ids of its KPIs
   */
  record ProviderShown(
      String id,
      String name,
      String accountNoun,
      boolean oauth,
      List<Login> credentialKinds,
      boolean appConfigured,
      Optional<PauseShown> paused,
      int historyDaysMax,
      JsonNode settingsSchema,
      List<StreamShown> streams,
      List<String> kpis) {}

  /** A pause of a provider. */
  record PauseShown(String reason, String by, Instant at) {
    static PauseShown of(ProviderPause pause) {
      return new PauseShown(pause.reason(), pause.by(), pause.at());
    }
  }

  /**
   * A report that is kept in sync.
   *
   * @param report the provider's own report that its numbers must equal
   * @param tiers how long the provider goes on changing a day
   * @param retentionDays about how long the provider keeps its days; left out for always
   */
  record StreamShown(
      String name,
      String label,
      String report,
      StreamKind kind,
      List<String> dimensions,
      List<MeasureShown> measures,
      TiersShown tiers,
      Optional<Integer> retentionDays) {}

  /** A number of a report. */
  record MeasureShown(String name, Unit unit, Measure.Additivity additivity) {}

  /**
   * In days of age.
   *
   * @param hotDays up to this age a day is read again with every sync
   * @param horizonDays up to this age it is read again daily; after that it is final
   * @param auditDays at these ages a final day is read once more
   */
  record TiersShown(int hotDays, int horizonDays, List<Integer> auditDays) {
    static TiersShown of(Restatement tiers) {
      return new TiersShown(tiers.hotDays(), tiers.horizonDays(), tiers.auditDays());
    }
  }

  /** Why a provider is paused, in one sentence for people. */
  record ProviderPauseWish(String reason) {}

  /** All providers. */
  @SignedIn
  @GetMapping
  Page<ProviderShown> list() {
    Backend backend = source.get();
    return Page.whole(
        backend.adapters().descriptors().stream().map(one -> shown(backend, one)).toList());
  }

  /** One provider. */
  @SignedIn
  @GetMapping("/{provider}")
  ProviderShown get(@PathVariable String provider) {
    Backend backend = source.get();
    return backend
        .adapters()
        .find(provider)
        .map(adapter -> shown(backend, adapter.describe()))
        .orElseThrow(() -> ApiProblem.notFound("provider"));
  }

  /** Pauses a provider for every workspace; what is asked for meanwhile waits. */
  @OperatorOnly
  @PostMapping("/{provider}/pause")
  ProviderShown pause(@PathVariable String provider, @RequestBody ProviderPauseWish wish)
      throws ConnectException {
    Backend backend = source.get();
    get(provider);
    backend
        .engine()
        .providers()
        .pause(provider, Actor.current().name(), wish.reason(), backend.engine().now());
    return get(provider);
  }

  /** Lets a paused provider go on; each connection is read once for all it missed. */
  @OperatorOnly
  @PostMapping("/{provider}/resume")
  ProviderShown resume(@PathVariable String provider) throws ConnectException {
    Backend backend = source.get();
    get(provider);
    backend.engine().providers().resume(provider, Actor.current().name(), backend.engine().now());
    return get(provider);
  }

  private static ProviderShown shown(Backend backend, ProviderDescriptor provider) {
    SettingsForm form = SettingsForm.of(provider);
    return new ProviderShown(
        provider.id(),
        provider.name(),
        provider.accountNoun(),
        backend.adapters().of(provider.id()) instanceof OAuthProvider,
        provider.logins(),
        backend.engine().connections().apps().entered(provider.id()).isPresent(),
        backend.engine().providers().paused().stream()
            .filter(pause -> pause.provider().equals(provider.id()))
            .findFirst()
            .map(PauseShown::of),
        form.backfillMax(),
        form.schema(),
        provider.streams().stream().map(one -> shown(one, today(backend))).toList(),
        provider.kpis().stream().map(Kpi::id).toList());
  }

  private static LocalDate today(Backend backend) {
    return LocalDate.ofInstant(backend.engine().now(), java.time.ZoneOffset.UTC);
  }

  private static StreamShown shown(StreamDescriptor stream, LocalDate today) {
    return new StreamShown(
        stream.name(),
        stream.title(),
        stream.report(),
        stream.kind(),
        stream.dimensions().stream().map(Dimension::name).toList(),
        stream.measures().stream()
            .map(measure -> new MeasureShown(measure.name(), measure.unit(), measure.additivity()))
            .toList(),
        TiersShown.of(stream.restatement()),
        stream
            .retention()
            .map(kept -> Math.toIntExact(ChronoUnit.DAYS.between(today.minus(kept), today))));
  }
}
