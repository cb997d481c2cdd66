package dev.tributary.server.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Which dead letters are meant; what is not given does not matter. */
final class MatchingOptions {
  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "only of this account or connection")
  @Nullable String account;

  @CommandLine.Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "only of this provider")
  @Nullable String provider;

  @CommandLine.Option(
      names = "--code",
      paramLabel = "CODE",
      description = "only with this cause, for example unavailable")
  @Nullable String code;

  @CommandLine.Option(
      names = "--stream",
      paramLabel = "STREAM",
      description = "only of this stream, for example overview")
  @Nullable String stream;

  Query query() {
    return new Query()
        .add("account", account)
        .add("provider", provider)
        .add("code", code)
        .add("stream", stream);
  }

  Map<String, Object> wish() {
    Map<String, Object> wish = new LinkedHashMap<>();
    put(wish, "account", account);
    put(wish, "provider", provider);
    put(wish, "code", code);
    put(wish, "stream", stream);
    return wish;
  }

  private static void put(Map<String, Object> wish, String name, @Nullable String value) {
    if (value != null) {
      wish.put(name, value);
    }
  }
}
