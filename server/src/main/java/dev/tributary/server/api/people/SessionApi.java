package dev.tributary.server.api.people;

import dev.tributary.server.api.Asking;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Public;
import dev.tributary.server.api.SessionCookie;
import dev.tributary.server.api.SignedIn;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.SigningIn;
import dev.tributary.server.people.SigningIn.Entered;
import dev.tributary.spi.Secret;
import dev.tributary.store.SignIn;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out, and the person who is signed in. */
@RestController
@RequestMapping("/api/v1/session")
final class SessionApi {
  private final BackendSource source;

  SessionApi(BackendSource source) {
    this.source = source;
  }

  /** What somebody signs in with. */
  record Credentials(String email, String password) {
    @Override
    public String toString() {
      return "Credentials[]";
    }
  }

  /**
   * A change of the password.
   *
   * @param current the present one
   * @param next the new one, 12 to 200 characters
   */
  record PasswordChange(String current, String next) {
    @Override
    public String toString() {
      return "PasswordChange[]";
    }
  }

  /** A change of the person. */
  record PersonChange(String name) {}

  /**
   * A browser in which the person is signed in.
   *
   * @param address the network address from which it was begun
   * @param agent what the browser calls itself
   * @param current whether it is this one
   */
  record SignInShown(
      UUID id,
      Instant createdAt,
      Instant seenAt,
      Instant expiresAt,
      String address,
      String agent,
      boolean current) {
    static SignInShown of(SignIn signIn, Caller.OfPerson caller) {
      return new SignInShown(
          signIn.id(),
          signIn.createdAt(),
          signIn.seenAt(),
          signIn.expiresAt(),
          signIn.address(),
          signIn.agent(),
          signIn.id().equals(caller.signIn()));
    }
  }

  /** Who is signed in; for strangers what they need to sign in. */
  @Public
  @GetMapping
  SessionShown get(Asking asking) {
    return SessionShown.of(source, asking.caller(), asking.session());
  }

  /** Signs in with e-mail address and password; sets the session's cookie. */
  @Public
  @PostMapping
  ResponseEntity<SessionShown> begin(Asking asking, @RequestBody Credentials credentials)
      throws InterruptedException {
    Entered entered =
        signingIn()
            .signIn(credentials.email(), Secret.of(credentials.password()), asking.browser());
    // A browser has one session.
    if (asking.caller().orElse(null) instanceof Caller.OfPerson before) {
      signingIn().signOut(before);
    }
    return SessionShown.entered(source, entered, HttpStatus.OK);
  }

  /** Signs out. */
  @SignedIn
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  ResponseEntity<Void> end(Caller.OfPerson caller) {
    signingIn().signOut(caller);
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.end(source.get().publicUrl()))
        .build();
  }

  /** Where the person is signed in, the latest first. */
  @SignedIn
  @GetMapping("/sign-ins")
  Page<SignInShown> signIns(Caller.OfPerson caller) {
    return Page.whole(
        signingIn().browsers(caller).stream()
            .map(signIn -> SignInShown.of(signIn, caller))
            .toList());
  }

  /** Signs the person out of one browser. */
  @SignedIn
  @DeleteMapping("/sign-ins/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void endOne(Caller.OfPerson caller, @PathVariable UUID id) {
    signingIn().signOut(caller, id);
  }

  /** Changes the password, and signs the person out everywhere else. */
  @SignedIn
  @PutMapping("/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void changePassword(Caller.OfPerson caller, @RequestBody PasswordChange change)
      throws InterruptedException {
    signingIn().changePassword(caller, Secret.of(change.current()), Secret.of(change.next()));
  }

  /** Changes the person's name. */
  @SignedIn
  @PatchMapping("/person")
  SessionShown rename(Asking asking, Caller.OfPerson caller, @RequestBody PersonChange change) {
    signingIn().rename(caller, change.name());
    Optional<Caller> renamed =
        asking.session().flatMap(token -> signingIn().caller(token)).map(person -> person);
    return SessionShown.of(source, renamed, asking.session());
  }

  private SigningIn signingIn() {
    return source.get().people().signingIn();
  }
}
