package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Probing.Probe;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.server.api.document.ApiDocument;
import dev.tributary.server.api.document.Routes;
import dev.tributary.server.api.document.Routes.Route;
import dev.tributary.server.api.document.Samples;
import dev.tributary.store.Role;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What nobody means: wrong types, huge values, unknown fields and ids, bodies that are cut off, too
 * large or too deep, for every operation of the API's document. Always a problem document, never a
 * mistake of the server's, and nothing is written by what is refused.
 */
@ExtendWith(SharedServer.class)
class BadInputTest {
  private static final Samples SAMPLES = new Samples(ApiDocument.tree());
  private static final String LONG = "x".repeat(20_000);
  private static final List<String> GARBAGE =
      List.of(
          "",
          "x",
          "-1",
          "1e400",
          "99999999999999999999",
          "%00",
          "%F0%9F%92%A9",
          "'%20or%201=1--",
          "2026-02-30",
          "9999-12-31",
          "a,,b");

  private final Running running;
  private final Town town;

  BadInputTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  private Visitor letIn(Route route) {
    return route.access() instanceof Access.Members || route.access() instanceof Access.AnyCaller
        ? town.as(Role.OWNER)
        : town.operator();
  }

  private String path(Route route, Map<String, String> values) {
    String path = route.path().replace("{workspace}", town.workspace().toString());
    for (Map<?, ?> parameter : parameters(route)) {
      if (parameter.get("in").equals("path")) {
        String name = (String) parameter.get("name");
        path =
            path.replace(
                "{" + name + "}",
                values.getOrDefault(
                    name, String.valueOf(SAMPLES.of((Map<?, ?>) parameter.get("schema")))));
      }
    }
    return path;
  }

  private static List<Map<?, ?>> parameters(Route route) {
    List<Map<?, ?>> parameters = new ArrayList<>();
    if (SAMPLES.operation(route.method(), route.path()).get("parameters") instanceof List<?> all) {
      all.forEach(parameter -> parameters.add((Map<?, ?>) parameter));
    }
    return parameters;
  }

  // --- the probes ---

  private List<Probe> probes(Route route) {
    List<Probe> probes = new ArrayList<>();
    Visitor by = letIn(route);
    Map<?, ?> schema = SAMPLES.body(SAMPLES.operation(route.method(), route.path()));
    Optional<String> sample =
        schema.isEmpty()
            ? Optional.empty()
            : Optional.of(Visitor.JSON.writeValueAsString(SAMPLES.of(schema)));
    for (Map<?, ?> parameter : parameters(route)) {
      String name = (String) parameter.get("name");
      if (parameter.get("in").equals("path") && !name.equals("workspace")) {
        for (String value : List.of("x", "%27%20or%201=1", "%F0%9F%92%A9", "x".repeat(1_500))) {
          probes.add(
              Probe.of(
                  "path " + name, by, route.method(), path(route, Map.of(name, value)), sample));
        }
      }
      if (parameter.get("in").equals("query")) {
        for (String value : GARBAGE) {
          probes.add(
              Probe.of(
                  "query " + name,
                  by,
                  route.method(),
                  path(route, Map.of()) + "?" + name + "=" + value,
                  sample));
        }
      }
    }
    String path = path(route, Map.of());
    if (!schema.isEmpty()) {
      bodies(schema)
          .forEach((what, body) ->
              probes.add(new Probe(what, by, route.method(), path, Optional.of(body), Map.of())));
      if (parameters(route).stream().anyMatch(one -> one.get("name").equals("If-Match"))) {
        probes.add(
            Probe.of("stale ETag", by, route.method(), path, sample)
                .with(Map.of("If-Match", "\"stale\"")));
      }
      probes.add(
          Probe.of("other type", by, route.method(), path, sample)
              .with(Map.of("Content-Type", "text/plain")));
    }
    if (route.method().equals("POST")) {
      String key = UUID.randomUUID().toString();
      probes.add(
          Probe.of("key", by, "POST", path, Optional.of("{\"a\":1}"))
              .with(Map.of("Idempotency-Key", key)));
      probes.add(
          Probe.of("reused key", by, "POST", path, Optional.of("{\"b\":1}"))
              .with(Map.of("Idempotency-Key", key)));
    }
    return probes;
  }

  private static Map<String, byte[]> bodies(Map<?, ?> schema) {
    Map<String, String> bodies = new LinkedHashMap<>();
    @SuppressWarnings("unchecked")
    Map<String, Object> sample = (Map<String, Object>) SAMPLES.of(schema);
    String fits = Visitor.JSON.writeValueAsString(sample);
    bodies.put("no body", "");
    bodies.put("cut off", fits.substring(0, fits.length() - 1));
    bodies.put("a list", "[]");
    bodies.put("a text", "\"x\"");
    bodies.put("null", "null");
    bodies.put("deep", "{\"x\":".repeat(2_000));
    bodies.put("twice", fits + fits);
    bodies.put("unknown field", with(sample, "unheardOf", 1));
    Map<?, ?> properties = (Map<?, ?>) schema.get("properties");
    for (Object field : properties.keySet()) {
      String name = (String) field;
      if (sample.containsKey(name)) {
        bodies.put("field %s = null".formatted(name), with(sample, name, null));
      }
      for (Object value :
          Arrays.asList(
              -1, true, 1e300, LONG, "", List.of(), Map.of(), List.of(List.of()), "\u0000")) {
        bodies.put(
            "field %s = %.10s".formatted(name, String.valueOf(value)), with(sample, name, value));
      }
      Map<String, Object> without = new LinkedHashMap<>(sample);
      if (without.remove(name) != null) {
        bodies.put("without " + name, Visitor.JSON.writeValueAsString(without));
      }
    }
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    bodies.forEach((what, text) -> bytes.put(what, text.getBytes(StandardCharsets.UTF_8)));
    bytes.put("over the cap", new byte[300_000]);
    bytes.put("no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
    return bytes;
  }

  private static String with(Map<String, Object> sample, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(sample);
    changed.put(name, value);
    return Visitor.JSON.writeValueAsString(changed);
  }

  // --- what must come back ---

  private static Optional<String> wrong(Probe probe, Answer answer) {
    if (answer.status() < 400) {
      return Optional.empty();
    }
    boolean problem =
        answer.header("Content-Type").equals("application/problem+json")
            && !answer.json().path("code").asString().isEmpty()
            && !answer.json().path("nextAction").asString().isEmpty()
            && answer.json().path("requestId").asString().equals(answer.header("X-Request-Id"));
    return answer.status() < 500 && problem
        ? Optional.empty()
        : Optional.of("%s: %d %s".formatted(probe, answer.status(), answer.body()));
  }

  /** How many rows of the workspace there are in all tables. */
  private long rows() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                running.environment().get("TRIBUTARY_DATABASE_URL"),
                running.environment().get("TRIBUTARY_DATABASE_USER"),
                running.environment().get("TRIBUTARY_DATABASE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      StringBuilder counts = new StringBuilder("select 0");
      try (ResultSet tables =
          statement.executeQuery(
              """
              select format('%I.%I', n.nspname, c.relname)
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
               where n.nspname in ('tributary', 'kpi') and c.relkind in ('r', 'p')
                 and not c.relispartition
              """)) {
        while (tables.next()) {
          counts
              .append(" + (select count(*) from ")
              .append(tables.getString(1))
              .append(" where workspace_id = '")
              .append(town.workspace())
              .append("')");
        }
      }
      try (ResultSet sum = statement.executeQuery(counts.toString())) {
        sum.next();
        return sum.getLong(1);
      }
    }
  }

  @Test
  void what_nobody_means_is_a_problem_and_writes_nothing() throws Exception {
    List<Callable<Optional<String>>> refused = new ArrayList<>();
    List<Probe> done = Collections.synchronizedList(new ArrayList<>());
    long before = rows();
    try (Probing probing = new Probing(running)) {
      for (Route route : Routes.all()) {
        for (Probe probe : probes(route)) {
          refused.add(() -> {
            Answer answer = probing.send(probe);
            if (answer.status() < 400 && !probe.method().equals("GET")) {
              done.add(probe);
            }
            return wrong(probe, answer);
          });
        }
      }
      assertThat(probing.all(refused)).isEmpty();
    }
    assertThat(refused).hasSizeGreaterThan(2_000);
    assertThat(rows()).as("after %s", done).isEqualTo(before);
  }
}
