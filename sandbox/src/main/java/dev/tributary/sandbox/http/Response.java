package dev.tributary.sandbox.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** One answer: status, headers in order, body, and how it is delivered. */
public record Response(int status, Map<String, String> headers, Body body, Delivery delivery) {

  public static Response json(int status, String json) {
    return of(status, "application/json; charset=UTF-8", Body.of(json));
  }

  public static Response html(int status, String html) {
    return of(status, "text/html; charset=UTF-8", Body.of(html));
  }

  public static Response of(int status, String contentType, Body body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    return new Response(status, headers, body, Delivery.NORMAL);
  }

  public static Response redirect(String location) {
    return html(302, "").withHeader("Location", location);
  }

  public Response withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, delivery);
  }

  public Response withBody(Body other) {
    return new Response(status, headers, other, delivery);
  }

  public Response delivered(Delivery other) {
    return new Response(status, headers, body, other);
  }
}
