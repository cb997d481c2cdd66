package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The two steps of a webhook: our app names the address, then each ad account names our app
 * ("Webhooks for Ad Accounts"). The second needs {@code ads_management}, which is asked for only
 * where webhooks are switched on.
 */
final class Subscriptions {
  static final String OBJECT = "ad_account";
  static final String FIELDS =
      "effective_status,with_issues_ad_objects,in_process_ad_objects,subscriptions";
  private static final String SUBJECT = "the subscriptions of our app";

  private final GraphApi api;

  Subscriptions(GraphApi api) {
    this.api = api;
  }

  void subscribe(Connection connection, URI address, Secret verifyToken, Call call)
      throws SyncException, InterruptedException {
    AppCredentials app = api.app();
    if (!appIsSubscribed(app, address, call)) {
      subscribeApp(app, address, verifyToken, call);
    }
    try {
      if (!accountIsSubscribed(connection, app, call)) {
        subscribeAccount(connection, app, call);
      }
    } catch (SyncException refused) {
      throw withoutPermission(refused);
    }
  }

  private void subscribeAccount(Connection connection, AppCredentials app, Call call)
      throws SyncException, InterruptedException {
    String subject = subject(connection);
    ProviderAnswer answer =
        api.post(
            path(connection),
            Map.of("app_id", app.clientId()),
            connection.credentials(),
            subject,
            call);
    confirmed(answer, subject, call);
  }

  /** Only the account's own step is undone: the app's serves all accounts. */
  void unsubscribe(Connection connection, Call call) throws SyncException, InterruptedException {
    try {
      GraphApi.object(
          api.delete(path(connection), connection.credentials(), subject(connection), call),
          subject(connection),
          call);
    } catch (SyncException refused) {
      switch (refused.failure()) {
        case Failure.GrantRejected _, Failure.PermissionMissing _, Failure.AccountGone _ -> {}
        case Failure other -> throw refused;
      }
    }
  }

  private boolean appIsSubscribed(AppCredentials app, URI address, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.send(
            ProviderRequest.get(
                    api.address("graph", "/" + app.clientId() + "/subscriptions", Map.of()))
                .withBearer(GraphApi.token(app)),
            SUBJECT,
            call);
    for (JsonNode known : GraphApi.object(answer, SUBJECT, call).path("data")) {
      if (known.path("object").asString("").equals(OBJECT)
          && known.path("callback_url").asString("").equals(address.toString())
          && known.path("active").asBoolean(true)
          && fields(known).containsAll(Set.of(FIELDS.split(",")))) {
        return true;
      }
    }
    return false;
  }

  /** Newer versions give objects with a version, older ones plain names. */
  private static Set<String> fields(JsonNode subscription) {
    Set<String> fields = new HashSet<>();
    for (JsonNode field : subscription.path("fields")) {
      fields.add(field.path("name").asString(field.asString("")));
    }
    return fields;
  }

  private void subscribeApp(AppCredentials app, URI address, Secret verifyToken, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.send(
            ProviderRequest.postForm(
                    api.address("graph", "/" + app.clientId() + "/subscriptions", Map.of()),
                    Map.of(
                        "object",
                        OBJECT,
                        "callback_url",
                        address.toString(),
                        "fields",
                        FIELDS,
                        "include_values",
                        "true"),
                    Map.of("verify_token", verifyToken))
                .withBearer(GraphApi.token(app)),
            SUBJECT,
            call);
    confirmed(answer, SUBJECT, call);
  }

  private boolean accountIsSubscribed(Connection connection, AppCredentials app, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.get(path(connection), Map.of(), connection.credentials(), subject(connection), call);
    for (JsonNode known : GraphApi.object(answer, subject(connection), call).path("data")) {
      String id = known.path("app_id").asString(known.path("id").asString(""));
      if (id.equals(app.clientId())) {
        return true;
      }
    }
    return false;
  }

  /** {@code "success":"true"} in the documents, a boolean in practice. */
  private static void confirmed(ProviderAnswer answer, String subject, Call call)
      throws SyncException {
    JsonNode success = GraphApi.object(answer, subject, call).path("success");
    if (!success.asBoolean(false) && !success.asString("").equals("true")) {
      throw answer.malformed("did not confirm a subscription");
    }
  }

  private static SyncException withoutPermission(SyncException refused) {
    return refused.failure() instanceof Failure.PermissionMissing
        ? new SyncException(
            new Failure.PermissionMissing(
                "ads_management",
                Failure.Scope.STREAM,
                "Meta tells us of changes only where ads_management was granted; without it"
                    + " everything is read as scheduled."),
            refused)
        : refused;
  }

  private static String path(Connection connection) {
    return "/" + subject(connection) + "/subscribed_apps";
  }

  private static String subject(Connection connection) {
    return AdAccounts.node(connection.account().id());
  }
}
