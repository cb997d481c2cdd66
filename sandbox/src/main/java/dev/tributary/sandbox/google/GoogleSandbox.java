package dev.tributary.sandbox.google;

import dev.tributary.sandbox.Provider;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import dev.tributary.sandbox.google.traffic.Scale;
import dev.tributary.sandbox.google.truth.Truth;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Google: consent and tokens, the Analytics Admin API, the Analytics Data API. */
public final class GoogleSandbox implements Provider {
  private static final Pattern REPORT = Pattern.compile("/v1beta/properties/(\\d+):([A-Za-z]+)");
  private static final Pattern PROPERTY =
      Pattern.compile("/(v1beta|v1alpha)/properties/(\\d+)(?:/([A-Za-z]+))?");

  private final InstantSource clock;
  private final OAuthServer oauth;
  private final GoogleWorld world;
  private final Quotas quotas;
  private final boolean quotasAtStart;
  private final Scale scaleAtStart;
  private final AdminApi admin;
  private final DataApi data;
  private final Catalogue catalogue;
  private final Map<Request, String> running = new ConcurrentHashMap<>();

  /**
   * @param base where the sandbox answers, without a slash at the end
   */
  public GoogleSandbox(
      InstantSource clock, String base, long seed, Scale scale, boolean enforceQuotas) {
    this.clock = clock;
    this.oauth = new OAuthServer(clock, base);
    this.world = new GoogleWorld(seed, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), scale);
    this.quotas = new Quotas(enforceQuotas);
    this.quotasAtStart = enforceQuotas;
    this.scaleAtStart = scale;
    this.admin = new AdminApi(world);
    this.data = new DataApi(world, quotas);
    this.catalogue = new Catalogue();
  }

  public OAuthServer oauth() {
    return oauth;
  }

  public GoogleWorld world() {
    return world;
  }

  /** What really happened at a property, as known at {@code asOf}. */
  public Truth truth(String propertyId, Instant asOf) {
    GoogleProperty property =
        world
            .property(propertyId)
            .orElseThrow(
                () -> new IllegalArgumentException("the sandbox has no property " + propertyId));
    return new Truth(world.traffic(property), property, asOf);
  }

  public GoogleControl control() {
    return new GoogleControl(this, clock);
  }

  public Quotas quotas() {
    return quotas;
  }

  /** Addresses and credentials, with a fresh refresh token. */
  public GoogleDescription description(String base) {
    return GoogleDescription.of(base, oauth, world);
  }

  /** Forgets every token, edit and used-up quota. */
  public void reset() {
    oauth.reset();
    world.reset(scaleAtStart);
    quotas.reset();
    quotas.enforce(quotasAtStart);
  }

  @Override
  public Optional<Response> answer(Request request) {
    try {
      return oauth.answer(request).or(() -> api(request));
    } catch (GoogleException error) {
      return Optional.of(GoogleErrors.response(error));
    }
  }

  private Optional<Response> api(Request request) {
    String path = request.path().replace("%3A", ":");
    switch (path) {
      case "/v1beta/accountSummaries", "/v1alpha/accountSummaries" -> {
        Caller.admin(request, oauth.tokens());
        return Optional.of(admin.accountSummaries(request));
      }
      case "/v1beta/accounts" -> {
        Caller.admin(request, oauth.tokens());
        return Optional.of(admin.accounts(request));
      }
      case "/v1beta/properties" -> {
        Caller.admin(request, oauth.tokens());
        return Optional.of(admin.properties(request));
      }
      default -> {
        Matcher report = REPORT.matcher(path);
        if (report.matches() && request.method().equals("POST")) {
          return report(report.group(1), report.group(2), request);
        }
        Matcher property = PROPERTY.matcher(path);
        return property.matches() && request.method().equals("GET")
            ? property(property, request)
            : Optional.empty();
      }
    }
  }

  private Optional<Response> property(Matcher path, Request request) {
    String id = path.group(2);
    String part = Optional.ofNullable(path.group(3)).orElse("");
    if (part.equals("metadata")) {
      Caller.data(request, oauth.tokens());
      if (!id.equals("0")) {
        readable(id);
      }
      return Optional.of(catalogue.metadata(id, request));
    }
    Caller.admin(request, oauth.tokens());
    return switch (part) {
      case "" -> Optional.of(admin.property(id, request));
      case "keyEvents" -> Optional.of(admin.keyEvents(id, request));
      case "attributionSettings" -> Optional.of(admin.attributionSettings(id, request));
      default -> Optional.empty();
    };
  }

  private Optional<Response> report(String id, String verb, Request request) {
    Caller caller = Caller.data(request, oauth.tokens());
    GoogleProperty property = readable(id);
    Instant now = clock.instant();
    quotas.enter(property, caller.project(), now);
    running.put(request, id);
    return switch (verb) {
      case "runReport" -> Optional.of(data.runReport(property, caller, request, now));
      case "batchRunReports" -> Optional.of(data.batchRunReports(property, caller, request, now));
      case "runRealtimeReport" ->
          Optional.of(new RealtimeReport(world.traffic(property), now).answer(request));
      case "checkCompatibility" -> Optional.of(catalogue.checkCompatibility(request));
      default ->
          throw new GoogleException(
              501, "UNIMPLEMENTED", "The sandbox does not simulate " + verb + ".", List.of());
    };
  }

  private GoogleProperty readable(String id) {
    return world
        .property(id)
        .filter(GoogleProperty::readable)
        .orElseThrow(GoogleErrors::noPermission);
  }

  @Override
  public void answered(Request request, int status) {
    String id = running.remove(request);
    if (id != null) {
      quotas.leave(id);
    }
    Matcher report = REPORT.matcher(request.path());
    if (status >= 500 && report.matches()) {
      world.property(report.group(1)).ifPresent(property -> countError(property, request));
    }
  }

  private void countError(GoogleProperty property, Request request) {
    Caller.token(request)
        .flatMap(oauth.tokens()::access)
        .ifPresent(
            access -> quotas.serverError(property, access.client().project(), clock.instant()));
  }
}
