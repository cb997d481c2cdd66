package dev.tributary.server.api.people;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Public;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.People;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.server.people.SigningIn.NewPerson;
import dev.tributary.spi.Secret;
import dev.tributary.store.Invitation;
import dev.tributary.store.Role;
import dev.tributary.store.Workspace;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Coming in by a link. The page takes the token from behind the # of its address. */
@RestController
@RequestMapping("/api/v1")
final class EntryApi {
  private final BackendSource source;

  EntryApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A new owner.
   *
   * @param token of the link that the server or ./tributary owner-link printed
   * @param password 12 to 200 characters
   */
  record Setup(String token, String email, String name, String password) {
    @Override
    public String toString() {
      return "Setup[]";
    }
  }

  /**
   * A link that signs somebody in once.
   *
   * @param token of the link
   */
  record Entry(String token) {
    @Override
    public String toString() {
      return "Entry[]";
    }
  }

  /**
   * An answer to an invitation.
   *
   * @param token of the link
   * @param name for a new person
   * @param password of the new person, 12 to 200 characters, or the present one of a known person
   */
  record Acceptance(String token, Optional<String> name, String password) {
    @Override
    public String toString() {
      return "Acceptance[]";
    }
  }

  /**
   * What an invitation is for.
   *
   * @param known whether there is a person of this address, who gives the present password
   */
  record InvitationMet(
      String workspace,
      String email,
      Role role,
      String invitedBy,
      Instant expiresAt,
      boolean known) {}

  /** Makes an owner of every workspace, who is also the operator; signs them in. */
  @Public
  @PostMapping("/setup")
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<SessionShown> setup(Browser browser, @RequestBody Setup setup)
      throws InterruptedException {
    return SessionShown.entered(
        source,
        people()
            .signingIn()
            .setUp(
                Secret.of(setup.token()),
                new NewPerson(setup.email(), setup.name(), Secret.of(setup.password())),
                browser),
        HttpStatus.CREATED);
  }

  /** Signs in by a link that works once. */
  @Public
  @PostMapping("/entry")
  ResponseEntity<SessionShown> enter(Browser browser, @RequestBody Entry entry) {
    return SessionShown.entered(
        source, people().signingIn().enter(Secret.of(entry.token()), browser), HttpStatus.OK);
  }

  /**
   * What an invitation is for; its token comes in the header X-Invitation-Token, so that no log has
   * it.
   */
  @Public
  @GetMapping("/invitation")
  InvitationMet invitation(@RequestHeader("X-Invitation-Token") Optional<String> token) {
    Invitation invitation =
        token
            .filter(text -> !text.isEmpty())
            .flatMap(text -> people().members().invitation(Secret.of(text)))
            .orElseThrow(() -> ApiProblem.notFound("invitation"));
    return new InvitationMet(
        people().workspaces().find(invitation.workspaceId()).map(Workspace::name).orElse(""),
        invitation.email(),
        invitation.role(),
        invitation.invitedBy(),
        invitation.expiresAt(),
        people().members().known(invitation.email()));
  }

  /** Comes in by an invitation, and signs in. */
  @Public
  @PostMapping("/invitation/accept")
  ResponseEntity<SessionShown> accept(Browser browser, @RequestBody Acceptance acceptance)
      throws InterruptedException {
    return SessionShown.entered(
        source,
        people()
            .members()
            .accept(
                Secret.of(acceptance.token()),
                acceptance.name().orElse(""),
                Secret.of(acceptance.password()),
                browser),
        HttpStatus.OK);
  }

  private People people() {
    return source.get().people();
  }
}
