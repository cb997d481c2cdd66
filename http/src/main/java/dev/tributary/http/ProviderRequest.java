package dev.tributary.http;

import dev.tributary.spi.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * One request to a provider. Its text form shows no secret: bodies and tokens mask themselves.
 *
 * @param secrets what was put into headers and body and must never be seen again in an excerpt
 * @param headers beside those that every request has; none of them secret
 */
public record ProviderRequest(
    String method,
    URI address,
    Optional<Secret> bearer,
    Optional<Body> body,
    List<Secret> secrets,
    Map<String, String> headers) {

  /** A request's body with its media type. */
  public record Body(String contentType, Secret text) {}

  public ProviderRequest {
    secrets = List.copyOf(secrets);
    headers = Map.copyOf(headers);
  }

  public ProviderRequest(
      String method,
      URI address,
      Optional<Secret> bearer,
      Optional<Body> body,
      List<Secret> secrets) {
    this(method, address, bearer, body, secrets, Map.of());
  }

  public static ProviderRequest get(URI address) {
    return new ProviderRequest("GET", address, Optional.empty(), Optional.empty(), List.of());
  }

  public static ProviderRequest postJson(URI address, String json) {
    return json("POST", address, json);
  }

  /**
   * @param method one that has a body, such as {@code PATCH}
   */
  public static ProviderRequest json(String method, URI address, String json) {
    Body body = new Body("application/json; charset=utf-8", Secret.of(json));
    return new ProviderRequest(method, address, Optional.empty(), Optional.of(body), List.of());
  }

  /** Without a body and without an answer that matters beyond its status. */
  public static ProviderRequest delete(URI address) {
    return new ProviderRequest("DELETE", address, Optional.empty(), Optional.empty(), List.of());
  }

  /** A form post; secrets belong into the body, never into the address. */
  public static ProviderRequest postForm(
      URI address, Map<String, String> fields, Map<String, Secret> secretFields) {
    StringJoiner form = new StringJoiner("&");
    fields.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value)));
    secretFields.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value.reveal())));
    Body body = new Body("application/x-www-form-urlencoded", Secret.of(form.toString()));
    return new ProviderRequest(
        "POST", address, Optional.empty(), Optional.of(body), List.copyOf(secretFields.values()));
  }

  public ProviderRequest withBearer(Secret token) {
    List<Secret> all = new ArrayList<>(secrets);
    all.add(token);
    return new ProviderRequest(method, address, Optional.of(token), body, all, headers);
  }

  public ProviderRequest withHeader(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new ProviderRequest(method, address, bearer, body, secrets, all);
  }

  /** The address as people may see it: scheme, host, port and path. */
  String maskedAddress() {
    return Redaction.mask(
        address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath(), secrets);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
