package dev.tributary.postgres;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What to start and where.
 *
 * @param directory holds the cluster, its password and its log; made when missing
 * @param port on 127.0.0.1; a free one is taken when empty
 * @param durable false gives up every guarantee after a crash, for tests
 * @param cache where the unpacked binaries are kept; the user's cache folder when empty
 * @param settings further server settings by name, as in postgresql.conf
 */
public record Options(
    Path directory,
    OptionalInt port,
    boolean durable,
    Optional<Path> cache,
    Map<String, String> settings) {

  public Options {
    directory = directory.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
      throw new IllegalArgumentException("not a port: " + port.getAsInt());
    }
  }

  public static Options in(Path directory) {
    return new Options(directory, OptionalInt.empty(), true, Optional.empty(), Map.of());
  }

  public Options onPort(int port) {
    return new Options(directory, OptionalInt.of(port), durable, cache, settings);
  }

  public Options notDurable() {
    return new Options(directory, port, false, cache, settings);
  }

  public Options withCache(Path cache) {
    return new Options(directory, port, durable, Optional.of(cache), settings);
  }

  public Options with(String setting, String value) {
    var more = new TreeMap<>(settings);
    more.put(setting, value);
    return new Options(directory, port, durable, cache, more);
  }
}
