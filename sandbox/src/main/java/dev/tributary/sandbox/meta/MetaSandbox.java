package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.Provider;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.insights.InsightsApi;
import dev.tributary.sandbox.meta.oauth.MetaOAuth;
import dev.tributary.sandbox.meta.truth.MetaTruth;
import dev.tributary.sandbox.meta.webhook.Webhooks;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Meta: login and tokens, the Graph addresses of ad accounts, insights, webhooks. */
public final class MetaSandbox implements Provider {
  /** The newest version of the Graph API. */
  public static final String VERSION = "v26.0";

  private static final int NEWEST = 26;
  private static final int OLDEST = 25;
  private static final int WARNED = 24;
  private static final Pattern PATH = Pattern.compile("(?:/(v\\d+\\.\\d+))?(/.*?)/?");
  private static final Pattern OURS =
      Pattern.compile(
          "/(dialog/oauth|oauth/access_token|debug_token|me(/.*)?|act_[^/]*(/.*)?|\\d+(/.*)?)");

  private final InstantSource clock;
  private final MetaOAuth oauth;
  private final MetaWorld world;
  private final Usage usage;
  private final boolean limitsAtStart;
  private final InsightsApi insights;
  private final Webhooks webhooks;
  private final Graph graph;
  private final Batch batch;

  /**
   * @param base where the sandbox answers, without a slash at the end
   */
  public MetaSandbox(InstantSource clock, String base, long seed, boolean enforceLimits) {
    this.clock = clock;
    this.oauth = new MetaOAuth(clock);
    this.world = new MetaWorld(seed, clock);
    this.usage = new Usage(enforceLimits);
    this.limitsAtStart = enforceLimits;
    this.insights = new InsightsApi(clock);
    this.webhooks = new Webhooks(clock, oauth);
    this.graph = new Graph(clock, oauth, world, usage, insights, webhooks, base);
    this.batch = new Batch(this::one);
  }

  public MetaOAuth oauth() {
    return oauth;
  }

  public MetaWorld world() {
    return world;
  }

  public Usage usage() {
    return usage;
  }

  public InsightsApi insights() {
    return insights;
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  /** What really happened in an account, as known at {@code asOf}. */
  public MetaTruth truth(String accountId, Instant asOf) {
    AdAccount account =
        world
            .account(accountId.replaceFirst("^act_", ""))
            .orElseThrow(
                () -> new IllegalArgumentException("the sandbox has no ad account " + accountId));
    return new MetaTruth(world.delivery(account), asOf);
  }

  public MetaControl control() {
    return new MetaControl(this, clock);
  }

  /** Addresses and credentials, with fresh tokens. */
  public MetaDescription description(String base) {
    return MetaDescription.of(base, oauth, world);
  }

  /** Forgets every token, edit, report run, subscription and used-up limit. */
  public void reset() {
    oauth.reset();
    world.reset();
    usage.reset();
    usage.enforce(limitsAtStart);
    insights.reset();
    webhooks.reset();
  }

  @Override
  public Optional<Response> answer(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return Optional.empty();
    }
    String version = Optional.ofNullable(path.group(1)).orElse("");
    String rest = path.group(2);
    if (version.isEmpty() && rest.equals("/") && request.method().equals("POST")) {
      return Optional.of(batched(request));
    }
    if (version.isEmpty() && !OURS.matcher(rest).matches()) {
      return Optional.empty();
    }
    if (rest.equals("/") && request.method().equals("POST")) {
      return Optional.of(batched(request));
    }
    return Optional.of(versioned(request, version, rest));
  }

  private Response batched(Request request) {
    try {
      return batch.answer(request);
    } catch (MetaException refused) {
      return MetaErrors.response(refused);
    }
  }

  /** One call of a batch. */
  private Response one(Request request) {
    return answer(request).orElseGet(() -> MetaErrors.response(MetaErrors.unknownPath("")));
  }

  /** An old version is served with a warning for a while, and then refused. */
  private Response versioned(Request request, String version, String rest) {
    int number = version.isEmpty() ? NEWEST : Integer.parseInt(version.replaceAll("v|\\..*", ""));
    try {
      if (number < WARNED) {
        throw MetaErrors.deprecatedVersion(version);
      }
      if (number > NEWEST) {
        throw MetaErrors.unknownPath(version);
      }
      Response response = graph.answer(request, version, rest);
      return number < OLDEST ? warned(response, version) : response;
    } catch (MetaException refused) {
      return usage.appHeaders(MetaErrors.response(refused), clock.instant());
    }
  }

  static Response warned(Response response, String version) {
    return response.withHeader(
        "X-Ad-Api-Version-Warning",
        "The call has been auto-upgraded to "
            + VERSION
            + " as "
            + version
            + " has been deprecated.");
  }

  @Override
  public void answered(Request request, int status) {
    // Meta counts what it did, not what the client got: limits are charged while answering.
  }
}
