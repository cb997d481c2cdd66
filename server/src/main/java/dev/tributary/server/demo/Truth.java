package dev.tributary.server.demo;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.DayRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the sandbox says really happened in an account over a range, by code apart from its reports.
 * It goes through everything that happened for each question, so what is known to be wanted is
 * asked at once.
 */
final class Truth {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI sandbox;
  private final String account;
  private final DayRange range;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, BigDecimal> sumsOfDays = new HashMap<>();
  private final Map<String, BigDecimal> periods = new HashMap<>();

  private Truth(URI sandbox, String account, DayRange range) {
    this.sandbox = sandbox;
    this.account = account;
    this.range = range;
  }

  static Truth ofProperty(URI sandbox, String property, DayRange range) {
    return new Truth(sandbox, "property=" + property, range);
  }

  static Truth ofAdAccount(URI sandbox, String account, DayRange range) {
    return new Truth(sandbox, "account=" + account, range);
  }

  /**
   * @param zone of the days
   */
  static Truth ofTeam(URI sandbox, String team, ZoneId zone, DayRange range) {
    return new Truth(sandbox, "team=%s&zone=%s".formatted(team, zone), range);
  }

  /** Asks for all of these that are not known yet. */
  Truth learn(Collection<String> metrics) throws InterruptedException {
    List<String> unknown =
        metrics.stream().distinct().filter(metric -> !periods.containsKey(metric)).toList();
    if (!unknown.isEmpty()) {
      JsonNode told = ask(String.join(",", unknown), "");
      for (String metric : unknown) {
        sumsOfDays.put(metric, number(told.path("sumOfDays").path(metric), metric));
        periods.put(metric, number(told.path("period").path(metric), metric));
      }
    }
    return this;
  }

  /** The sum of a metric's daily values. */
  BigDecimal sumOfDays(String metric) throws InterruptedException {
    return Objects.requireNonNull(learn(List.of(metric)).sumsOfDays.get(metric));
  }

  /** A metric over the range as one period, in which nobody counts twice. */
  BigDecimal period(String metric) throws InterruptedException {
    return Objects.requireNonNull(learn(List.of(metric)).periods.get(metric));
  }

  /** The sum over the days of one metric times another. */
  BigDecimal sumOfProducts(String one, String other) throws InterruptedException {
    JsonNode days = ask(one + "," + other, "&by=date").path("by");
    List<JsonNode> all = StreamSupport.stream(days.spliterator(), false).toList();
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode day : all) {
      sum = sum.add(number(day.path(one), one).multiply(number(day.path(other), other)));
    }
    return sum;
  }

  private static BigDecimal number(JsonNode value, String metric) {
    if (value.isMissingNode() || value.isNull()) {
      throw new Problem(
          ExitCode.NOT_OK, "The sandbox does not tell the truth about " + metric + ".");
    }
    return new BigDecimal(value.asString());
  }

  private JsonNode ask(String metrics, String more) throws InterruptedException {
    URI address =
        URI.create(
            "%s/control/truth?%s&from=%s&to=%s&metrics=%s%s"
                .formatted(sandbox, account, range.first(), range.last(), metrics, more));
    try {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new Problem(
            ExitCode.NOT_OK, "The sandbox does not tell the truth about " + metrics + ".");
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new Problem(ExitCode.PROVIDER, "The sandbox stopped answering.", e);
    }
  }
}
