package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.resend.mail.Idempotency;
import dev.tributary.sandbox.resend.mail.Ledger;
import dev.tributary.sandbox.resend.mail.Mailbox;
import dev.tributary.sandbox.resend.mail.Templates;
import dev.tributary.sandbox.resend.metrics.History;
import dev.tributary.sandbox.resend.metrics.MetricsCache;
import dev.tributary.sandbox.resend.team.ApiKey;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Limits;
import dev.tributary.sandbox.resend.team.Plan;
import dev.tributary.sandbox.resend.team.Store;
import dev.tributary.sandbox.resend.webhook.Deliveries;
import dev.tributary.sandbox.resend.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A customer of Resend's with all that belongs to it. Safe to use from many threads. */
public final class Team {
  private final String id;
  private final String name;
  private final String ownAddress;
  private final AtomicReference<Plan> plan;
  private final AtomicReference<Duration> processing = new AtomicReference<>(Duration.ZERO);
  private final Ids ids;
  private final Store<Domain> domains = new Store<>(Domain::id);
  private final Store<ApiKey> keys = new Store<>(ApiKey::id);
  private final Limits limits;
  private final Templates templates;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Mailbox mailbox;
  private final Idempotency idempotency = new Idempotency();
  private final History history;
  private final MetricsCache metricsCache = new MetricsCache();

  /**
   * @param ownAddress the only one that Resend's own domain may write to
   * @param started the past reaches back from here
   */
  Team(
      long seed,
      String id,
      String name,
      String ownAddress,
      Plan plan,
      Instant started,
      boolean enforced) {
    this.id = id;
    this.name = name;
    this.ownAddress = ownAddress;
    this.plan = new AtomicReference<>(plan);
    this.ids = new Ids(Dice.of(seed, id));
    this.limits = new Limits(enforced);
    this.templates = new Templates(ids);
    this.webhooks = new Webhooks(ids);
    this.deliveries = new Deliveries(ids, webhooks.store());
    this.mailbox = new Mailbox(ids, deliveries::plan);
    this.history = new History(Dice.of(seed, id), started);
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  String ownAddress() {
    return ownAddress;
  }

  public Plan plan() {
    return plan.get();
  }

  public void plan(Plan other) {
    plan.set(other);
  }

  /** How long a send takes, during which its idempotency key is in use. */
  Duration processing() {
    return processing.get();
  }

  void processing(Duration time) {
    processing.set(time);
  }

  Ids ids() {
    return ids;
  }

  public Store<Domain> domains() {
    return domains;
  }

  /** By its name. */
  public Optional<Domain> domain(String domainName) {
    return domains.first(one -> one.name().equals(domainName));
  }

  public Store<ApiKey> keys() {
    return keys;
  }

  public Limits limits() {
    return limits;
  }

  public Templates templates() {
    return templates;
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  public Deliveries deliveries() {
    return deliveries;
  }

  public Mailbox mailbox() {
    return mailbox;
  }

  /** What was really sent. */
  public Ledger ledger() {
    return new Ledger(mailbox);
  }

  Idempotency idempotency() {
    return idempotency;
  }

  public History history() {
    return history;
  }

  MetricsCache metricsCache() {
    return metricsCache;
  }

  /** A fresh key. */
  public ApiKey newKey(String keyName, ApiKey.Permission permission, String domainId, Instant now) {
    ApiKey key =
        new ApiKey(
            ids.uuid(),
            keyName,
            "re_" + ids.letters(8) + "_" + ids.letters(24),
            permission,
            domainId,
            now,
            Optional.empty(),
            false);
    keys.add(key);
    return key;
  }
}
