package dev.tributary.engine.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.vault.Grants;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.EmailSender;
import dev.tributary.spi.EmailTemplates;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Calls to a provider of e-mail, with everything that keeps it from being asked too often. */
final class EmailCalls {
  /** The name under which its rates count these requests. */
  static final String REQUESTS = "email";

  static final Duration CALL_MAX = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final SyncTools tools;

  EmailCalls(SyncTools tools) {
    this.tools = tools;
  }

  /** One account at a provider of e-mail. */
  record Mailbox(Integration integration, IntegrationAdapter adapter, EmailSender sender) {
    ProviderAccount account() {
      return new ProviderAccount(integration.provider(), integration.account().id());
    }

    ProviderDescriptor descriptor() {
      return adapter.describe();
    }

    EmailTemplates templates() throws ConnectException {
      if (adapter instanceof EmailTemplates templates) {
        return templates;
      }
      throw new ConnectException(
          "no_templates", adapter.describe().name() + " keeps no templates of e-mails.");
    }
  }

  /** A call that may be refused. */
  @FunctionalInterface
  interface Work<T> {
    T make(Connection connection, Call call) throws SyncException, InterruptedException;
  }

  /**
   * @throws ConnectException there is none, it sends no e-mail, or it is ended
   */
  Mailbox mailbox(UUID workspace, UUID integration) throws ConnectException {
    Integration known =
        tools
            .stores()
            .integrations()
            .find(workspace, integration)
            .orElseThrow(() ->
                new ConnectException("not_found", "There is no connection " + integration + "."));
    Mailbox mailbox =
        mailbox(known)
            .orElseThrow(() ->
                new ConnectException(
                    "no_email",
                    known.account().name() + " is no account that sends e-mail. Choose another."));
    if (known.status() == IntegrationStatus.DISCONNECTED) {
      throw new ConnectException(
          "disconnected", known.account().name() + " was disconnected. Connect it again.");
    }
    return mailbox;
  }

  Optional<Mailbox> mailbox(Integration known) {
    return tools
        .adapters()
        .find(known.provider())
        .flatMap(adapter ->
            adapter instanceof EmailSender sender
                ? Optional.of(new Mailbox(known, adapter, sender))
                : Optional.empty());
  }

  /** The providers that send e-mail. */
  Stream<IntegrationAdapter> senders() {
    return tools.adapters().descriptors().stream()
        .map(descriptor -> tools.adapters().of(descriptor.id()))
        .filter(EmailSender.class::isInstance);
  }

  /** Asks for a person who waits. */
  <T> T ask(Mailbox mailbox, Work<T> work) throws ConnectException, InterruptedException {
    try {
      return made(mailbox, work);
    } catch (SyncException e) {
      throw ConnectException.of(e);
    }
  }

  /** Asks once leave is given; what the failure says is kept. */
  <T> T made(Mailbox mailbox, Work<T> work) throws SyncException, InterruptedException {
    Call call = call();
    leave(mailbox, call);
    Grants.Opened opened = open(mailbox, call);
    try {
      T answer =
          tools
              .calls()
              .call(CALL_MAX.plus(GRACE), () -> work.make(connection(mailbox, opened), call));
      return answer;
    } catch (SyncException e) {
      failed(mailbox, opened, e.failure());
      throw e;
    }
  }

  Call call() {
    return new Call(
        tools.clock(),
        tools.clock().instant().plus(CALL_MAX),
        tools.stopping(),
        RequestObserver.NONE);
  }

  Grants.Opened open(Mailbox mailbox, Call call) throws SyncException, InterruptedException {
    return tools
        .grants()
        .open(
            mailbox.integration().workspaceId(),
            mailbox.integration().grantId(),
            mailbox.adapter(),
            call);
  }

  static Connection connection(Mailbox mailbox, Grants.Opened opened) {
    Integration known = mailbox.integration();
    return new Connection(known.id(), known.account(), opened.credentials(), known.settings());
  }

  /**
   * Waits for leave to ask, for two seconds at most.
   *
   * @throws SyncException with the wait that a quota or limit asks for
   */
  void leave(Mailbox mailbox, Call call) throws SyncException, InterruptedException {
    allowed(mailbox, call);
    turn(mailbox, call);
  }

  /**
   * Whether asking makes any sense now.
   *
   * @throws SyncException with the wait for a provider that does not answer, or that a quota asks
   *     for
   */
  void allowed(Mailbox mailbox, Call call) throws SyncException {
    Optional<Instant> down = tools.guards().outages().nextTry(mailbox.account().provider());
    if (down.isPresent()) {
      throw new SyncException(
          new Failure.Throttled(
              Duration.between(call.now(), down.get()),
              false,
              mailbox.descriptor().name() + " does not answer at present."));
    }
    Optional<Quotas.Full> full =
        tools
            .quotas()
            .full(
                mailbox.account(),
                mailbox.descriptor().limits().rates().stream()
                    .map(ProviderLimits.Rate::name)
                    .toList(),
                call.now());
    if (full.isPresent()) {
      throw new SyncException(
          new Failure.QuotaExhausted(
              full.get().bucket(),
              full.get().until(),
              "%s: the quota %s is used up."
                  .formatted(mailbox.descriptor().name(), full.get().bucket())));
    }
  }

  /**
   * Waits for the account's next request, for two seconds at most. Ask at once afterwards: whatever
   * comes in between may bring two requests too near to each other.
   *
   * @throws SyncException with the wait that the limit asks for
   */
  void turn(Mailbox mailbox, Call call) throws SyncException, InterruptedException {
    tools.guards().rates().take(mailbox.descriptor(), mailbox.account(), REQUESTS, call);
  }

  /** Keeps what an answer says about limits and quotas. */
  void seen(Mailbox mailbox, List<QuotaReading> readings) {
    Instant now = tools.clock().instant();
    tools
        .quotas()
        .seen(
            mailbox.account(),
            tools.guards().rates().learn(mailbox.descriptor(), mailbox.account(), readings, now),
            now);
  }

  /** Keeps what a failure says of the account, its login and the provider. */
  void failed(Mailbox mailbox, Grants.Opened opened, Failure failure) {
    Instant now = tools.clock().instant();
    tools.quotas().failed(mailbox.account(), failure, now);
    if (failure instanceof Failure.GrantRejected || failure instanceof Failure.TokenRejected) {
      tools
          .grants()
          .reject(
              mailbox.integration().workspaceId(),
              mailbox.integration().grantId(),
              opened.version(),
              failure.message(),
              now);
    }
  }
}
