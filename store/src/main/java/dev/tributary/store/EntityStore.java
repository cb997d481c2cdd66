package dev.tributary.store;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.StreamDescriptor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the entities of SNAPSHOT streams. */
public final class EntityStore {
  private final Database database;

  public EntityStore(Database database) {
    this.database = database;
  }

  /**
   * The entities in the order of their keys.
   *
   * @param after the key of the last entity seen; empty for the first page
   */
  public List<Entity> page(
      UUID workspace,
      UUID integration,
      String provider,
      StreamDescriptor stream,
      List<String> after,
      int limit) {
    StreamTable table = new StreamTable(provider, stream);
    if (!table.snapshot()) {
      throw new IllegalArgumentException("stream " + stream.name() + " has no entities");
    }
    List<String> key = table.key();
    String later =
        after.size() == key.size()
            ? "and (%s) > (%s)"
                .formatted(
                    StreamTable.list(key),
                    StreamTable.list(key, column -> ":after" + key.indexOf(column)))
            : "";
    return database.inTenant(
        workspace,
        session -> {
          var statement =
              session
                  .sql()
                  .sql(
                      """
                      select %1$s, first_seen_at, changed_at, gone_at
                        from %2$s
                       where workspace_id = :workspace and integration_id = :integration %3$s
                       order by %4$s
                       limit :limit
                      """
                          .formatted(
                              StreamTable.list(table.columns()),
                              table.name(),
                              later,
                              StreamTable.list(key)))
                  .param("workspace", workspace)
                  .param("integration", integration)
                  .param("limit", limit);
          for (int part = 0; !later.isEmpty() && part < after.size(); part++) {
            statement = statement.param("after" + part, after.get(part));
          }
          return statement.query((row, index) -> read(row, stream)).list();
        });
  }

  private static Entity read(ResultSet row, StreamDescriptor stream) throws SQLException {
    List<String> key = new ArrayList<>();
    for (Dimension dimension : stream.dimensions()) {
      key.add(row.getString(dimension.name()));
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Dimension attribute : stream.attributes()) {
      attributes.put(attribute.name(), row.getString(attribute.name()));
    }
    return new Entity(
        key,
        attributes,
        Columns.instant(row, "first_seen_at"),
        Columns.instant(row, "changed_at"),
        Columns.optionalInstant(row, "gone_at"));
  }
}
