package dev.tributary.http;

import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/** A whole answer of a provider, not yet understood. */
public final class ProviderAnswer {
  private static final int EXCERPT_BYTES_MAX = 2_000;

  private final String host;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] raw;
  private final List<Secret> secrets;
  private final Limits limits;
  private final Json json;

  ProviderAnswer(
      String host,
      int status,
      HttpHeaders headers,
      byte[] raw,
      List<Secret> secrets,
      Limits limits,
      Json json) {
    this.host = host;
    this.status = status;
    this.headers = headers;
    this.raw = raw;
    this.secrets = secrets;
    this.limits = limits;
    this.json = json;
  }

  /** Reads JSON as it comes; what it throws stays what it is. */
  @FunctionalInterface
  public interface JsonReader<T> {
    T read(JsonParser parser) throws SyncException;
  }

  public int status() {
    return status;
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  public String host() {
    return host;
  }

  /** Size of the body as it was sent. */
  public int rawBytes() {
    return raw.length;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The wait that the provider announced. */
  public Optional<Duration> retryAfter(Instant now) {
    return header("Retry-After").flatMap(value -> RetryAfter.parse(value, now));
  }

  /** Whether the answer says that it is JSON and does not begin like a page. */
  public boolean isJson() {
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    String media = type.split(";", 2)[0].strip();
    // Meta's Graph API names its JSON text/javascript for some callers.
    return media.equals("application/json")
        || media.endsWith("+json")
        || media.equals("text/javascript");
  }

  /**
   * The answer as a tree: for small answers.
   *
   * @throws SyncException with {@link Failure.Malformed} when it is not one JSON value
   */
  public JsonNode json() throws SyncException {
    return read(parser -> json.tree(parser).orElseThrow(() -> malformed("answered with nothing")));
  }

  /**
   * Reads the answer token by token without building a tree.
   *
   * @throws SyncException with {@link Failure.Malformed} when it is no JSON, broken, cut, or nested
   *     too deep, and with {@link Failure.TooLarge} when it unpacks to more than is allowed
   */
  public <T> T read(JsonReader<T> reader) throws SyncException {
    if (!isJson()) {
      throw malformed(
          "answered with "
              + header("Content-Type").map(type -> "a " + type + " page").orElse("no content type")
              + " instead of JSON");
    }
    try (InputStream body = unpacked();
        JsonParser parser = json.parser(body)) {
      T result = reader.read(parser);
      if (parser.nextToken() != null) {
        throw malformed("answered with more than one JSON value");
      }
      return result;
    } catch (JacksonIOException thrown) {
      throw unreadable(thrown.getCause());
    } catch (IOException thrown) {
      throw unreadable(thrown);
    } catch (JacksonException thrown) {
      // The parser's own text may quote the body.
      throw malformed("answered with JSON that is broken or cut");
    }
  }

  /** The beginning of the body on one line, free of secrets. */
  public String excerpt() {
    byte[] beginning;
    try (InputStream body = unpacked()) {
      beginning = body.readNBytes(EXCERPT_BYTES_MAX);
    } catch (IOException unreadable) {
      return "(" + raw.length + " bytes that cannot be unpacked)";
    }
    return Redaction.excerpt(new String(beginning, StandardCharsets.UTF_8), secrets);
  }

  /** The answer cannot be understood. */
  public SyncException malformed(String what) {
    return new SyncException(
        new Failure.Malformed(host + " " + what + ".", Optional.of(excerpt())));
  }

  /** Text from the answer, such as a provider's error message, free of secrets. */
  public String masked(String text) {
    return Redaction.excerpt(text, secrets);
  }

  private SyncException unreadable(@Nullable Throwable cause) {
    if (cause instanceof CappedBody.TooLarge) {
      return new SyncException(ProviderClient.tooLarge(host, limits));
    }
    return malformed("answered with a body that cannot be unpacked or decoded");
  }

  private InputStream unpacked() throws IOException {
    InputStream body = new ByteArrayInputStream(raw);
    String encoding = header("Content-Encoding").orElse("identity").strip();
    if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
      return new CappedStream(new GZIPInputStream(body, 16_384), limits.bodyBytesMax());
    }
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new IOException("unknown encoding");
    }
    return body;
  }
}
