package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.KeptAnswerStore;
import dev.tributary.store.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedServer.class)
class IdempotencyTest {
  private static final String BODY = "{\"name\":\"Reports\",\"role\":\"viewer\"}";

  private final Running running;
  private final Town town;
  private final Visitor admin;
  private final String key = UUID.randomUUID().toString();

  IdempotencyTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.admin = town.as(Role.ADMIN);
  }

  private Answer make(Visitor by, String body) throws Exception {
    return by.post(town.path("/api-keys"), body, Idempotency.HEADER, key);
  }

  private int keys() throws Exception {
    return admin.get(town.path("/api-keys")).json().path("items").size();
  }

  @Test
  void a_request_sent_twice_is_done_once_and_answered_the_same() throws Exception {
    Answer first = make(admin, BODY).is(201);
    Answer second = make(admin, BODY).is(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header(Idempotency.REPLAYED)).isEqualTo("true");
    assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    assertThat(first.header(Idempotency.REPLAYED)).isEmpty();
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void the_same_key_with_another_request_is_a_mistake() throws Exception {
    make(admin, BODY).is(201);
    make(admin, "{\"name\":\"Other\",\"role\":\"viewer\"}").refused(422, "idempotency_key_reused");
    admin
        .post(town.path("/invitations"), BODY, Idempotency.HEADER, key)
        .refused(422, "idempotency_key_reused");
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void each_caller_has_own_keys() throws Exception {
    make(admin, BODY).is(201);
    assertThat(make(town.as(Role.OWNER), BODY).is(201).header(Idempotency.REPLAYED)).isEmpty();
    assertThat(keys()).isEqualTo(2);
  }

  @Test
  void who_may_not_any_more_gets_no_kept_answer() throws Exception {
    make(admin, BODY).is(201);
    town.as(Role.OWNER)
        .patch(town.path("/members/" + town.person(Role.ADMIN).id()), "{\"role\":\"viewer\"}")
        .is(200);
    make(admin, BODY).refused(403, "forbidden");
  }

  @Test
  void a_refused_request_may_be_sent_again() throws Exception {
    make(admin, "{\"name\":\"\",\"role\":\"viewer\"}").refused(422, "name_unfit");
    make(admin, BODY).is(201);
  }

  @Test
  void of_many_at_once_one_is_done() throws Exception {
    Callable<Answer> sending = () -> make(admin, BODY);
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> sent =
          senders.invokeAll(List.of(sending, sending, sending, sending, sending, sending));
      for (Future<Answer> answer : sent) {
        assertThat(answer.get().status()).as(answer.get().body()).isIn(201, 409);
        if (answer.get().status() == 409) {
          assertThat(answer.get().refused(409, "idempotency_in_progress").header("Retry-After"))
              .isEqualTo("2");
        }
      }
    }
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void what_a_crash_cut_short_is_begun_anew_after_a_while() {
    KeptAnswerStore store = new KeptAnswerStore(running.server().backend().database());
    Instant now = running.server().backend().engine().now();
    byte[] hash = Hashes.sha256(key.getBytes(StandardCharsets.UTF_8));
    assertThat(store.begin(key, hash, hash, now, now.minus(Duration.ofMinutes(10)))).isEmpty();
    assertThat(store.begin(key, hash, hash, now, now.minus(Duration.ofMinutes(10)))).isPresent();
    Instant later = now.plus(Duration.ofMinutes(11));
    assertThat(store.begin(key, hash, hash, later, later.minus(Duration.ofMinutes(10)))).isEmpty();
    assertThat(store.deleteBegunBefore(later.plusSeconds(1))).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "tab\there"})
  void a_key_is_visible_ascii(String unfit) throws Exception {
    admin
        .post(town.path("/api-keys"), BODY, Idempotency.HEADER, unfit)
        .refused(422, "idempotency_key_unfit");
    admin
        .post(town.path("/api-keys"), BODY, Idempotency.HEADER, "x".repeat(256))
        .refused(422, "idempotency_key_unfit");
  }

  @Test
  void what_is_kept_cannot_be_read_in_the_database() throws Exception {
    String secret = make(admin, BODY).is(201).json().path("secret").asString();
    KeptAnswerStore store = new KeptAnswerStore(running.server().backend().database());
    Instant now = running.server().backend().engine().now();
    byte[] hash = Hashes.sha256(key.getBytes(StandardCharsets.UTF_8));
    var kept =
        store
            .begin(town.person(Role.ADMIN).id().toString(), hash, hash, now, now)
            .orElseThrow()
            .done()
            .orElseThrow();
    assertThat(new String(kept.body().bytes(), StandardCharsets.ISO_8859_1)).doesNotContain(secret);
  }
}
