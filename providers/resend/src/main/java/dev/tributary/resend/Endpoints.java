package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The webhook endpoint of a connection at Resend ("Webhooks"). Resend switches an endpoint off that
 * failed for days, so subscribing looks whether it is on, and for every type.
 */
final class Endpoints {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH = "/webhooks";
  private static final String SUBJECT = "the webhooks";

  private final ResendApi api;

  Endpoints(ResendApi api) {
    this.api = api;
  }

  private record Endpoint(String id, String address, boolean enabled, List<String> types) {
    static Endpoint of(ProviderAnswer answer, JsonNode json) throws SyncException {
      return new Endpoint(
          ResendApi.id(answer, json),
          json.path("endpoint").asString(""),
          json.path("status").asString("enabled").equals("enabled"),
          Messages.texts(json.path("events")));
    }

    boolean whole() {
      return enabled && types.containsAll(Deliveries.TYPES);
    }
  }

  /**
   * Makes the endpoint, or mends it.
   *
   * @return what its deliveries are signed with
   */
  Secret subscribe(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException {
    List<Endpoint> ours = ours(connection, address, call);
    if (ours.isEmpty()) {
      ObjectNode wanted = JSON.createObjectNode().put("endpoint", address.toString());
      Deliveries.TYPES.forEach(wanted.putArray("events")::add);
      return secret(api.post(PATH, wanted.toString(), connection.credentials(), SUBJECT, call));
    }
    Endpoint endpoint = ours.getFirst();
    String path = path(endpoint);
    if (!endpoint.whole()) {
      ObjectNode wanted = JSON.createObjectNode().put("status", "enabled");
      Deliveries.TYPES.forEach(wanted.putArray("events")::add);
      ResendApi.object(api.patch(path, wanted.toString(), connection.credentials(), SUBJECT, call));
    }
    return secret(api.get(path, Map.of(), connection.credentials(), SUBJECT, call));
  }

  void unsubscribe(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException {
    try {
      for (Endpoint endpoint : ours(connection, address, call)) {
        api.delete(path(endpoint), connection.credentials(), SUBJECT, call);
      }
    } catch (SyncException refused) {
      switch (refused.failure()) {
        // Without a key that is let in nothing can be switched off, and nothing needs to be.
        case Failure.GrantRejected _, Failure.PermissionMissing _ -> {}
        case Failure other when ResendErrors.unknown(other) -> {}
        case Failure other -> throw refused;
      }
    }
  }

  private List<Endpoint> ours(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException {
    return api.all(PATH, connection.credentials(), SUBJECT, Endpoint::of, call).stream()
        .filter(endpoint -> endpoint.address().equals(address.toString()))
        .toList();
  }

  private static String path(Endpoint endpoint) {
    return PATH + "/" + ResendApi.encoded(endpoint.id());
  }

  private static Secret secret(ProviderAnswer answer) throws SyncException {
    String secret = ResendApi.object(answer).path("signing_secret").asString("");
    if (secret.isEmpty()) {
      throw answer.malformed("did not tell with what its webhook is signed");
    }
    return Secret.of(secret);
  }
}
