package dev.tributary.benchmarks.queue;

import dev.tributary.http.Limits;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderClient;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The adapter of {@link SlowServer}, on the product's own HTTP client. */
final class BenchProvider implements IntegrationAdapter {
  static final String ID = "bench";

  private static final StreamDescriptor VISITS =
      new StreamDescriptor(
          "visits",
          StreamKind.DAY,
          1,
          "Visits",
          "Visits",
          List.of(new Dimension("channel", "channel")),
          List.of(),
          List.of(Measure.count("visits", "visits")),
          List.of(),
          new Restatement(3, 14, List.of()),
          Optional.empty(),
          Duration.ofHours(4),
          100);

  static final ProviderDescriptor DESCRIPTOR =
      new ProviderDescriptor(
          ID,
          "Bench",
          "account",
          List.of(ProviderDescriptor.Login.API_KEY),
          "{}",
          List.of(VISITS),
          List.of());

  private final URI base;
  private final ProviderClient client;

  BenchProvider(URI base) {
    this.base = base;
    this.client = new ProviderClient(List.of(base), Limits.DEFAULT);
  }

  @Override
  public ProviderDescriptor describe() {
    return DESCRIPTOR;
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    String account = request.connection().account().id();
    ProviderAnswer answer =
        client.send(
            ProviderRequest.get(base.resolve("/report/" + account))
                .withBearer(request.connection().credentials().accessToken()),
            call);
    if (answer.status() == 429) {
      Duration wait = answer.retryAfter(call.now()).orElse(Duration.ofSeconds(60));
      throw new SyncException(new Failure.Throttled(wait, "The provider asks to wait."));
    }
    if (!answer.ok()) {
      throw new SyncException(
          new Failure.Unavailable(answer.status(), "The provider answered " + answer.status()));
    }
    Rows.Builder rows = Rows.builder(request.stream());
    JsonNode channels = answer.json().path("channels");
    request
        .slice()
        .days()
        .days()
        .forEach(day -> {
          for (JsonNode channel : channels) {
            rows.row(day)
                .text(0, channel.path("name").asString())
                .number(0, channel.path("visits").asLong());
          }
        });
    return new Batch(
        rows.build(),
        List.of(),
        new Batch.Answer(
            OptionalLong.empty(),
            request.slice().days(),
            Optional.empty(),
            Optional.empty(),
            Batch.Quality.FULL),
        List.of(),
        new Batch.Next.Done());
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call) {
    return new ConnectionResult("bench", Set.of());
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call) {
    return new HealthStatus(connection.account(), List.of());
  }

  @Override
  public void disconnect(Connection connection, Call call) {}
}
