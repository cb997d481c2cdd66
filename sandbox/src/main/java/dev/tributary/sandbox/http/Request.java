package dev.tributary.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One HTTP request, read completely; a gzip body is already unpacked. */
public final class Request {
  private final String method;
  private final String path;
  private final String rawQuery;
  private final Map<String, String> headers;
  private final byte[] body;

  /** Header names are lower case. */
  Request(String method, String target, Map<String, String> headers, byte[] body) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.rawQuery = mark < 0 ? "" : target.substring(mark + 1);
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  public String method() {
    return method;
  }

  /** The path as sent, not decoded. */
  public String path() {
    return path;
  }

  public String rawQuery() {
    return rawQuery;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public byte[] body() {
    return body;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A copy with another body: how a fault changes what the simulated provider gets to read. */
  public Request withBody(byte[] other) {
    return new Request(method, target(), headers, other);
  }

  public Request withQuery(String query) {
    return new Request(method, query.isEmpty() ? path : path + "?" + query, headers, body);
  }

  /** Another call that came in the body of this one, with a form as its body. */
  public Request instead(String otherMethod, String otherTarget, String form) {
    Map<String, String> rest = new LinkedHashMap<>(headers);
    rest.put("content-type", "application/x-www-form-urlencoded");
    return new Request(otherMethod, otherTarget, rest, form.getBytes(StandardCharsets.UTF_8));
  }

  private String target() {
    return rawQuery.isEmpty() ? path : path + "?" + rawQuery;
  }

  /** Query parameters; a key without "=" counts as present and empty. */
  public Map<String, List<String>> query() {
    return parameters(rawQuery);
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query().get(name)).map(List::getFirst);
  }

  /** Fields of a form body. */
  public Map<String, List<String>> form() {
    return parameters(text());
  }

  private static Map<String, List<String>> parameters(String text) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      found.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
    }
    return found;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException badEscape) {
      return text;
    }
  }
}
