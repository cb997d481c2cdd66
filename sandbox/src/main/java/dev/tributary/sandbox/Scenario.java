package dev.tributary.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Applies what scenario files and control requests say; both have the same words. */
final class Scenario {
  private static final Set<String> PARTS =
      Set.of("clock", "latency", "faults", "google", "meta", "resend");

  private final Sandbox sandbox;

  Scenario(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  void apply(Path file) {
    try {
      apply(JsonMapper.shared().readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("the scenario file " + file + " cannot be read", e);
    }
  }

  void apply(JsonNode scenario) {
    Words.check(scenario, PARTS, "a scenario");
    if (scenario.has("clock")) {
      clock(scenario.get("clock"));
    }
    if (scenario.has("latency")) {
      latency(scenario.get("latency"));
    }
    if (scenario.has("google")) {
      sandbox.google().control().apply(scenario.get("google"));
    }
    if (scenario.has("meta")) {
      sandbox.meta().control().apply(scenario.get("meta"));
    }
    if (scenario.has("resend")) {
      sandbox.resend().control().apply(scenario.get("resend"));
    }
    if (scenario.has("faults")) {
      faults(scenario.get("faults"));
    }
  }

  /** In this order: run, set, freeze, advance. */
  void clock(JsonNode node) {
    Words.check(node, Set.of("run", "set", "freeze", "advance"), "the clock");
    SandboxClock clock = sandbox.clock();
    if (node.path("run").asBoolean(false)) {
      clock.run();
    }
    if (node.has("set")) {
      clock.set(Instant.parse(node.get("set").asString()));
    }
    if (node.path("freeze").isString()) {
      clock.freezeAt(Instant.parse(node.get("freeze").asString()));
    } else if (node.path("freeze").asBoolean(false)) {
      clock.freeze();
    }
    if (node.has("advance")) {
      clock.advance(Duration.parse(node.get("advance").asString()));
    }
  }

  void latency(JsonNode node) {
    Words.check(node, Set.of("millis"), "latency");
    sandbox.latency(Duration.ofMillis(node.path("millis").asLong(0)));
  }

  /** One fault or a list of them. */
  void faults(JsonNode node) {
    if (node.isArray()) {
      node.forEach(this::fault);
    } else {
      fault(node);
    }
  }

  private void fault(JsonNode node) {
    Words.check(node, Set.of("kind", "route", "skip", "times", "settings"), "a fault");
    Map<String, String> settings = new LinkedHashMap<>();
    node.path("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asString()));
    sandbox
        .faults()
        .add(
            new Fault(
                node.path("kind").asString(""),
                node.path("route").asString(""),
                node.path("skip").asInt(0),
                node.path("times").asInt(1),
                settings));
  }
}
