package dev.tributary.chaos;

import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Integration;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same accounts, read once more in peace into a workspace of their own: every table must have
 * the same rows for both.
 */
final class Reference {
  private static final Duration READ_MAX = Duration.ofMinutes(2);

  private final World world;
  private final UUID workspace;
  private final Map<String, Integration> byAccount;
  private final List<UUID> operations;

  private Reference(World world, UUID workspace, List<Connected> connected) {
    this.world = world;
    this.workspace = workspace;
    this.byAccount =
        connected.stream()
            .map(Connected::integration)
            .collect(Collectors.toMap(Reference::account, Function.identity()));
    this.operations = connected.stream().map(Connected::operation).toList();
  }

  private static String account(Integration integration) {
    return integration.provider() + " " + integration.account().id();
  }

  /** Asks for all; the storm must be over. */
  static Reference begin(World world) throws Exception {
    UUID workspace = world.workspace("in peace");
    Map<String, List<String>> accounts = new HashMap<>();
    for (ProviderDescriptor provider : world.providers()) {
      accounts.put(
          provider.id(),
          world.integrations(provider).stream().map(one -> one.account().id()).distinct().toList());
    }
    return new Reference(world, workspace, world.connect(workspace, accounts));
  }

  /** Returns when all is read. */
  void await() throws InterruptedException {
    Instant end = Instant.now().plus(READ_MAX);
    while (!operations.stream()
        .allMatch(operation -> world.backend().engine().progress(workspace, operation).done())) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("the accounts could not be read in peace either");
      }
      Thread.sleep(100);
    }
  }

  /** One sentence for each table and account that differ. */
  List<String> differences(ProviderDescriptor provider) throws SQLException {
    List<String> differences = new ArrayList<>();
    for (Integration integration : world.integrations(provider)) {
      Integration peaceful = byAccount.get(account(integration));
      if (peaceful == null) {
        throw new IllegalStateException("not read in peace: " + integration.account().id());
      }
      for (StreamDescriptor stream : provider.streams()) {
        String table = "kpi.\"" + provider.id() + "_" + stream.name() + "\"";
        long different =
            world
                .database()
                .number(
                    sql(table, stream),
                    integration.id(),
                    since(integration),
                    peaceful.id(),
                    since(integration),
                    peaceful.id(),
                    since(integration),
                    integration.id(),
                    since(integration));
        if (different > 0) {
          differences.add(
              "%d rows of %s of account %s differ from a reading in peace"
                  .formatted(different, table, integration.account().id()));
        }
      }
    }
    return differences;
  }

  /** The first day that both have read: midnight may have passed between. */
  private LocalDate since(Integration integration) {
    Instant now = world.backend().engine().now();
    return LocalDate.ofInstant(now, integration.account().zone()).minusDays(World.DAYS);
  }

  private static String sql(String table, StreamDescriptor stream) {
    boolean snapshot = stream.kind() == StreamKind.SNAPSHOT;
    String columns =
        Stream.of(
                snapshot ? Stream.<String>of() : Stream.of("day"),
                stream.textColumns().stream().map(Dimension::name),
                stream.measures().stream().map(Measure::name))
            .flatMap(Function.identity())
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", "));
    String rows =
        "select %s from %s where integration_id = ? and %s"
            .formatted(columns, table, snapshot ? "gone_at is null and ? is not null" : "day >= ?");
    return "select count(*) from ((%1$s except all %1$s) union all (%1$s except all %1$s)) differing"
        .formatted(rows);
  }
}
