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
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the sandbox says really happened, by code apart from its reports. */
final class Truth {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI sandbox;
  private final String property;
  private final HttpClient client = HttpClient.newHttpClient();

  Truth(URI sandbox, String property) {
    this.sandbox = sandbox;
    this.property = property;
  }

  /** The sum of a metric's daily values. */
  BigDecimal sumOfDays(String metric, DayRange range) throws InterruptedException {
    return number(ask(metric, range, "").path("sumOfDays").path(metric), metric);
  }

  /** A metric over the range as one period, in which nobody counts twice. */
  BigDecimal period(String metric, DayRange range) throws InterruptedException {
    return number(ask(metric, range, "").path("period").path(metric), metric);
  }

  /** The sum over the days of one metric times another. */
  BigDecimal sumOfProducts(String one, String other, DayRange range) throws InterruptedException {
    JsonNode days = ask(one + "," + other, range, "&by=date").path("by");
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

  private JsonNode ask(String metrics, DayRange range, String more) throws InterruptedException {
    URI address =
        URI.create(
            "%s/control/truth?property=%s&from=%s&to=%s&metrics=%s%s"
                .formatted(sandbox, property, range.first(), range.last(), metrics, more));
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
