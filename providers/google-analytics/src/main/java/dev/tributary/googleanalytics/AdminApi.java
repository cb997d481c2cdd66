package dev.tributary.googleanalytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.http.PageTokens;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Google's Admin API: which properties there are and how they are set. */
final class AdminApi {
  private static final int PAGE_SIZE = 200;
  private static final int PAGES_MAX = 500;

  private final GoogleApi api;

  AdminApi(GoogleApi api) {
    this.api = api;
  }

  /** Fails unless the token can reach the API at all. */
  void probe(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    get("admin", "/accountSummaries?pageSize=1", credentials, "this login", call);
  }

  /** Every account with the properties that the login may see. */
  List<JsonNode> accountSummaries(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return list("/accountSummaries?", "accountSummaries", credentials, "this login", call);
  }

  /** The properties of an account, with those below other properties. */
  List<JsonNode> properties(String account, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    String filter = URLEncoder.encode("ancestor:" + account, UTF_8);
    return list("/properties?filter=" + filter + "&", "properties", credentials, account, call);
  }

  JsonNode property(String id, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return get("admin", "/properties/" + id, credentials, "property " + id, call);
  }

  List<JsonNode> keyEvents(String property, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return list(
        "/properties/" + property + "/keyEvents?",
        "keyEvents",
        credentials,
        "property " + property,
        call);
  }

  /** Only the alpha version of the API has it. */
  JsonNode attributionSettings(String property, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return get(
        "adminAlpha",
        "/properties/" + property + "/attributionSettings",
        credentials,
        "property " + property,
        call);
  }

  private List<JsonNode> list(
      String path, String member, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    PageTokens tokens = new PageTokens(PAGES_MAX);
    Optional<String> token = Optional.empty();
    do {
      String page =
          path
              + "pageSize="
              + PAGE_SIZE
              + token.map(text -> "&pageToken=" + URLEncoder.encode(text, UTF_8)).orElse("");
      JsonNode answer = get("admin", page, credentials, subject, call);
      answer.path(member).forEach(all::add);
      token = tokens.next(Optional.of(answer.path("nextPageToken").asString("")));
    } while (token.isPresent());
    return all;
  }

  private JsonNode get(
      String version, String path, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    URI address = api.versioned(version, path);
    ProviderAnswer answer =
        api.authorized(ProviderRequest.get(address), credentials, subject, call);
    JsonNode tree = answer.json();
    if (!tree.isObject()) {
      throw answer.malformed("answered with something other than an object");
    }
    return tree;
  }
}
