package dev.tributary.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** {@code ./tributary chaos [--seconds N] [--seed S] [--takeover] [--json]}. */
public final class Main {
  private static final int USAGE = 2;
  private static final int SECONDS_MIN = 15;

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    // What a killed database does to the pools of this process is no news.
    System.setProperty("logback.configurationFile", "chaos-logback.xml");
    boolean json = List.of(arguments).contains("--json");
    boolean takeover = List.of(arguments).contains("--takeover");
    long seconds = 60;
    long seed = new Random().nextInt(1_000_000_000);
    try {
      for (int at = 0; at < arguments.length; at++) {
        switch (arguments[at]) {
          case "--json", "--takeover" -> {}
          case "--seconds" -> seconds = Long.parseLong(arguments[++at]);
          case "--seed" -> seed = Long.parseLong(arguments[++at]);
          default -> throw new IllegalArgumentException(arguments[at]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      usage("./tributary chaos does not understand " + String.join(" ", arguments), json);
    }
    if (seconds < SECONDS_MIN) {
      usage("Chaos needs at least " + SECONDS_MIN + " seconds for all that it does", json);
    }
    if (takeover) {
      System.exit(TakeOver.print(seed, json) ? 0 : 1);
    }
    System.exit(run(seed, Duration.ofSeconds(seconds), json));
  }

  private static void usage(String sentence, boolean json) {
    String whole = sentence + "; see ./tributary chaos --help.";
    System.err.println(whole);
    if (json) {
      System.out.println(
          "{\"ok\":false,\"error\":{\"code\":\"usage\",\"message\":\"" + whole + "\"}}");
    }
    System.exit(USAGE);
  }

  private static int run(long seed, Duration storm, boolean json) throws Exception {
    try (Chaos chaos = Chaos.start(seed)) {
      // A Ctrl-C ends everything that was started, too.
      Runtime.getRuntime().addShutdownHook(new Thread(chaos::close, "chaos-stop"));
      Verdict verdict = chaos.run(storm);
      verdict.reasons().forEach(Storm::say);
      if (!verdict.good()) {
        Storm.say("the nodes' logs are kept in " + chaos.world().keepLogs());
      }
      System.out.println(json ? verdict.json() : verdict.text());
      return verdict.good() ? 0 : 1;
    }
  }
}
