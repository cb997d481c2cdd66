package dev.tributary.testkit;

import dev.tributary.http.*;
import dev.tributary.spi.*;
import java.time.*;
import java.util.*;

/** A whole adapter: one stream of one provider that counts visits and takes a key. */
record ExampleAdapter(ProviderEnvironment environment, ProviderClient client)
    implements IntegrationAdapter {
  static ExampleAdapter of(ProviderEnvironment environment) {
    return new ExampleAdapter(environment, new ProviderClient(environment, Limits.DEFAULT));
  }

  @Override
  public ProviderDescriptor describe() {
    return ExampleDescriptor.DESCRIPTOR;
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return new ConnectionResult(get("/me", credentials, call).path("id").asString(), Set.of());
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    boolean totals = request.purpose() == SyncRequest.Purpose.TOTALS;
    DayRange days = request.slice().days();
    String query = "?from=" + days.first() + "&to=" + days.last() + "&totals=" + totals;
    var answer = get("/visits" + query, request.connection().credentials(), call);
    Rows.Builder rows = Rows.builder(request.stream());
    for (var row : answer.path("rows")) {
      rows.row(LocalDate.parse(row.path("day").asString()))
          .text(0, row.path("page").asString(""))
          .number(0, row.path("visits").asLong());
    }
    var whole =
        new Batch.Answer(
            OptionalLong.of(answer.path("count").asLong()),
            days,
            Optional.of(ZoneOffset.UTC),
            Optional.empty(),
            Batch.Quality.FULL);
    return new Batch(rows.build(), List.of(), whole, List.of(), new Batch.Next.Done());
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException {
    get("/me", connection.credentials(), call);
    return new HealthStatus(connection.account(), List.of());
  }

  @Override
  public void disconnect(Connection connection, Call call) {}

  private tools.jackson.databind.JsonNode get(
      String path, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    var address = java.net.URI.create(environment.address("api") + path);
    var answer =
        client.send(ProviderRequest.get(address).withBearer(credentials.accessToken()), call);
    if (answer.status() == 401) {
      throw new SyncException(new Failure.GrantRejected("The key is not valid; enter another."));
    } else if (!answer.ok()) {
      throw new SyncException(new Failure.Unavailable(answer.status(), "Example is not well."));
    }
    var tree = answer.json();
    if (!tree.isObject()) {
      throw answer.malformed("answered with something else");
    }
    return tree;
  }
}
