package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.resend.ResendErrors;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Store;
import dev.tributary.sandbox.resend.team.Suppression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Every e-mail that a team sent here, and the addresses that get nothing any more. */
public final class Mailbox {
  private final Store<Email> emails = new Store<>(Email::id);
  private final Store<Suppression> suppressions = new Store<>(Suppression::email);
  private final Ids ids;
  private final AtomicInteger speed = new AtomicInteger(1);
  private final Consumer<Email> planned;

  /**
   * @param planned told of every e-mail whose events are to be told
   */
  public Mailbox(Ids ids, Consumer<Email> planned) {
    this.ids = ids;
    this.planned = planned;
  }

  public Store<Email> emails() {
    return emails;
  }

  /** By address in lower case; those from the future have not happened yet. */
  public Store<Suppression> suppressions() {
    return suppressions;
  }

  /** E-mails from now on live so many times faster. */
  public void speed(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("speed is 1 or more, not " + times);
    }
    speed.set(times);
  }

  public int speed() {
    return speed.get();
  }

  /** Accepts an e-mail that has been checked. */
  public Email accept(Message message, Optional<Domain> domain, String key, Instant now) {
    Email email =
        new Email(
            ids.uuid(), domain.map(Domain::id).orElse(""), now, message, key, false, List.of());
    Email whole =
        new Email(
            email.id(),
            email.domainId(),
            now,
            message,
            key,
            false,
            plan(email, message.scheduledAt().orElse(now), domain));
    emails.add(whole);
    planned.accept(whole);
    return whole;
  }

  public Email reschedule(Email email, Instant at, Optional<Domain> domain, Instant now) {
    if (!email.waits(now)) {
      throw ResendErrors.invalid("The email is not scheduled.");
    }
    forget(email, now);
    List<Happening> plan = plan(email, at, domain);
    Email later = emails.edit(email.id(), one -> one.rescheduled(at, plan)).orElseThrow();
    List<Happening> news = plan.stream().filter(one -> one.type() != EventType.SCHEDULED).toList();
    planned.accept(later.with(news));
    return later;
  }

  public Email cancel(Email email, Instant now) {
    if (!email.waits(now)) {
      throw ResendErrors.invalid("The email is not scheduled.");
    }
    forget(email, now);
    return emails.edit(email.id(), one -> one.withCancel(now)).orElseThrow();
  }

  private List<Happening> plan(Email email, Instant at, Optional<Domain> domain) {
    Fate fate =
        new Fate(
            domain.map(Domain::openTracking).orElse(false),
            domain.map(Domain::clickTracking).orElse(false),
            speed.get());
    List<Happening> plan = new ArrayList<>();
    for (String one : email.message().recipients()) {
      String address = Addresses.bare(one, "to");
      if (email.message().scheduledAt().isPresent()) {
        plan.add(Happening.of(email.createdAt(), EventType.SCHEDULED, address));
      }
      List<Happening> fates = fate.of(address, at, suppressed(address, at));
      fates.forEach(happening -> suppress(email, happening));
      plan.addAll(fates);
    }
    plan.sort(Comparator.comparing(Happening::at));
    return List.copyOf(plan);
  }

  public boolean suppressed(String address, Instant at) {
    return suppressions
        .find(address.toLowerCase(Locale.ROOT))
        .filter(one -> !one.createdAt().isAfter(at))
        .isPresent();
  }

  /** Hard bounces and complaints end up on the list, but never Resend's own test addresses. */
  private void suppress(Email email, Happening happening) {
    boolean hard = happening.bounce().map(Bounce::permanent).orElse(false);
    boolean complaint = happening.type() == EventType.COMPLAINED;
    if ((hard || complaint)
        && !Addresses.test(happening.recipient())
        && suppressions.find(happening.recipient()).isEmpty()) {
      suppressions.add(
          new Suppression(
              ids.uuid(),
              happening.recipient(),
              hard ? "bounce" : "complaint",
              email.id(),
              happening.at()));
    }
  }

  /** Undoes what a plan that is given up would have done. */
  private void forget(Email email, Instant now) {
    for (Suppression one : suppressions.all()) {
      if (one.sourceId().equals(email.id()) && one.createdAt().isAfter(now)) {
        suppressions.remove(one.email());
      }
    }
  }
}
