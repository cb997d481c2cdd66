package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.SyncException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The sending domains of a team. */
final class Domains {
  static final String VERIFIED = "verified";

  private static final String SUBJECT = "the domains";

  private final ResendApi api;

  Domains(ResendApi api) {
    this.api = api;
  }

  /**
   * One domain with its state.
   *
   * @param status as Resend words it, for example {@code verified} or {@code partially_failed}
   * @param createdAt as Resend writes it
   */
  record Domain(
      String id,
      String name,
      String status,
      String region,
      String createdAt,
      boolean opens,
      boolean clicks,
      boolean sending,
      boolean receiving) {

    static Domain of(ProviderAnswer answer, JsonNode json) throws SyncException {
      String name = json.path("name").asString("");
      if (name.isEmpty()) {
        throw answer.malformed("listed a domain without its name");
      }
      JsonNode capabilities = json.path("capabilities");
      return new Domain(
          ResendApi.id(answer, json),
          name,
          json.path("status").asString(""),
          json.path("region").asString(""),
          json.path("created_at").asString(""),
          json.path("open_tracking").asBoolean(false),
          json.path("click_tracking").asBoolean(false),
          // Domains from before there were capabilities can send.
          capabilities.path("sending").asString("enabled").equals("enabled"),
          capabilities.path("receiving").asString("disabled").equals("enabled"));
    }
  }

  List<Domain> all(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return api.all("/domains", credentials, SUBJECT, Domain::of, call);
  }
}
