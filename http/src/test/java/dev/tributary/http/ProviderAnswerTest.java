package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProviderAnswerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Secret TOKEN = Secret.of("opaque-token-of-no-known-form");

  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void a_page_instead_of_json_is_malformed_and_shows_its_beginning() throws Exception {
    server.answers(200, "text/html", "<html><title>Sign in to the hotel network</title></html>");

    Failure.Malformed failure = malformed(asked());

    assertThat(failure.message()).contains("text/html").contains("instead of JSON");
    assertThat(failure.excerpt().orElseThrow()).contains("hotel network");
  }

  @Test
  void an_excerpt_never_shows_the_token_that_was_sent() throws Exception {
    server.answers(
        200,
        "text/plain",
        "you sent Bearer " + TOKEN.reveal() + " and \"refresh_token\": \"1//0abc\" ok");

    assertThat(malformed(asked()).excerpt().orElseThrow())
        .contains("you sent Bearer ****")
        .doesNotContain(TOKEN.reveal())
        .doesNotContain("1//0abc");
  }

  @Test
  void json_that_is_broken_cut_empty_doubled_or_too_deep_is_malformed() throws Exception {
    for (String body :
        List.of(
            "{\"a\":",
            "{\"a\" 1}",
            "",
            "{} {}",
            "[".repeat(500) + "]".repeat(500),
            "{\"a\":\"\u0001\"}",
            "\"" + "x".repeat((1 << 20) + 1) + "\"")) {
      server.answers(200, "application/json", body);
      assertThat(malformed(asked()).message()).startsWith("127.0.0.1 answered");
    }
  }

  @Test
  void a_packed_answer_is_unpacked() throws Exception {
    server.answersPacked(RawServer.gzip("{\"rows\":[1,2]}".getBytes(StandardCharsets.UTF_8)));

    assertThat(asked().json().path("rows").size()).isEqualTo(2);
  }

  @Test
  void a_gzip_bomb_stays_small() throws Exception {
    byte[] zeros = new byte[8 << 20];
    Arrays.fill(zeros, (byte) ' ');
    byte[] bomb = RawServer.gzip(zeros);
    assertThat(bomb.length).isLessThan(20_000);
    server.answersPacked(bomb);

    SyncException thrown =
        catchThrowableOfType(
            SyncException.class, () -> asked(Limits.DEFAULT.withBodyBytesMax(1 << 20)).json());

    assertThat(thrown.failure()).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void a_cut_or_false_gzip_is_malformed() throws Exception {
    byte[] packed = RawServer.gzip("[1,2,3,4,5]".repeat(50).getBytes(StandardCharsets.UTF_8));
    server.answersPacked(Arrays.copyOf(packed, packed.length / 2));
    assertThat(malformed(asked()).message()).contains("127.0.0.1");
    server.answersPacked("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(malformed(asked()).excerpt().orElseThrow()).contains("cannot be unpacked");
  }

  @Test
  void an_encoding_that_was_not_asked_for_is_malformed() throws Exception {
    server.answers(200, "application/json", "{}", "Content-Encoding: br");

    assertThat(malformed(asked()).message()).contains("cannot be unpacked");
  }

  @Test
  void json_by_any_of_its_media_types_is_read() throws Exception {
    for (String type : List.of("application/json", "Application/JSON;charset=utf-8", "a/b+json")) {
      server.answers(200, type, "{\"ok\":true}");
      assertThat(asked().json().path("ok").asBoolean()).as(type).isTrue();
    }
  }

  @Test
  void an_error_keeps_its_status_its_wait_and_its_masked_words() throws Exception {
    server.answers(
        429, "application/json", "{\"error\":{\"message\":\"slow\"}}", "Retry-After: 17");

    ProviderAnswer answer = asked();

    assertThat(answer.ok()).isFalse();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.host()).isEqualTo("127.0.0.1");
    assertThat(answer.retryAfter(NOW)).contains(Duration.ofSeconds(17));
    assertThat(answer.masked("token " + TOKEN.reveal())).isEqualTo("token ****");
  }

  @Test
  void a_reader_may_refuse_what_it_reads() throws Exception {
    server.answers(200, "application/json", "{}");
    ProviderAnswer answer = asked();

    SyncException thrown =
        catchThrowableOfType(
            SyncException.class,
            () ->
                answer.read(parser -> {
                  throw answer.malformed("promised more");
                }));

    assertThat(thrown.getMessage()).isEqualTo("127.0.0.1 promised more.");
  }

  private ProviderAnswer asked() throws SyncException, InterruptedException {
    return asked(Limits.DEFAULT);
  }

  private ProviderAnswer asked(Limits limits) throws SyncException, InterruptedException {
    Call call = new Call(() -> NOW, NOW.plusSeconds(20), () -> false, RequestObserver.NONE);
    return new ProviderClient(List.of(server.address("/")), limits)
        .send(ProviderRequest.get(server.address("/")).withBearer(TOKEN), call);
  }

  private static Failure.Malformed malformed(ProviderAnswer answer) {
    SyncException thrown = catchThrowableOfType(SyncException.class, answer::json);
    assertThat(thrown).isNotNull();
    assertThat(thrown.failure()).isInstanceOf(Failure.Malformed.class);
    return (Failure.Malformed) thrown.failure();
  }
}
