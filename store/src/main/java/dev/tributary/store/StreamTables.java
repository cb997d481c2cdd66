package dev.tributary.store;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The tables and views in schema {@code kpi} that are generated from descriptors. */
public final class StreamTables {
  private final Owner owner;

  StreamTables(Owner owner) {
    this.owner = owner;
  }

  /**
   * Makes tables that are missing, adds columns that are missing and writes the views anew, as
   * owner, under a lock that nodes share. Nothing is ever dropped. Call it at start with every
   * provider.
   *
   * @throws IllegalStateException a table stands there with another key
   */
  public void create(List<ProviderDescriptor> providers) {
    owner.run(connection -> {
      connection.setAutoCommit(false);
      for (ProviderDescriptor provider : providers) {
        for (StreamDescriptor stream : provider.streams()) {
          create(connection, new StreamTable(provider.id(), stream));
        }
      }
      for (String view : KpiViews.statements(providers, owner.appRole(), owner.systemRole())) {
        execute(connection, view);
      }
      Migrations.requireProtection(connection);
      connection.commit();
    });
  }

  /** Refreshes the planner's statistics of a stream's table, as owner. After a first load. */
  public void analyze(String provider, String stream) {
    owner.run(
        connection -> execute(connection, "analyze kpi." + Roles.quoted(provider + "_" + stream)));
  }

  private void create(Connection connection, StreamTable table) throws SQLException {
    List<String> key = new ArrayList<>(List.of("workspace_id", "integration_id"));
    key.addAll(table.key());
    List<String> definitions =
        new ArrayList<>(List.of("workspace_id uuid not null", "integration_id uuid not null"));
    definitions.addAll(table.definitions());
    if (table.snapshot()) {
      List<String> past = new ArrayList<>(definitions);
      definitions.add("first_seen_at timestamptz not null");
      definitions.add("changed_at timestamptz not null");
      definitions.add("gone_at timestamptz");
      past.add("valid_from timestamptz not null");
      past.add("valid_to timestamptz not null");
      List<String> pastKey = new ArrayList<>(key);
      pastKey.add("valid_from");
      create(connection, table, table.historyTable(), past, pastKey);
    }
    create(connection, table, table.table(), definitions, key);
  }

  private void create(
      Connection connection,
      StreamTable table,
      String name,
      List<String> definitions,
      List<String> key)
      throws SQLException {
    String qualified = "kpi." + Roles.quoted(name);
    List<String> keyThere = keyOf(connection, name);
    if (keyThere.isEmpty()) {
      execute(
          connection,
          "create table %s (%s, primary key (%s))"
              .formatted(qualified, StreamTable.list(definitions), StreamTable.list(key)));
      execute(connection, "select tributary.protect('" + qualified + "')");
      execute(
          connection,
          "grant select, insert, update, delete on %s to %s"
              .formatted(qualified, Roles.quoted(owner.appRole())));
      return;
    }
    List<String> keyWanted = key.stream().map(column -> column.replace("\"", "")).toList();
    if (!keyThere.equals(keyWanted)) {
      throw new IllegalStateException(
          "the key of %s is %s and cannot become %s; give the stream a new name"
              .formatted(qualified, keyThere, keyWanted));
    }
    Set<String> there = columnsOf(connection, name);
    Stream<String> texts =
        table.stream().attributes().stream()
            .map(Dimension::name)
            .filter(column -> !there.contains(column))
            .map(column -> Roles.quoted(column) + " text collate \"C\" not null default ''");
    Stream<String> numbers =
        table.stream().measures().stream()
            .filter((Measure measure) -> !there.contains(measure.name()))
            .map(StreamTable::definition);
    for (String definition : Stream.concat(texts, numbers).toList()) {
      execute(connection, "alter table " + qualified + " add column " + definition);
    }
  }

  /** Columns of the primary key in order; empty when there is no such table. */
  private static List<String> keyOf(Connection connection, String table) throws SQLException {
    String sql =
        """
        select a.attname
          from pg_class c
          join pg_index x on x.indrelid = c.oid and x.indisprimary
          cross join unnest(x.indkey::int2[]) with ordinality k(attnum, position)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
         where c.relnamespace = 'kpi'::regnamespace and c.relname = ?
         order by k.position
        """;
    return names(connection, sql, table);
  }

  private static Set<String> columnsOf(Connection connection, String table) throws SQLException {
    String sql =
        """
        select a.attname
          from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = 'kpi'::regnamespace and c.relname = ?
        """;
    return new HashSet<>(names(connection, sql, table));
  }

  private static List<String> names(Connection connection, String sql, String table)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names;
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
