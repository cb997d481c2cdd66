package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.mail.Happening;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/**
 * Tells a team's endpoints what happened, again and again until they take it, at Resend's
 * documented times (resend.com/docs, Retries and replays). An endpoint that lets the last attempt
 * fail is disabled and hears nothing more. Safe to use from many threads.
 */
public final class Deliveries {
  /** Before the first attempt, and after each failed one. */
  private static final List<Duration> WAITS =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(10));

  private static final int KEPT_MAX = 10_000;
  private static final Duration SHUFFLED_OVER = Duration.ofSeconds(20);

  private record Planned(Instant at, long number, String emailId, Happening happening) {}

  private final Ids ids;
  private final Store<Webhook> webhooks;
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
  private final PriorityQueue<Dispatch> waiting =
      new PriorityQueue<>(Comparator.comparing(Dispatch::due).thenComparing(Dispatch::number));
  private final Deque<Dispatch> past = new ArrayDeque<>();
  private Habits habits = Habits.USUAL;
  private long count;

  public Deliveries(Ids ids, Store<Webhook> webhooks) {
    this.ids = ids;
    this.webhooks = webhooks;
  }

  public synchronized Habits habits() {
    return habits;
  }

  public synchronized void habits(Habits other) {
    habits = other;
  }

  /** Nothing at all is to be told. */
  public synchronized boolean idle() {
    return planned.isEmpty() && waiting.isEmpty();
  }

  public synchronized void plan(Email email) {
    for (Happening one : email.happenings()) {
      planned.add(new Planned(one.at(), count++, email.id(), one));
    }
  }

  /** Tells something that is no e-mail's. */
  public synchronized void announce(EventType type, Map<String, Object> data, Instant now) {
    queue(type, Payloads.body(type, now, data), now);
  }

  private void queue(EventType type, byte[] body, Instant at) {
    String id = "msg_" + ids.letters(27);
    for (Webhook one : webhooks.all()) {
      if (one.enabled() && one.events().contains(type)) {
        Duration late =
            habits.shuffle()
                ? SHUFFLED_OVER
                    .multipliedBy(Dice.below(Dice.of(3, id), 100))
                    .dividedBy(100L * habits.speed())
                : Duration.ZERO;
        waiting.add(new Dispatch(count++, id, one.id(), type, body, at, 0, at.plus(late)));
      }
    }
  }

  /** Attempts all that is due at {@code now}, each on {@code runner}; returns how many. */
  public int tick(Store<Email> emails, Instant now, Executor runner) {
    List<Dispatch> due = due(emails, now);
    due.forEach(one -> runner.execute(() -> attempt(one, now)));
    return due.size();
  }

  private synchronized List<Dispatch> due(Store<Email> emails, Instant now) {
    while (!planned.isEmpty() && !planned.peek().at().isAfter(now)) {
      Planned next = planned.poll();
      emails
          .find(next.emailId())
          .filter(email -> email.happenings().contains(next.happening()))
          .ifPresent(email -> happened(email, next.happening()));
    }
    List<Dispatch> due = new ArrayList<>();
    while (!waiting.isEmpty() && !waiting.peek().due().isAfter(now)) {
      due.add(waiting.poll());
    }
    if (habits.shuffle()) {
      Collections.reverse(due);
    }
    return due;
  }

  private void happened(Email email, Happening happening) {
    queue(
        happening.type(),
        Payloads.body(happening.type(), happening.at(), Payloads.email(email, happening)),
        happening.at());
  }

  private void attempt(Dispatch dispatch, Instant now) {
    Optional<Webhook> to = webhooks.find(dispatch.webhookId()).filter(Webhook::enabled);
    if (to.isEmpty()) {
      return;
    }
    int status = 0;
    for (int n = 0; n < habits().copies(); n++) {
      status = send(to.get(), dispatch, now);
    }
    done(dispatch, status, now);
  }

  private static int send(Webhook to, Dispatch dispatch, Instant now) {
    return Endpoint.post(
        to.endpoint(), dispatch.body(), Signing.headers(to, dispatch.id(), now, dispatch.body()));
  }

  private synchronized void done(Dispatch dispatch, int status, Instant now) {
    boolean taken = status >= 200 && status < 300;
    int failures = dispatch.attempts() + 1;
    if (taken || failures >= WAITS.size()) {
      past.addLast(dispatch);
      if (past.size() > KEPT_MAX) {
        past.removeFirst();
      }
      if (!taken) {
        webhooks.edit(dispatch.webhookId(), one -> one.withEnabled(false));
        waiting.removeIf(one -> one.webhookId().equals(dispatch.webhookId()));
      }
      return;
    }
    waiting.add(dispatch.failedOnce(now.plus(WAITS.get(failures).dividedBy(habits.speed()))));
  }

  /** Sends what was sent before once more, under its old ids; returns the HTTP statuses. */
  public List<Integer> replay(Instant now) {
    List<Dispatch> all;
    synchronized (this) {
      all = List.copyOf(past);
    }
    List<Integer> statuses = new ArrayList<>();
    for (Dispatch one : all) {
      webhooks
          .find(one.webhookId())
          .filter(Webhook::enabled)
          .ifPresent(to -> statuses.add(send(to, one, now)));
    }
    return statuses;
  }

  /** Those that still wait for an endpoint. */
  public synchronized List<Dispatch> waiting() {
    return List.copyOf(waiting);
  }

  /** Sends what was made up, at once and without another attempt; returns the HTTP statuses. */
  public List<Integer> send(Order order, List<Map<String, Object>> data, Instant now) {
    List<Integer> statuses = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    data.forEach(one -> bodies.add(Payloads.body(order.type(), now, one)));
    if (order.shuffle()) {
      Collections.reverse(bodies);
    }
    for (byte[] body : bodies) {
      String id = "msg_" + ids.letters(27);
      for (Webhook one : webhooks.all()) {
        if (one.enabled() && one.events().contains(order.type())) {
          for (int n = 0; n < order.copies(); n++) {
            statuses.add(order.send(one, id, body, now));
          }
        }
      }
    }
    return statuses;
  }
}
