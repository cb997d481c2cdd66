package dev.tributary.googleanalytics;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Reads the property and its key events as they are now; every row carries the slice's last day.
 */
final class SnapshotReader {
  private final AdminApi admin;

  SnapshotReader(AdminApi admin) {
    this.admin = admin;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    List<JsonNode> entities = entities(stream, request.connection(), call);
    Rows.Builder rows = Rows.builder(stream);
    List<Dimension> columns = stream.textColumns();
    for (JsonNode entity : entities) {
      rows.row(request.slice().days().last());
      for (int i = 0; i < columns.size(); i++) {
        rows.text(i, text(entity.path(columns.get(i).field())));
      }
    }
    return new Batch(
        rows.build(),
        List.of(),
        new Batch.Answer(
            OptionalLong.of(entities.size()),
            request.slice().days(),
            Optional.empty(),
            Optional.empty(),
            Batch.Quality.FULL),
        List.of(),
        new Batch.Next.Done());
  }

  private List<JsonNode> entities(StreamDescriptor stream, Connection connection, Call call)
      throws SyncException, InterruptedException {
    String property = connection.account().id();
    return switch (stream.name()) {
      case Streams.PROPERTIES -> List.of(admin.property(property, connection.credentials(), call));
      case Streams.KEY_EVENT_DEFINITIONS ->
          admin.keyEvents(property, connection.credentials(), call);
      default ->
          throw new SyncException(
              new Failure.Defect("Google Analytics has no snapshot named " + stream.name() + "."));
    };
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString("");
  }
}
