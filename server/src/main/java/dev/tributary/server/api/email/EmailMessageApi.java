package dev.tributary.server.api.email;

import dev.tributary.engine.email.Email;
import dev.tributary.engine.email.Lines;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.spi.EmailState;
import dev.tributary.store.EmailMessage;
import dev.tributary.store.EmailMessageStore;
import dev.tributary.store.EmailMessageStore.Figures;
import dev.tributary.store.EmailMessageStore.Position;
import dev.tributary.store.Integration;
import dev.tributary.store.Suppression;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What became of e-mails. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}")
final class EmailMessageApi {
  private static final int TEXT_MAX = 254;
  private static final int SHARE_PLACES = 6;

  private final BackendSource source;

  EmailMessageApi(BackendSource source) {
    this.source = source;
  }

  private Email email() {
    return source.get().engine().email();
  }

  /**
   * How a workspace's e-mail does.
   *
   * @param accounts that send e-mail
   * @param suppressions how many addresses get nothing, by reason
   * @param parked parts of batches that wait for a person
   */
  record EmailHealth(List<AccountHealth> accounts, Map<String, Long> suppressions, int parked) {}

  /**
   * One account in the last seven days.
   *
   * @param tells whether there were enough deliveries for the rates to mean something
   * @param bounceRate share of what was sent, from 0 to 1
   * @param complaintRate share of what was delivered, from 0 to 1
   * @param bounceLine above this, mailbox providers begin to refuse mail
   * @param bouncesOver whether the line is crossed
   */
  record AccountHealth(
      UUID integrationId,
      String provider,
      String account,
      Instant since,
      Figures figures,
      boolean tells,
      BigDecimal bounceRate,
      BigDecimal complaintRate,
      BigDecimal bounceLine,
      BigDecimal complaintLine,
      boolean bouncesOver,
      boolean complaintsOver) {}

  /** Bounces, complaints and what waits for a person, over all accounts of the workspace. */
  @Allowed(Permission.READ)
  @GetMapping("/email-health")
  EmailHealth health(Place place) {
    Instant since = source.get().engine().now().minus(Lines.WINDOW);
    Map<String, Long> suppressions = new TreeMap<>();
    Map<Suppression.Origin, Long> counts =
        email().stores().suppressions().counts(place.workspaceId());
    for (Suppression.Origin origin : Suppression.Origin.values()) {
      suppressions.put(Fields.word(origin), counts.getOrDefault(origin, 0L));
    }
    return new EmailHealth(
        email().accounts(place.workspaceId()).stream()
            .map(one -> account(place, one, since))
            .toList(),
        suppressions,
        email().stores().parking().parked(place.workspaceId()));
  }

  private AccountHealth account(Place place, Integration account, Instant since) {
    Figures figures = email().stores().messages().figures(place.workspaceId(), account.id(), since);
    Lines.Standing standing = Lines.Standing.of(figures);
    return new AccountHealth(
        account.id(),
        account.provider(),
        account.account().name(),
        since,
        figures,
        standing.tells(),
        share(standing.bounces()),
        share(standing.complaints()),
        share(Lines.BOUNCES),
        share(Lines.COMPLAINTS),
        standing.bouncesOver(),
        standing.complaintsOver());
  }

  private static BigDecimal share(double share) {
    return BigDecimal.valueOf(share).setScale(SHARE_PLACES, RoundingMode.HALF_EVEN);
  }

  /**
   * The workspace's e-mails, newest first, whoever sent them from its accounts.
   *
   * @param state for example delivered or bounced
   * @param address of the recipient, whole
   */
  @Allowed(Permission.READ)
  @GetMapping("/email-messages")
  Page<EmailMessageDocument> messages(
      Place place,
      Paging paging,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<UUID> batch,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> address) {
    EmailMessageStore.Filter filter =
        new EmailMessageStore.Filter(
            integration,
            batch,
            Fields.constant("state", state, EmailState.values()),
            Fields.atMost("address", address, TEXT_MAX)
                .map(text -> email().addresses().key(place.workspaceId(), text)));
    return paging.page(
        email()
            .stores()
            .messages()
            .page(
                place.workspaceId(),
                filter,
                paging.after().map(EmailMessageApi::position),
                paging.fetch()),
        one -> one.createdAt() + " " + one.id(),
        EmailMessageDocument::of);
  }

  private static Position position(String after) {
    int blank = after.indexOf(' ');
    try {
      return new Position(Instant.parse(after.substring(0, blank)), after.substring(blank + 1));
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      throw ApiProblem.invalid("cursor", "is of another list");
    }
  }

  /** One e-mail with everything that was told about it. */
  @Allowed(Permission.READ)
  @GetMapping("/integrations/{integration}/email-messages/{message}")
  EmailMessageDocument.Told message(
      Place place, @PathVariable UUID integration, @PathVariable String message) {
    EmailMessage found =
        email()
            .stores()
            .messages()
            .find(place.workspaceId(), integration, message)
            .orElseThrow(() -> ApiProblem.notFound("e-mail"));
    return new EmailMessageDocument.Told(
        EmailMessageDocument.of(found),
        email().stores().messages().events(place.workspaceId(), integration, message).stream()
            .map(EmailMessageDocument.Event::of)
            .toList());
  }
}
