package dev.tributary.server.api.runs;

import dev.tributary.server.api.OperatorOnly;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.SignedIn;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.InvariantReport;
import dev.tributary.server.app.Version;
import dev.tributary.server.people.Caller;
import dev.tributary.store.VitalsStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What belongs to no workspace: whether the installation is well. */
@RestController
@RequestMapping("/api/v1/system")
final class SystemApi {
  /** The database's size is counted file by file, so not for everybody who asks. */
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final BackendSource source;
  private @Nullable Seen seen;

  SystemApi(BackendSource source) {
    this.source = source;
  }

  private record Seen(
      Instant at,
      VitalsStore.Queue queue,
      List<VitalsStore.Worker> workers,
      VitalsStore.Server server) {}

  /** For everybody who is signed in; nodes and database for the operator alone. */
  @SignedIn
  @GetMapping("/status")
  SystemDocument status(Caller caller) {
    Backend backend = source.get();
    Seen now = look(backend);
    return new SystemDocument(
        now.at,
        Version.TEXT,
        new SystemDocument.Node(backend.node(), backend.roles().words()),
        new SystemDocument.Queue(
            now.queue.due(), now.queue.dueSeconds(), now.queue.claimed(), now.workers.size()),
        backend.engine().providers().paused().stream()
            .map(pause -> new SystemDocument.Paused(pause.provider(), pause.reason(), pause.at()))
            .toList(),
        backend.engine().mails(),
        caller.operator() ? Optional.of(workers(now)) : Optional.empty(),
        caller.operator() ? Optional.of(database(backend, now)) : Optional.empty());
  }

  private static List<SystemDocument.Worker> workers(Seen now) {
    return now.workers.stream()
        .map(one -> new SystemDocument.Worker(one.node(), one.turns(), one.seenAt()))
        .toList();
  }

  private static SystemDocument.Database database(Backend backend, Seen now) {
    return new SystemDocument.Database(
        now.server.version(),
        backend.database().schema(),
        now.server.bytes(),
        backend.database().pools().stream()
            .map(pool ->
                new SystemDocument.Pool(
                    pool.name(), pool.active(), pool.idle(), pool.waiting(), pool.max()))
            .toList());
  }

  private synchronized Seen look(Backend backend) {
    Instant now = backend.engine().now();
    Seen known = seen;
    if (known == null || known.at.plus(GOOD_FOR).isBefore(now)) {
      known =
          new Seen(
              now, backend.vitals().queue(), backend.vitals().workers(), backend.vitals().server());
      seen = known;
    }
    return known;
  }

  /** Asks the database for what must always hold; takes seconds on a large one. */
  @OperatorOnly
  @PostMapping("/doctor")
  Page<InvariantReport.Line> doctor() {
    return Page.whole(InvariantReport.of(source.get()));
  }
}
