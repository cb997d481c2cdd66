package dev.tributary.resend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.http.Limits;
import dev.tributary.http.PageTokens;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderClient;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * Resend's API as it is configured, behind one client. The key travels in the header {@code
 * Authorization}. Lists come in pages that go on behind the id of their last entry ("Pagination").
 * Safe for any number of threads.
 */
final class ResendApi {
  static final String ADDRESS = "api";

  /** The most entries that one page has. */
  static final int PAGE = 100;

  private static final int PAGES_MAX = 1_000;

  private final ProviderEnvironment environment;
  private final ProviderClient client;

  ResendApi(ProviderEnvironment environment) {
    this.environment = environment;
    this.client = new ProviderClient(environment, Limits.DEFAULT);
  }

  /** Makes something of one entry of a list. */
  @FunctionalInterface
  interface EntryReader<T> {
    T read(ProviderAnswer answer, JsonNode entry) throws SyncException;
  }

  /** An address below the base; each value is encoded. */
  URI address(String path, Map<String, String> query) {
    String base = environment.address(ADDRESS).toString();
    StringJoiner joined = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach((key, value) -> joined.add(key + "=" + encoded(value)));
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path + joined);
  }

  /** One part of a path, whatever a person or another system put into it. */
  static String encoded(String part) {
    return URLEncoder.encode(part, UTF_8).replace("+", "%20");
  }

  ProviderAnswer get(
      String path,
      Map<String, String> query,
      ConnectionCredentials credentials,
      String subject,
      Call call)
      throws SyncException, InterruptedException {
    return send(ProviderRequest.get(address(path, query)), credentials, subject, call);
  }

  ProviderAnswer post(
      String path, String json, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    return send(
        ProviderRequest.postJson(address(path, Map.of()), json), credentials, subject, call);
  }

  ProviderAnswer patch(
      String path, String json, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    return send(
        ProviderRequest.json("PATCH", address(path, Map.of()), json), credentials, subject, call);
  }

  ProviderAnswer delete(String path, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    return send(ProviderRequest.delete(address(path, Map.of())), credentials, subject, call);
  }

  /**
   * Sends as it is, with the key.
   *
   * @param subject what is asked about, for messages
   * @throws SyncException as {@link ResendErrors} says for a status above 299
   */
  ProviderAnswer send(
      ProviderRequest request, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer = ask(request, credentials, call);
    if (!answer.ok()) {
      throw ResendErrors.of(answer, subject, call.now());
    }
    return answer;
  }

  /** Sends with the key, whatever the status of the answer. */
  ProviderAnswer ask(ProviderRequest request, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return client.send(request.withBearer(credentials.accessToken()), call);
  }

  private interface Asked {
    ProviderAnswer get() throws SyncException, InterruptedException;
  }

  /** Empty when Resend does not know what was asked about. */
  private static Optional<ProviderAnswer> known(Asked asked)
      throws SyncException, InterruptedException {
    try {
      return Optional.of(asked.get());
    } catch (SyncException refused) {
      if (ResendErrors.unknown(refused.failure())) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  Optional<ProviderAnswer> find(
      String path, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    return known(() -> get(path, Map.of(), credentials, subject, call));
  }

  Optional<ProviderAnswer> change(
      ProviderRequest request, ConnectionCredentials credentials, String subject, Call call)
      throws SyncException, InterruptedException {
    return known(() -> send(request, credentials, subject, call));
  }

  /** One page of a list. */
  <T> ListPage<T> page(
      String path,
      Optional<Cursor> cursor,
      ConnectionCredentials credentials,
      String subject,
      EntryReader<T> reader,
      Call call)
      throws SyncException, InterruptedException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("limit", Integer.toString(PAGE));
    cursor.ifPresent(after -> query.put("after", after.value()));
    ProviderAnswer answer = get(path, query, credentials, subject, call);
    JsonNode list = object(answer);
    if (!list.path("data").isArray()) {
      throw answer.malformed("did not list " + subject);
    }
    List<T> items = new ArrayList<>();
    String last = "";
    for (JsonNode entry : list.path("data")) {
      last = id(answer, entry);
      items.add(reader.read(answer, entry));
    }
    boolean more = list.path("has_more").asBoolean(false);
    if (more && last.isEmpty()) {
      throw answer.malformed("promised more of " + subject + " behind an empty page");
    }
    return new ListPage<>(
        items,
        more ? Optional.of(new Cursor(last)) : Optional.empty(),
        RequestRate.readings(answer, call.now()));
  }

  /** A whole list, for those that are short. */
  <T> List<T> all(
      String path,
      ConnectionCredentials credentials,
      String subject,
      EntryReader<T> reader,
      Call call)
      throws SyncException, InterruptedException {
    List<T> all = new ArrayList<>();
    PageTokens tokens = new PageTokens(PAGES_MAX);
    Optional<Cursor> cursor = Optional.empty();
    do {
      ListPage<T> page = page(path, cursor, credentials, subject, reader, call);
      all.addAll(page.items());
      cursor = tokens.next(page.next().map(Cursor::value)).map(Cursor::new);
    } while (cursor.isPresent());
    return all;
  }

  /** A small answer as a tree. */
  static JsonNode object(ProviderAnswer answer) throws SyncException {
    JsonNode json = answer.json();
    if (!json.isObject()) {
      throw answer.malformed("answered with JSON of another form");
    }
    return json;
  }

  /** The id of an object, without which it is none. */
  static String id(ProviderAnswer answer, JsonNode object) throws SyncException {
    String id = object.path("id").asString("");
    if (id.isEmpty()) {
      throw answer.malformed("answered with an object without its id");
    }
    return id;
  }
}
