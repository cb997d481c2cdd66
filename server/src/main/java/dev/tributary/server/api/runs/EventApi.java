package dev.tributary.server.api.runs;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.Asking;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Permission;
import dev.tributary.store.ChangePosition;
import dev.tributary.store.ChangeView;
import dev.tributary.store.Changed;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What changes, as it changes: server-sent events that name things and never show them. Each has
 * one line of JSON, {@code {"kind":"job","id":"…","integrationId":"…"}}, and its kind as its name:
 * {@code integration}, {@code job}, {@code operation}, {@code notification}, {@code ledger}, {@code
 * dead_letter}. After {@code reset} everything may have changed. Who comes back with {@code
 * Last-Event-ID} within five minutes, to whichever node, misses nothing; some may be told twice.
 */
@RestController
final class EventApi {
  private static final Logger LOG = LoggerFactory.getLogger(EventApi.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** How soon somebody who is signed out or removed sees nothing any more. */
  private static final Duration CHECKS_EVERY = Duration.ofSeconds(2);

  /** More at once are told as one that means everything. */
  private static final int EVENTS_MAX = 500;

  private static final Duration COMES_BACK_IN = Duration.ofSeconds(2);

  private final BackendSource source;
  private final EventStreams streams;

  EventApi(BackendSource source, EventStreams streams) {
    this.source = source;
    this.streams = streams;
  }

  /**
   * Sends until the client goes, the session ends or the server stops, on the request's own thread.
   * A client that is slow is told less often, not more at once.
   *
   * @param lastEventId the last {@code id} that the client has seen
   */
  @Allowed(Permission.READ)
  @GetMapping(path = "/api/v1/workspaces/{workspace}/events", produces = "text/event-stream")
  void events(
      Place place,
      Asking asking,
      @RequestHeader("Last-Event-ID") Optional<String> lastEventId,
      HttpServletResponse response)
      throws InterruptedException {
    Backend backend = source.get();
    try (EventStreams.Watching watching =
        streams.watch(place.workspaceId(), place.caller().id())) {
      ChangeView first = watching.view(backend);
      response.setContentType("text/event-stream;charset=utf-8");
      response.setHeader("X-Accel-Buffering", "no");
      try {
        Stream stream = new Stream(response.getOutputStream());
        stream.begin(first, lastEventId);
        follow(backend, place, asking, watching, first, stream);
      } catch (IOException gone) {
        LOG.debug("A watcher went away: {}", gone.getMessage());
      } catch (DataAccessException | TransactionException e) {
        LOG.info("A stream of events ends, its client comes back: {}", e.getMessage());
      }
    }
  }

  private void follow(
      Backend backend,
      Place place,
      Asking asking,
      EventStreams.Watching watching,
      ChangeView first,
      Stream stream)
      throws IOException, InterruptedException {
    ChangeView last = first;
    long checkedAt = System.nanoTime();
    while (!source.stopping()) {
      Thread.sleep(EventStreams.LOOKS_EVERY);
      if (System.nanoTime() - checkedAt >= CHECKS_EVERY.toNanos()) {
        if (!mayWatch(backend, place, asking)) {
          return;
        }
        checkedAt = System.nanoTime();
      }
      ChangeView now = watching.view(backend);
      stream.send(now.since(last), now);
      last = now;
    }
  }

  /** As when it began: the session or key is good, and the role still allows it. */
  private static boolean mayWatch(Backend backend, Place place, Asking asking) {
    boolean known =
        switch (place.caller()) {
          case Caller.OfPerson person ->
              asking
                  .session()
                  .map(session -> backend.people().signingIn().lasts(session))
                  .orElse(false);
          case Caller.OfKey key -> backend.people().keys().lasts(key);
        };
    return known
        && backend
            .people()
            .members()
            .role(place.caller(), place.workspaceId())
            .filter(Permission.READ::grantedTo)
            .isPresent();
  }

  /** What is written, as the browsers' EventSource reads it. */
  private static final class Stream {
    private final OutputStream out;
    private long sentAt = System.nanoTime();

    Stream(OutputStream out) {
      this.out = out;
    }

    void begin(ChangeView view, Optional<String> lastEventId) throws IOException {
      write("retry: %d\n\n".formatted(COMES_BACK_IN.toMillis()));
      Optional<List<Changed>> missed =
          lastEventId.isEmpty()
              ? Optional.of(List.of())
              : lastEventId.flatMap(ChangePosition::of).flatMap(view::since);
      if (missed.isEmpty()) {
        reset(view);
      } else if (missed.get().isEmpty()) {
        position(view);
      } else {
        send(missed.get(), view);
      }
    }

    void send(List<Changed> changed, ChangeView view) throws IOException {
      if (changed.size() > EVENTS_MAX) {
        reset(view);
      } else if (!changed.isEmpty()) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < changed.size(); at++) {
          Changed one = changed.get(at);
          // The position stands with the last alone: who is cut off before it is told all again.
          text.append(at == changed.size() - 1 ? "id: " + view.position().text() + "\n" : "")
              .append("event: ")
              .append(Words.word(one.kind()))
              .append("\ndata: ")
              .append(json(one))
              .append("\n\n");
        }
        write(text.toString());
      } else if (System.nanoTime() - sentAt >= HEARTBEAT.toNanos()) {
        position(view);
      }
    }

    private static String json(Changed one) {
      return "{\"kind\":\"%s\",\"id\":\"%s\"%s}"
          .formatted(
              Words.word(one.kind()),
              one.id(),
              one.integration().map(id -> ",\"integrationId\":\"" + id + "\"").orElse(""));
    }

    private void reset(ChangeView view) throws IOException {
      write("id: %s\nevent: reset\ndata: {\"kind\":\"reset\"}\n\n"
          .formatted(view.position().text()));
    }

    /** Shows nothing, but is remembered. */
    private void position(ChangeView view) throws IOException {
      write("id: %s\n: here\n\n".formatted(view.position().text()));
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      sentAt = System.nanoTime();
    }
  }
}
