package dev.tributary.engine.email;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.Retention;
import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.quota.Guards;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.engine.sync.Calls;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.vault.Vault;
import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.Integration;
import dev.tributary.store.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** An engine whose workspace has an account at a {@link MailHouse}, sending one after the other. */
final class MailWorld implements AutoCloseable {
  final MailHouse house = new MailHouse();
  final EngineFixture engine;
  final Email email;
  final Integration account;
  private final AtomicReference<MailAdapter> adapter = new AtomicReference<>();
  private final AtomicBoolean stopping = new AtomicBoolean();

  MailWorld() {
    this(Attempt.Steps.NONE);
  }

  MailWorld(Attempt.Steps steps) {
    this.engine =
        new EngineFixture(clock -> {
          adapter.set(new MailAdapter(clock, house.address()));
          return List.of(adapter.get());
        });
    this.email = email(steps);
    this.account = connect("acc-1");
  }

  /** Another node. */
  Email email(Attempt.Steps steps) {
    return new Email(
        tools(), engine.vault, URI.create("https://tributary.example"), Retention.STANDARD, steps);
  }

  SyncTools tools() {
    return tools(engine.stores, engine.adapters, engine.vault, engine.clock, stopping::get);
  }

  /** Those of a node that does not stop. */
  static SyncTools tools(Stores stores, Adapters adapters, Vault vault, InstantSource clock) {
    return tools(stores, adapters, vault, clock, () -> false);
  }

  private static SyncTools tools(
      Stores stores,
      Adapters adapters,
      Vault vault,
      InstantSource clock,
      BooleanSupplier stopping) {
    return new SyncTools(
        stores,
        adapters,
        new Grants(stores.database(), vault, adapters::name),
        new Quotas(stores.quotas()),
        Guards.of(stores.database(), new Notices(stores.notices()), clock, () -> 0.5),
        new Calls(),
        clock,
        TurnSettings.DEFAULT,
        stopping,
        () -> 0.5,
        new AtomicLong(),
        Watch.NONE);
  }

  Integration connect(String account) {
    try {
      return engine
          .engine
          .connections()
          .connect(
              engine.workspace,
              MailAdapter.ID,
              new ApiKeyCredentials(MailAdapter.ID, Secret.of("re_canary")),
              List.of(account),
              Map.of(),
              0)
          .getFirst()
          .integration();
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether the node is about to stop. */
  void stops(boolean now) {
    stopping.set(now);
  }

  MailAdapter adapter() {
    return adapter.get();
  }

  UUID workspace() {
    return engine.workspace;
  }

  Instant now() {
    return engine.clock.instant();
  }

  // --- batches ---

  static EmailBatch.Letter letter() {
    return new EmailBatch.Letter(
        "Shop <news@shop.example>",
        "News",
        List.of(),
        Optional.of("<p>News</p>"),
        Optional.empty(),
        Optional.empty());
  }

  static EmailBatch.Letter template(String id) {
    return new EmailBatch.Letter(
        "news@shop.example", "", List.of(), Optional.empty(), Optional.empty(), Optional.of(id));
  }

  UUID draft(EmailBatch.Kind kind, EmailBatch.Letter letter, Optional<Instant> at)
      throws ConnectException {
    return email
        .batches()
        .create(workspace(), new Batches.Wish(account.id(), "News", kind, letter, at))
        .id();
  }

  /** People named by number at example.com. */
  static List<Batches.Person> people(int from, int to) {
    List<Batches.Person> people = new ArrayList<>();
    for (int n = from; n < to; n++) {
      people.add(new Batches.Person("p%05d@example.com".formatted(n), Map.of()));
    }
    return people;
  }

  /** A batch to so many people that waits to be sent. */
  UUID batch(int people) throws Exception {
    return batch(EmailBatch.Kind.TRANSACTIONAL, people);
  }

  UUID batch(EmailBatch.Kind kind, int people) throws Exception {
    UUID id = draft(kind, letter(), Optional.empty());
    for (int from = 0; from < people; from += Batches.PEOPLE_MAX) {
      email
          .batches()
          .add(workspace(), id, people(from, Math.min(people, from + Batches.PEOPLE_MAX)));
    }
    email.batches().send(workspace(), id);
    return id;
  }

  /** Sends what is due now, one chunk after the other. */
  int sendAll() {
    int tries = 0;
    while (tries < 1_000 && email.byHand().once()) {
      tries++;
    }
    return tries;
  }

  int sendAllAfter(Duration wait) {
    engine.clock.move(wait);
    return sendAll();
  }

  EmailBatch find(UUID batch) {
    return email.stores().batches().find(workspace(), batch).orElseThrow();
  }

  Map<EmailRecipient.State, Long> counts(UUID batch) {
    return email
        .stores()
        .batches()
        .counts(workspace(), Set.of(batch))
        .getOrDefault(batch, Map.of());
  }

  List<EmailRecipient> recipients(UUID batch, EmailRecipient.State state) {
    return email
        .stores()
        .recipients()
        .page(workspace(), batch, Optional.of(state), Optional.empty(), 1_000);
  }

  List<String> notices() {
    return engine.stores.notices().page(workspace(), true, Optional.empty(), 100).stream()
        .map(Notification::notice)
        .map(notice -> notice.subject())
        .toList();
  }

  @Override
  public void close() {
    house.close();
    engine.close();
  }
}
