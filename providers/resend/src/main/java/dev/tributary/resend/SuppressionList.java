package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailSuppressions.Origin;
import dev.tributary.spi.EmailSuppressions.Suppression;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.SyncException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Resend's list of addresses to which it sends nothing ("Suppressions"). Not every team has it yet.
 */
final class SuppressionList {
  static final int ADDRESSES_MAX = 100;

  private static final String PATH = "/suppressions";
  private static final String SUBJECT = "the suppression list";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ResendApi api;

  SuppressionList(ResendApi api) {
    this.api = api;
  }

  ListPage<Suppression> page(Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException {
    try {
      return api.page(
          PATH, cursor, connection.credentials(), SUBJECT, SuppressionList::suppression, call);
    } catch (SyncException refused) {
      throw withoutList(refused);
    }
  }

  void change(Connection connection, String deed, List<String> addresses, Call call)
      throws SyncException, InterruptedException {
    if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException(
          "a change of the list has 1 to " + ADDRESSES_MAX + " addresses: " + addresses.size());
    }
    ObjectNode json = JSON.createObjectNode();
    addresses.forEach(json.putArray("emails")::add);
    try {
      ResendApi.object(
          api.post(
              PATH + "/batch/" + deed, json.toString(), connection.credentials(), SUBJECT, call));
    } catch (SyncException refused) {
      throw withoutList(refused);
    }
  }

  private static Suppression suppression(ProviderAnswer answer, JsonNode json)
      throws SyncException {
    return new Suppression(
        ResendApi.id(answer, json),
        json.path("email").asString(""),
        switch (json.path("origin").asString("")) {
          case "bounce" -> Origin.BOUNCE;
          case "complaint" -> Origin.COMPLAINT;
          default -> Origin.MANUAL;
        },
        Times.instant(json.path("created_at").asString(""))
            .orElseThrow(() -> answer.malformed("listed a suppression without its time")));
  }

  /** To a team without the list its address is none, or one that it may not use. */
  private static SyncException withoutList(SyncException refused) {
    boolean none =
        ResendErrors.unknown(refused.failure())
            || refused.failure() instanceof Failure.PermissionMissing
            || (refused.failure() instanceof Failure.InvalidRequest(String message)
                && message.contains("method_not_allowed"));
    return none
        ? new SyncException(
            new Failure.PermissionMissing(
                "suppressions",
                Failure.Scope.STREAM,
                "Resend offers this team no suppression list, so ours alone is used."),
            refused)
        : refused;
  }
}
