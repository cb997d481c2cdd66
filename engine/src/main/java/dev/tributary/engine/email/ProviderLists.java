package dev.tributary.engine.email;

import dev.tributary.engine.email.EmailCalls.Mailbox;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.Bounce;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.EmailSuppressions;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.SentEmail;
import dev.tributary.spi.SyncException;
import dev.tributary.store.EmailEventStore.Told;
import dev.tributary.store.EmailWatchStore.Due;
import dev.tributary.store.Suppression;
import dev.tributary.store.SuppressionStore.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lists that providers keep: e-mails, so that what was told while nobody listened is
 * found, and suppressions, so that both lists are one. Several nodes share the accounts.
 */
final class ProviderLists {
  /** How often an account is looked at. */
  static final Duration EVERY = Duration.ofMinutes(10);

  /**
   * How long the walk leaves an account's requests to what is being sent; the first walk of an
   * account does as long as anything is.
   */
  static final Duration YIELDS = Duration.ofMinutes(30);

  /** Nobody listened for so long: what was told meanwhile may be about older e-mails. */
  static final Duration DOWN_AFTER = Duration.ofHours(1);

  /** Providers stop to repeat what they tell after about so long. */
  static final Duration LOOKS_BACK = Duration.ofHours(28);

  /** Of an account that was never read. */
  static final Duration FIRST_LOOK = Duration.ofDays(3);

  private static final Logger LOG = LoggerFactory.getLogger(ProviderLists.class);
  private static final Duration LEASE = Duration.ofMinutes(30);
  private static final Duration OVERLAP = Duration.ofMinutes(10);
  private static final int ACCOUNTS_MAX = 20;
  private static final int PAGES_MAX = 2_000;
  private static final int BOUNCES_MAX = 100;

  private final SyncTools tools;
  private final EmailStores email;
  private final EmailCalls calls;
  private final MessageEvents events;
  private final Addresses addresses;
  private final Lines lines;

  ProviderLists(
      SyncTools tools,
      EmailStores email,
      EmailCalls calls,
      MessageEvents events,
      Addresses addresses) {
    this.tools = tools;
    this.email = email;
    this.calls = calls;
    this.events = events;
    this.addresses = addresses;
    this.lines = new Lines(tools, email);
  }

  /** Looks at every account that is due. */
  void sweep() {
    for (IntegrationAdapter adapter : calls.senders().toList()) {
      String provider = adapter.describe().id();
      Instant now = tools.clock().instant();
      email.watches().enrol(provider, now);
      for (Due due : email.watches().claim(provider, now, LEASE, ACCOUNTS_MAX)) {
        if (tools.stopping().getAsBoolean()) {
          return;
        }
        tools
            .stores()
            .integrations()
            .find(due.workspaceId(), due.integrationId())
            .flatMap(calls::mailbox)
            .ifPresent(mailbox -> look(due, mailbox));
      }
    }
  }

  private void look(Due due, Mailbox mailbox) {
    Instant begun = tools.clock().instant();
    Optional<Instant> walkedTo = Optional.empty();
    Optional<Boolean> suppresses = Optional.empty();
    try {
      lines.judge(mailbox.integration(), begun);
      if (!yields(due, mailbox, begun)) {
        walkedTo = Optional.of(walk(due, mailbox, begun));
      }
      suppresses = Optional.of(suppressions(mailbox));
    } catch (SyncException e) {
      LOG.info(
          "The lists of {} are read again later: {}",
          mailbox.integration().id(),
          e.failure().message());
    } catch (InterruptedException e) {
      // The node stops; another one goes on.
      Thread.currentThread().interrupt();
    }
    Instant now = tools.clock().instant();
    email.watches().seen(due, walkedTo, suppresses, now, now.plus(EVERY));
  }

  /**
   * While something is sent, the walk waits: it finds hardly more than what is just being sent, and
   * its pages count against the same limit.
   */
  private boolean yields(Due due, Mailbox mailbox, Instant now) {
    return due.walkedAt().map(at -> at.plus(YIELDS).isAfter(now)).orElse(true)
        && mailbox.integration().state().syncs()
        && email.chunks().sends(due.workspaceId(), due.integrationId(), now);
  }

  /**
   * Walks back, newest first, to where the last walk began.
   *
   * @return every e-mail that was accepted before is known now
   */
  private Instant walk(Due due, Mailbox mailbox, Instant begun)
      throws SyncException, InterruptedException {
    boolean down = due.walkedAt().filter(at -> at.plus(DOWN_AFTER).isAfter(begun)).isEmpty();
    Instant back =
        due.walkedTo()
            .map(to -> to.minus(down ? LOOKS_BACK : OVERLAP))
            .orElse(begun.minus(FIRST_LOOK));
    Optional<Cursor> cursor = Optional.empty();
    int bounces = 0;
    for (int page = 0; page < PAGES_MAX; page++) {
      Optional<Cursor> at = cursor;
      ListPage<SentEmail> read =
          calls.made(mailbox, (connection, call) -> mailbox.sender().emails(connection, at, call));
      calls.seen(mailbox, read.quotas());
      bounces += take(mailbox, read.items(), BOUNCES_MAX - bounces);
      boolean reached =
          read.items().stream().anyMatch(one -> one.createdAt().isBefore(back))
              || read.items().isEmpty();
      cursor = read.next();
      if (reached || cursor.isEmpty()) {
        return begun;
      }
    }
    LOG.warn(
        "{} has more e-mails than are read at once; what is older is known as far as it was told.",
        mailbox.integration().id());
    return begun;
  }

  /**
   * @return how many bounces had to be asked for
   */
  private int take(Mailbox mailbox, List<SentEmail> page, int bouncesMax)
      throws SyncException, InterruptedException {
    UUID workspace = mailbox.integration().workspaceId();
    Map<String, EmailState> known =
        email
            .messages()
            .states(
                workspace,
                mailbox.integration().id(),
                page.stream().map(SentEmail::id).collect(Collectors.toSet()));
    List<Told> told = new ArrayList<>();
    int asked = 0;
    for (SentEmail one : page) {
      EmailState before = known.get(one.id());
      if (one.recipients().isEmpty() || before != null && before.or(one.state()) == before) {
        continue;
      }
      Optional<Bounce> bounce = one.bounce();
      if (one.state() == EmailState.BOUNCED && bounce.isEmpty() && asked < bouncesMax) {
        asked++;
        bounce =
            calls
                .made(
                    mailbox,
                    (connection, call) -> mailbox.sender().email(connection, one.id(), call))
                .flatMap(SentEmail::bounce);
      }
      told.add(told(workspace, one, bounce));
    }
    events.apply(mailbox.integration(), told, tools.clock().instant());
    return asked;
  }

  /** The list does not say when it happened; not before the e-mail was made. */
  private Told told(UUID workspace, SentEmail one, Optional<Bounce> bounce) {
    String first = one.recipients().getFirst();
    String address = Addresses.clean(first).orElse(first);
    return new Told(
        "list/%s/%s".formatted(one.id(), one.state()),
        one.id(),
        one.state(),
        one.createdAt(),
        address,
        addresses.key(workspace, address),
        one.recipients().size() == 1,
        one.from(),
        Optional.empty(),
        one.state() == EmailState.BOUNCED
            ? Optional.of(bounce.map(Bounce::kind).orElse(Bounce.Kind.UNDETERMINED))
            : Optional.empty(),
        bounce.map(Bounce::reason),
        bounce.map(Bounce::message));
  }

  // --- suppressions ---

  /** Whether the account has a list of its own. */
  private boolean suppressions(Mailbox mailbox) throws SyncException, InterruptedException {
    if (!(mailbox.adapter() instanceof EmailSuppressions list)) {
      return false;
    }
    try {
      push(mailbox, list, true);
      push(mailbox, list, false);
      pull(mailbox, list);
      return true;
    } catch (SyncException e) {
      if (e.failure() instanceof Failure.PermissionMissing) {
        return false;
      }
      throw e;
    }
  }

  private void push(Mailbox mailbox, EmailSuppressions list, boolean add)
      throws SyncException, InterruptedException {
    UUID workspace = mailbox.integration().workspaceId();
    UUID integration = mailbox.integration().id();
    for (int page = 0; page < PAGES_MAX; page++) {
      List<Push> pushes =
          email.suppressions().pushes(workspace, integration, add, list.addressesMax());
      if (pushes.isEmpty()) {
        return;
      }
      List<String> them = pushes.stream().map(Push::address).toList();
      calls.made(
          mailbox,
          (connection, call) -> {
            if (add) {
              list.suppress(connection, them, call);
            } else {
              list.unsuppress(connection, them, call);
            }
            return them;
          });
      email
          .suppressions()
          .pushed(
              workspace,
              integration,
              pushes.stream().map(Push::key).collect(Collectors.toSet()),
              add);
    }
  }

  private void pull(Mailbox mailbox, EmailSuppressions list)
      throws SyncException, InterruptedException {
    UUID workspace = mailbox.integration().workspaceId();
    Deque<List<EmailSuppressions.Suppression>> unknown = new ArrayDeque<>();
    Optional<Cursor> cursor = Optional.empty();
    boolean news = true;
    for (int page = 0; page < PAGES_MAX && news; page++) {
      Optional<Cursor> at = cursor;
      ListPage<EmailSuppressions.Suppression> read =
          calls.made(mailbox, (connection, call) -> list.suppressions(connection, at, call));
      calls.seen(mailbox, read.quotas());
      List<EmailSuppressions.Suppression> fresh =
          read.items().stream().filter(one -> !listed(workspace, one)).toList();
      unknown.push(fresh);
      cursor = read.next();
      news = !fresh.isEmpty() && cursor.isPresent();
    }
    // The oldest first: when it is cut off, what is still unknown is found from the newest again.
    unknown.forEach(page -> page.reversed().forEach(one -> learn(workspace, one)));
  }

  /** Whether an address is on our list for any reason; what is no address needs not be. */
  private boolean listed(UUID workspace, EmailSuppressions.Suppression one) {
    return Addresses.clean(one.address())
        .map(address ->
            !email.suppressions().of(workspace, addresses.key(workspace, address)).isEmpty())
        .orElse(true);
  }

  private void learn(UUID workspace, EmailSuppressions.Suppression one) {
    String address = Addresses.clean(one.address()).orElseThrow();
    Suppression.Origin origin =
        switch (one.origin()) {
          case BOUNCE -> Suppression.Origin.BOUNCE;
          case COMPLAINT -> Suppression.Origin.COMPLAINT;
          case MANUAL -> Suppression.Origin.MANUAL;
        };
    email
        .suppressions()
        .learn(
            workspace,
            addresses.key(workspace, address),
            address,
            origin,
            "It is on the provider's own list.",
            one.since());
  }
}
