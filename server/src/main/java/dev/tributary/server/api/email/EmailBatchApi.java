package dev.tributary.server.api.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.Batches;
import dev.tributary.engine.email.Batches.Person;
import dev.tributary.engine.email.Email;
import dev.tributary.engine.email.Readiness;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.spi.TemplateValue;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Sending e-mails to many people, each of whom gets one of their own. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/email-batches")
final class EmailBatchApi {
  private static final int NAME_MAX = 200;
  private static final int SUBJECT_MAX = 900;
  private static final int ADDRESS_MAX = 500;
  private static final int REPLIES_MAX = 10;
  private static final Duration AHEAD_MAX = Duration.ofDays(366);

  private final BackendSource source;

  EmailBatchApi(BackendSource source) {
    this.source = source;
  }

  private Email email() {
    return source.get().engine().email();
  }

  /**
   * Somebody who gets it.
   *
   * @param values of the template's variables, each a text or a number
   */
  record RecipientWish(String address, Optional<Map<String, JsonNode>> values) {}

  /**
   * What is to be sent. It has either a template, or html or text or both.
   *
   * @param integration the account that sends it
   * @param name for people, never sent
   * @param kind marketing carries a link to unsubscribe and leaves out who did
   * @param from an address, or a name and an address in angle brackets
   * @param subject may be left out where the template has one
   * @param template id or alias of a published template
   * @param sendAt nothing is sent before, once sending was asked for
   */
  record BatchWish(
      UUID integration,
      String name,
      EmailBatch.Kind kind,
      String from,
      Optional<String> subject,
      Optional<List<String>> replyTo,
      Optional<String> html,
      Optional<String> text,
      Optional<String> template,
      Optional<Instant> sendAt) {}

  /** Makes a draft; recipients are added to it, and then it is sent. */
  @Allowed(Permission.OPERATE)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  EmailBatchDocument create(Place place, @RequestBody BatchWish wish) throws ConnectException {
    List<String> replyTo = wish.replyTo().orElse(List.of());
    if (replyTo.size() > REPLIES_MAX) {
      throw ApiProblem.invalid("replyTo", "must have at most " + REPLIES_MAX + " addresses");
    }
    Instant now = source.get().engine().now();
    if (wish.sendAt().filter(at -> at.isAfter(now.plus(AHEAD_MAX))).isPresent()
        || wish.sendAt().filter(at -> at.isBefore(now.minus(AHEAD_MAX))).isPresent()) {
      throw ApiProblem.invalid("sendAt", "must be within a year");
    }
    EmailBatch batch =
        email()
            .batches()
            .create(
                place.workspaceId(),
                new Batches.Wish(
                    wish.integration(),
                    Fields.text("name", wish.name(), NAME_MAX),
                    wish.kind(),
                    new EmailBatch.Letter(
                        Fields.text("from", wish.from(), ADDRESS_MAX),
                        Fields.atMost("subject", wish.subject(), SUBJECT_MAX).orElse(""),
                        replyTo,
                        wish.html().filter(html -> !html.isEmpty()),
                        wish.text().filter(text -> !text.isEmpty()),
                        Fields.atMost("template", wish.template(), NAME_MAX)),
                    wish.sendAt()));
    return shown(place, batch);
  }

  private EmailBatchDocument shown(Place place, EmailBatch batch) {
    return EmailBatchDocument.of(
        batch,
        email()
            .stores()
            .batches()
            .counts(place.workspaceId(), Set.of(batch.id()))
            .getOrDefault(batch.id(), Map.of()),
        true);
  }

  /**
   * The workspace's batches, newest first.
   *
   * @param state draft, sending, stopped, cancelled or done
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<EmailBatchDocument> list(
      Place place,
      Paging paging,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> state) {
    List<EmailBatch> read =
        email()
            .stores()
            .batches()
            .page(
                place.workspaceId(),
                integration,
                Fields.constant("state", state, EmailBatch.State.values()),
                Fields.position(paging.after()),
                paging.fetch());
    Map<UUID, Map<EmailRecipient.State, Long>> counts =
        email()
            .stores()
            .batches()
            .counts(
                place.workspaceId(), read.stream().map(EmailBatch::id).collect(Collectors.toSet()));
    return paging.page(
        read,
        one -> one.id().toString(),
        one -> EmailBatchDocument.of(one, counts.getOrDefault(one.id(), Map.of()), false));
  }

  /** One batch with how far it is. */
  @Allowed(Permission.READ)
  @GetMapping("/{batch}")
  EmailBatchDocument get(Place place, @PathVariable UUID batch) throws ConnectException {
    return shown(place, email().batches().find(place.workspaceId(), batch));
  }

  /** 1 to 1,000 of them; a batch may have any number. */
  record RecipientsWish(List<RecipientWish> recipients) {}

  /**
   * What adding did.
   *
   * @param twice those that were in the batch already, who get it once
   * @param unreadable places in the list of those whose address is none
   */
  record RecipientsAdded(int added, int twice, List<Integer> unreadable) {}

  /** Adds recipients to a draft; again is harmless. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/recipients")
  RecipientsAdded add(Place place, @PathVariable UUID batch, @RequestBody RecipientsWish wish)
      throws ConnectException {
    List<Person> people = new ArrayList<>();
    for (int n = 0; n < wish.recipients().size(); n++) {
      RecipientWish one = wish.recipients().get(n);
      Map<String, String> values = new HashMap<>();
      Fields.values("recipients[%d].values".formatted(n), one.values().orElse(Map.of()))
          .forEach((key, value) -> values.put(key, text(value)));
      people.add(new Person(one.address(), values));
    }
    Batches.Added added = email().batches().add(place.workspaceId(), batch, people);
    return new RecipientsAdded(added.added(), added.twice(), added.unreadable());
  }

  private static String text(TemplateValue value) {
    return value.text();
  }

  /**
   * Who gets it and what became of each, in the order in which they were added.
   *
   * @param state waiting, accepted, refused, suppressed, unknown or cancelled
   */
  @Allowed(Permission.READ)
  @GetMapping("/{batch}/recipients")
  Page<EmailBatchDocument.Recipient> recipients(
      Place place, Paging paging, @PathVariable UUID batch, @RequestParam Optional<String> state)
      throws ConnectException {
    email().batches().find(place.workspaceId(), batch);
    return paging.page(
        email()
            .stores()
            .recipients()
            .page(
                place.workspaceId(),
                batch,
                Fields.constant("state", state, EmailRecipient.State.values()),
                Fields.position(paging.after()),
                paging.fetch()),
        one -> one.id().toString(),
        EmailBatchDocument.Recipient::of);
  }

  /**
   * Whether a draft could be sent.
   *
   * @param recipients who would get it, as far as nobody is suppressed meanwhile
   * @param troubles what keeps it from being sent; empty when nothing does
   */
  record Checked(boolean ready, long recipients, List<Trouble> troubles) {}

  /**
   * Something that is wrong.
   *
   * @param address of the recipient it is about
   */
  record Trouble(String code, String sentence, Optional<String> address) {}

  /** Looks for whatever would keep a draft from being sent, and sends nothing. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/check")
  Checked check(Place place, @PathVariable UUID batch)
      throws ConnectException, InterruptedException {
    Readiness.Report report = email().batches().check(place.workspaceId(), batch);
    return new Checked(
        report.troubles().isEmpty(),
        report.recipients(),
        report.troubles().stream()
            .map(one -> new Trouble(one.code(), one.sentence(), one.address()))
            .toList());
  }

  /** Sends a draft, at its time; nothing is sent when anything is wrong with it. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/send")
  @ResponseStatus(HttpStatus.ACCEPTED)
  EmailBatchDocument send(Place place, @PathVariable UUID batch)
      throws ConnectException, InterruptedException {
    return shown(place, email().batches().send(place.workspaceId(), batch));
  }

  /**
   * What ending it did.
   *
   * @param batch absent for a draft, which is deleted
   */
  record Cancelled(Optional<EmailBatchDocument> batch) {}

  /** Sends a batch no further; what was sent stays sent. A draft is deleted. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/cancel")
  Cancelled cancel(Place place, @PathVariable UUID batch) throws ConnectException {
    return new Cancelled(
        email().batches().cancel(place.workspaceId(), batch).map(one -> shown(place, one)));
  }

  /** Goes on with a batch that stopped; nobody gets it twice. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/resume")
  EmailBatchDocument resume(Place place, @PathVariable UUID batch) throws ConnectException {
    return shown(place, email().batches().resume(place.workspaceId(), batch));
  }

  /** Parts of which nobody knows whether they were sent, for a person to decide. */
  @Allowed(Permission.READ)
  @GetMapping("/{batch}/parked")
  Page<EmailBatchDocument.Parked> parked(Place place, @PathVariable UUID batch)
      throws ConnectException {
    email().batches().find(place.workspaceId(), batch);
    return Page.whole(
        email().stores().parking().parked(place.workspaceId(), batch).stream()
            .map(EmailBatchDocument.Parked::of)
            .toList());
  }

  /**
   * A person's decision.
   *
   * @param sendAgain true: they are sent once more, and some may get it twice; false: it is left as
   *     it is
   */
  record Decision(boolean sendAgain) {}

  /** Decides about a part of which nobody knows whether it was sent. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{batch}/parked/{part}")
  EmailBatchDocument decide(
      Place place, @PathVariable UUID batch, @PathVariable int part, @RequestBody Decision decision)
      throws ConnectException {
    return shown(
        place, email().batches().decide(place.workspaceId(), batch, part, decision.sendAgain()));
  }
}
