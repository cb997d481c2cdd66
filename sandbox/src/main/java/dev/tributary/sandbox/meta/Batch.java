package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several calls in one: {@code batch} is a list of methods and addresses. */
final class Batch {
  private static final int CALLS_MAX = 50;

  private final Function<Request, Response> one;

  Batch(Function<Request, Response> one) {
    this.one = one;
  }

  Response answer(Request request) {
    Params params = Params.of(request);
    JsonNode calls =
        params.json("batch").orElseThrow(() -> MetaErrors.parameter("batch is required"));
    if (!calls.isArray() || calls.size() > CALLS_MAX) {
      throw MetaErrors.parameter("batch must be a list of at most " + CALLS_MAX + " calls");
    }
    List<Map<String, Object>> answers = new ArrayList<>();
    for (JsonNode call : calls) {
      Response response = one.apply(request(request, call, params));
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("code", response.status());
      answer.put(
          "headers",
          response.headers().entrySet().stream()
              .map(header -> Map.of("name", header.getKey(), "value", header.getValue()))
              .toList());
      answer.put("body", new String(Bodies.bytes(response.body()), StandardCharsets.UTF_8));
      answers.add(answer);
    }
    return Response.json(200, JsonMapper.shared().writeValueAsString(answers));
  }

  /** Token and proof of the batch hold for its calls. */
  private static Request request(Request whole, JsonNode call, Params params) {
    StringBuilder target = new StringBuilder(call.path("relative_url").asString(""));
    if (!target.toString().startsWith("/")) {
      target.insert(0, '/');
    }
    for (String name : List.of("access_token", "appsecret_proof")) {
      params
          .text(name)
          .ifPresent(value ->
              target
                  .append(target.indexOf("?") < 0 ? '?' : '&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return whole.instead(
        call.path("method").asString("GET"), target.toString(), call.path("body").asString(""));
  }
}
