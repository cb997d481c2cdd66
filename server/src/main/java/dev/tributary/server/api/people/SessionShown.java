package dev.tributary.server.api.people;

import dev.tributary.server.api.SessionCookie;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Version;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Refusal;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.people.SigningIn.Entered;
import dev.tributary.spi.Secret;
import dev.tributary.store.Person;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Who is signed in here, and what a page needs to know before anything else.
 *
 * @param setupNeeded nobody can sign in yet; the operator has a link that changes it
 * @param person empty for strangers and keys
 * @param csrfToken what this browser sends as X-CSRF-Token with everything that changes something
 * @param workspaces where the caller belongs, the oldest first
 * @param demo everything here is simulated
 * @param version of the server
 * @param publicUrl where browsers and providers reach it
 * @param mails whether it can send e-mail
 */
record SessionShown(
    boolean signedIn,
    boolean setupNeeded,
    Optional<PersonShown> person,
    Optional<String> csrfToken,
    List<WorkspaceShown> workspaces,
    boolean demo,
    String version,
    URI publicUrl,
    boolean mails) {

  /**
   * A person.
   *
   * @param operator may change what belongs to no workspace
   */
  record PersonShown(UUID id, String email, String name, boolean operator) {
    static PersonShown of(Person person) {
      return new PersonShown(person.id(), person.email(), person.name(), person.operator());
    }
  }

  static SessionShown of(BackendSource source, Optional<Caller> caller, Optional<Secret> session) {
    Backend backend = source.get();
    return new SessionShown(
        caller.isPresent(),
        caller.isEmpty() && backend.people().signingIn().empty(),
        caller.flatMap(known ->
            known instanceof Caller.OfPerson(Person person, UUID _)
                ? Optional.of(PersonShown.of(person))
                : Optional.empty()),
        session.map(token -> SessionCookie.csrf(token).reveal()),
        caller
            .map(known ->
                backend.people().workspaces().seats(known).stream()
                    .map(seat -> WorkspaceShown.of(seat.workspace(), seat.role()))
                    .toList())
            .orElse(List.of()),
        source.demo(),
        Version.TEXT,
        backend.publicUrl(),
        backend.letters().isPresent());
  }

  /** For somebody who just came in: the cookie too. */
  static ResponseEntity<SessionShown> entered(
      BackendSource source, Entered entered, HttpStatus status) {
    Backend backend = source.get();
    Caller caller =
        backend
            .people()
            .signingIn()
            .caller(entered.token())
            .orElseThrow(() ->
                new Refusal(
                    Kind.UNKNOWN_CALLER, "unauthenticated", "The sign-in was ended at once."));
    return ResponseEntity.status(status)
        .header(HttpHeaders.SET_COOKIE, SessionCookie.begin(entered.token(), backend.publicUrl()))
        .body(of(source, Optional.of(caller), Optional.of(entered.token())));
  }
}
