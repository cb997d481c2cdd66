package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.DayRange;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterFilter;
import dev.tributary.store.DeadLetterGroup;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.JobTrigger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was given up, and what people do about it. A dead letter is closed by the days it names once
 * they are stored, whoever had them read.
 */
public final class DeadLetters {
  private static final int PAGE_MAX = 200;
  private static final int REPLAY_MAX = 10_000;

  private final Stores stores;
  private final Replays replays;
  private final Deeds deeds;
  private final SyncQueue queue;
  private final InstantSource clock;

  public DeadLetters(
      Stores stores, Adapters adapters, Asks asks, SyncQueue queue, InstantSource clock) {
    this.stores = stores;
    this.replays = new Replays(stores, asks);
    this.deeds = new Deeds(stores, queue, adapters);
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * Some dead letters, newest first.
   *
   * @param next pass it on for those that follow; empty when there are none
   */
  public record Page(List<DeadLetter> items, Optional<UUID> next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** A cause, and what to do about it. */
  public record Cause(DeadLetterGroup group, String nextStep) {}

  /**
   * What a replay did.
   *
   * @param operation by which its progress can be followed; empty when nothing was asked
   * @param replayed dead letters that are read again now
   * @param underWay those that are being read again already; nothing was added for them
   */
  public record Replayed(
      Optional<UUID> operation, int replayed, int underWay, List<Refused> refused) {
    public Replayed {
      refused = List.copyOf(refused);
    }
  }

  /** Dead letters of an integration that cannot be replayed, and why. */
  public record Refused(UUID integration, int letters, String code, String sentence) {}

  public Optional<DeadLetter> find(UUID workspace, UUID id) {
    return stores.deadLetters().find(workspace, id);
  }

  /**
   * @param after of the page before
   * @param limit from 1 to 200
   */
  public Page list(UUID workspace, DeadLetterFilter filter, Optional<UUID> after, int limit) {
    int size = Math.clamp(limit, 1, PAGE_MAX);
    List<DeadLetter> found = stores.deadLetterViews().page(workspace, filter, after, size + 1);
    return found.size() > size
        ? new Page(found.subList(0, size), Optional.of(found.get(size - 1).id()))
        : new Page(found, Optional.empty());
  }

  /** By cause, the most frequent first. */
  public List<Cause> causes(UUID workspace, DeadLetterFilter filter) {
    return stores.deadLetterViews().groups(workspace, filter).stream()
        .map(group -> new Cause(group, NextStep.of(group.code())))
        .toList();
  }

  /**
   * Has the days of one read again, or a whole sync done where it names none. Asking twice asks
   * once: the second time tells the operation of the first. An integration that was stopped for it
   * goes on.
   *
   * @return the operation by which its progress can be followed
   * @throws ConnectException it is closed, its integration cannot sync, or its days are gone
   */
  public UUID replay(UUID workspace, UUID id) throws ConnectException {
    DeadLetter known = open(workspace, id);
    Instant now = clock.instant();
    Outcome outcome =
        stores
            .database()
            .system(() -> {
              Optional<Integration> locked =
                  stores.integrations().lock(workspace, known.integrationId());
              Optional<DeadLetter> letter =
                  stores.deadLetters().find(workspace, id).filter(one -> one.closedAt().isEmpty());
              return locked.isEmpty() || letter.isEmpty()
                  ? Outcome.NONE
                  : replay(locked.get(), List.of(letter.get()), Ids.next(now), now);
            });
    if (outcome.refused().isPresent()) {
      throw new ConnectException(
          outcome.refused().get().code(), outcome.refused().get().sentence());
    }
    queue.wake();
    if (outcome.underWay().isEmpty() && outcome.replayed() == 0) {
      open(workspace, id);
    }
    return outcome.operation().orElseThrow();
  }

  /**
   * Has everything read again that an open dead letter of the filter names, integration by
   * integration; one that cannot sync does not hold up the others.
   */
  public Replayed replayAll(UUID workspace, DeadLetterFilter filter) {
    DeadLetterFilter open =
        new DeadLetterFilter(
            Optional.of(true),
            filter.integration(),
            filter.provider(),
            filter.category(),
            filter.code(),
            filter.stream());
    Instant now = clock.instant();
    UUID operation = Ids.next(now);
    int replayed = 0;
    int underWay = 0;
    List<Refused> refused = new ArrayList<>();
    for (UUID integration : stores.deadLetterViews().integrations(workspace, open)) {
      Outcome outcome =
          stores
              .database()
              .system(() ->
                  stores
                      .integrations()
                      .lock(workspace, integration)
                      .map(locked ->
                          replay(
                              locked,
                              stores
                                  .deadLetterViews()
                                  .page(
                                      workspace,
                                      open.of(integration),
                                      Optional.empty(),
                                      REPLAY_MAX),
                              operation,
                              now))
                      .orElse(Outcome.NONE));
      replayed += outcome.replayed();
      underWay += outcome.underWay().size();
      outcome.refused().ifPresent(refused::add);
    }
    if (replayed > 0) {
      queue.wake();
    }
    return new Replayed(
        replayed > 0 ? Optional.of(operation) : Optional.empty(), replayed, underWay, refused);
  }

  /**
   * @param underWay operations of those that are being read again already
   */
  private record Outcome(
      int replayed, List<UUID> underWay, Optional<UUID> added, Optional<Refused> refused) {
    static final Outcome NONE = new Outcome(0, List.of(), Optional.empty(), Optional.empty());

    Optional<UUID> operation() {
      return added.or(() -> underWay.stream().findFirst());
    }
  }

  private Outcome replay(
      Integration locked, List<DeadLetter> letters, UUID operation, Instant now) {
    List<DeadLetter> asked = replays.underWay(locked.workspaceId(), letters);
    List<UUID> underWay = asked.stream().flatMap(letter -> letter.operation().stream()).toList();
    List<DeadLetter> waiting = new ArrayList<>(letters);
    waiting.removeAll(asked);
    if (waiting.isEmpty()) {
      return new Outcome(0, underWay, Optional.empty(), Optional.empty());
    }
    Optional<Refused> stopped = stopped(locked, waiting.size());
    if (stopped.isPresent()) {
      return new Outcome(0, underWay, Optional.empty(), stopped);
    }
    if (!replays.asked(locked, waiting, operation, now)) {
      return new Outcome(
          0,
          underWay,
          Optional.empty(),
          Optional.of(
              new Refused(
                  locked.id(),
                  waiting.size(),
                  "nothing_to_read",
                  "The provider no longer keeps these days. Skip them.")));
    }
    if (locked.state() == IntegrationState.GAVE_UP) {
      deeds.goOn(locked, JobTrigger.MANUAL, "integration.resumed", now);
    }
    deeds.audit(
        locked,
        "dead_letters.replayed",
        waiting.size() + " dead letters of " + locked.account().name() + " were replayed.",
        now);
    return new Outcome(waiting.size(), underWay, Optional.of(operation), Optional.empty());
  }

  private static Optional<Refused> stopped(Integration integration, int letters) {
    Optional<String> sentence =
        switch (integration.state()) {
          case ACTIVE, GAVE_UP -> Optional.empty();
          case PAUSED -> Optional.of("The connection is paused. Resume it, then replay.");
          case HELD ->
              Optional.of(
                  "The account changed at the provider. Resume the connection to accept it.");
          case RECONNECT_NEEDED ->
              Optional.of("The login has ended. Reconnect it; then this is read by itself.");
          case DISCONNECTED ->
              Optional.of("The account is disconnected. Connect it again, then replay.");
        };
    return sentence.map(words -> new Refused(integration.id(), letters, "not_syncing", words));
  }

  /**
   * Gives the days of one up for good: the ledger says that and why, and they are never due again
   * unless somebody asks for them.
   *
   * @param reason one sentence of the person
   */
  public void skip(UUID workspace, UUID id, String reason) throws ConnectException {
    DeadLetter known = open(workspace, id);
    if (known.stream().isEmpty() || known.days().isEmpty()) {
      throw new ConnectException(
          "no_days", "It names no days that could be skipped. Replay it or put it away.");
    }
    if (reason.isBlank()) {
      throw new ConnectException("reason_missing", "Say why these days are skipped.");
    }
    String stream = known.stream().get();
    DayRange days = known.days().get();
    Instant now = clock.instant();
    stores
        .database()
        .system(() -> {
          Optional<Integration> locked =
              stores.integrations().lock(workspace, known.integrationId());
          locked.ifPresent(integration -> {
            stores
                .ledger()
                .skip(workspace, integration.id(), stream, days, "skipped", reason.strip(), now);
            deeds.audit(
                integration,
                "days.skipped",
                "%s of %s were skipped: %s".formatted(days, stream, reason.strip()),
                now);
          });
          return known;
        });
  }

  /** Puts one away that names no days. Days are skipped instead, so that the gap has its reason. */
  public void dismiss(UUID workspace, UUID id) throws ConnectException {
    DeadLetter known = open(workspace, id);
    if (known.days().isPresent()) {
      throw new ConnectException(
          "names_days", "It names days that are missing. Replay it, or skip its days.");
    }
    Instant now = clock.instant();
    stores
        .database()
        .system(() -> {
          stores
              .integrations()
              .lock(workspace, known.integrationId())
              .ifPresent(integration -> {
                stores.deadLetters().dismiss(workspace, id, now);
                deeds.audit(integration, "dead_letter.dismissed", known.cause(), now);
              });
          return known;
        });
  }

  private DeadLetter open(UUID workspace, UUID id) throws ConnectException {
    DeadLetter letter =
        stores
            .deadLetters()
            .find(workspace, id)
            .orElseThrow(() -> new ConnectException("not_found", "There is no such dead letter."));
    if (letter.closed().isPresent()) {
      throw new ConnectException(
          "not_dead",
          "This dead letter is closed (%s), so there is nothing to do."
              .formatted(
                  switch (letter.closed().get()) {
                    case APPLIED -> "its days were stored";
                    case RECOVERED -> "a later sync got through";
                    case DISMISSED -> "somebody put it away";
                    case SKIPPED -> "its days were skipped";
                  }));
    }
    return letter;
  }
}
