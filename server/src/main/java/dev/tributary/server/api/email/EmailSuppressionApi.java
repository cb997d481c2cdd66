package dev.tributary.server.api.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.Email;
import dev.tributary.engine.email.Persons;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.AddressKey;
import dev.tributary.store.EmailPersonStore;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.Suppression;
import dev.tributary.store.SuppressionStore.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** To whom nothing is sent, and what is kept of one recipient. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}")
final class EmailSuppressionApi {
  private static final int NOTE_MAX = 200;

  private final BackendSource source;

  EmailSuppressionApi(BackendSource source) {
    this.source = source;
  }

  private Email email() {
    return source.get().engine().email();
  }

  /**
   * An address to which nothing is sent, for one of its reasons.
   *
   * @param address absent once the person was erased; the wish is kept all the same
   * @param origin unsubscribe is about marketing alone
   * @param note for people
   */
  record SuppressionDocument(
      Optional<String> address, Suppression.Origin origin, Instant since, String note) {
    static SuppressionDocument of(Suppression suppression) {
      return new SuppressionDocument(
          suppression.address(), suppression.origin(), suppression.since(), suppression.note());
    }
  }

  /**
   * The workspace's list, newest first; an address stands there once for each of its reasons.
   *
   * @param origin bounce, soft_bounces, complaint, unsubscribe or manual
   */
  @Allowed(Permission.READ)
  @GetMapping("/email-suppressions")
  Page<SuppressionDocument> list(
      Place place, Paging paging, @RequestParam Optional<String> origin) {
    return paging.page(
        email()
            .stores()
            .suppressions()
            .page(
                place.workspaceId(),
                Fields.constant("origin", origin, Suppression.Origin.values()),
                paging.after().map(EmailSuppressionApi::position),
                paging.fetch()),
        one -> one.since() + " " + one.key().hex(),
        SuppressionDocument::of);
  }

  private static Position position(String after) {
    int blank = after.indexOf(' ');
    try {
      return new Position(
          Instant.parse(after.substring(0, blank)), new AddressKey(after.substring(blank + 1)));
    } catch (DateTimeException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw ApiProblem.invalid("cursor", "is of another list");
    }
  }

  /**
   * Somebody who is to get nothing.
   *
   * @param note why, in one sentence
   */
  record SuppressionWish(String address, Optional<String> note) {}

  /** Adds an address by hand; again does nothing. Answers with all its reasons. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/email-suppressions")
  Page<SuppressionDocument> add(Place place, @RequestBody SuppressionWish wish)
      throws ConnectException {
    return Page.whole(
        email()
            .suppressions()
            .add(
                place.workspaceId(),
                wish.address(),
                Fields.atMost("note", wish.note(), NOTE_MAX).orElse("Added by hand."))
            .stream()
            .map(SuppressionDocument::of)
            .toList());
  }

  /** Takes an address from the list, whatever its reasons. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @DeleteMapping("/email-suppressions/{address}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(Place place, @PathVariable String address) throws ConnectException {
    email().suppressions().remove(place.workspaceId(), address);
  }

  // --- one recipient ---

  /** Whose. */
  record PersonWish(String address) {}

  /** Everything that is kept of one recipient, newest first. */
  record PersonKept(
      String address,
      List<PersonBatch> batches,
      List<EmailMessageDocument> messages,
      List<SuppressionDocument> suppressions) {}

  /**
   * A batch that was meant for the person.
   *
   * @param batch its name
   */
  record PersonBatch(
      UUID batchId,
      String batch,
      Map<String, String> values,
      EmailRecipient.State state,
      Optional<Instant> decidedAt) {}

  /** Hands out everything that is kept of one recipient. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/email-persons/export")
  PersonKept export(Place place, @RequestBody PersonWish wish) throws ConnectException {
    Persons.Kept kept = email().persons().export(place.workspaceId(), wish.address());
    return new PersonKept(
        kept.address(),
        kept.batches().stream()
            .map(one ->
                new PersonBatch(
                    one.batchId(), one.batch(), one.values(), one.state(), one.decidedAt()))
            .toList(),
        kept.messages().stream().map(EmailMessageDocument::of).toList(),
        kept.suppressions().stream().map(SuppressionDocument::of).toList());
  }

  /**
   * An erasure that a person means.
   *
   * @param confirm the address once more
   */
  record EraseWish(String address, String confirm) {}

  /**
   * How much was erased.
   *
   * @param suppressions those that are kept without the address
   */
  record PersonErased(int recipients, int messages, int events, int suppressions) {}

  /** Erases the address of one recipient everywhere, and what was said; suppressions stay. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/email-persons/erase")
  PersonErased erase(Place place, @RequestBody EraseWish wish) throws ConnectException {
    if (!wish.confirm().strip().equalsIgnoreCase(wish.address().strip())) {
      throw ApiProblem.of(
          dev.tributary.server.people.Refusal.Kind.INVALID,
          "not_confirmed",
          "To erase it, confirm with the same address.");
    }
    EmailPersonStore.Erased erased = email().persons().erase(place.workspaceId(), wish.address());
    return new PersonErased(
        erased.recipients(), erased.messages(), erased.events(), erased.suppressions());
  }
}
