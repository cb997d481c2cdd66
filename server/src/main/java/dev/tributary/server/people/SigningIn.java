package dev.tributary.server.people;

import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.Secret;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.AuditStore;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.Person;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import dev.tributary.store.SignIn;
import dev.tributary.store.SignInStore;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** People coming in and going out. All times are the database's. */
public final class SigningIn {
  /** A browser that is not used for so long is signed out. */
  static final Duration IDLE_MAX = Duration.ofDays(14);

  /** However much it is used, it is signed out after this. */
  static final Duration LASTS_MAX = Duration.ofDays(90);

  /** Wrong guesses an hour: for one account, and from one network address. */
  static final int ACCOUNT_FAILURES_MAX = 15;

  static final int ADDRESS_FAILURES_MAX = 60;
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Duration SEEN_EVERY = Duration.ofMinutes(5);
  private static final Duration SETUP_LASTS = Duration.ofDays(1);
  private static final Duration ENTRY_LASTS = Duration.ofHours(1);
  private static final int AGENT_MAX = 200;

  private final Database database;
  private final PersonStore people;
  private final SignInStore signIns;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Passwords passwords = new Passwords();

  public SigningIn(Database database, InstantSource clock) {
    this.database = database;
    this.people = new PersonStore(database);
    this.signIns = new SignInStore(database);
    this.audit = new AuditStore(database);
    this.clock = clock;
  }

  /**
   * The browser that somebody sits at.
   *
   * @param address as the server saw it
   * @param agent what it calls itself
   */
  public record Browser(String address, String agent) {
    public Browser {
      agent = agent.length() > AGENT_MAX ? agent.substring(0, AGENT_MAX) : agent;
    }
  }

  /** A person that came in, and what the browser proves it with from now on. */
  public record Entered(Person person, Secret token) {}

  /** What a new owner gives. */
  public record NewPerson(String email, String name, Secret password) {}

  /** Whether nobody can sign in yet. */
  public boolean empty() {
    return !people.any();
  }

  // --- links of the operator ---

  /** A link's token that makes an owner, once, within a day; earlier ones are worth nothing. */
  public Secret ownerLink() {
    Secret token = Tokens.random();
    Instant now = clock.instant();
    signIns.offer(Tokens.hash(token.reveal()), Optional.empty(), now, now.plus(SETUP_LASTS));
    return token;
  }

  /** A link's token that signs a person in, once, within an hour. */
  public Secret entryLink(Person person) {
    Secret token = Tokens.random();
    Instant now = clock.instant();
    signIns.offer(
        Tokens.hash(token.reveal()), Optional.of(person.id()), now, now.plus(ENTRY_LASTS));
    return token;
  }

  /** Whether a link can make an owner now. */
  public boolean makesOwner(Secret token) {
    return signIns
        .link(Tokens.hash(token.reveal()), clock.instant())
        .filter(link -> link.person().isEmpty())
        .isPresent();
  }

  /** Signs the person in for whom the link was made. */
  public Entered enter(Secret token, Browser browser) {
    Instant now = clock.instant();
    return database.system(() -> {
      byte[] hash = Tokens.hash(token.reveal());
      Person person =
          signIns
              .link(hash, now)
              .flatMap(SignInStore.Link::person)
              .flatMap(people::find)
              .filter(_ -> signIns.take(hash, now))
              .orElseThrow(SigningIn::linkUsedUp);
      return begin(person, browser, now);
    });
  }

  /**
   * Makes an owner of every workspace, who may also change what belongs to no workspace. A person
   * of this address gets the new password, so this is also the way back in for who lost it.
   *
   * @throws Refusal the link was used or is too old, or what was given is unfit
   */
  public Entered setUp(Secret token, NewPerson owner, Browser browser) throws InterruptedException {
    String email = EmailAddress.of(owner.email());
    String name = name(owner.name());
    String password = passwords.encode(owner.password(), email);
    Instant now = clock.instant();
    return database.system(() -> {
      if (!makesOwner(token) || !signIns.take(Tokens.hash(token.reveal()), now)) {
        throw linkUsedUp();
      }
      Person person = renewed(email, name, password, now);
      for (Workspace workspace : new WorkspaceStore(database).all()) {
        people.put(workspace.id(), person.id(), Role.OWNER, now);
        Caller.actor(person, browser.address())
            .call(() ->
                note(
                    workspace,
                    person,
                    name + " became an owner by a set-up link of the operator.",
                    now));
      }
      return begin(person, browser, now);
    });
  }

  private boolean note(Workspace workspace, Person person, String detail, Instant now) {
    audit.add(
        AuditEntry.of(workspace.id(), "member.became_owner", person.id().toString(), detail, now));
    return true;
  }

  private Person renewed(String email, String name, String password, Instant now) {
    Person fresh = new Person(Ids.next(now), email, name, true, now);
    if (people.create(fresh, password)) {
      return fresh;
    }
    UUID known = people.login(email).orElseThrow().person().id();
    people.rename(known, name);
    people.changePassword(known, password);
    people.makeOperator(known);
    signIns.endOthers(known, Optional.empty());
    return people.find(known).orElseThrow();
  }

  private static Refusal linkUsedUp() {
    return new Refusal(
        Kind.NOT_FOUND,
        "link_used_up",
        "This link was used or is too old; ./tributary owner-link prints a new one.");
  }

  // --- with a password ---

  /**
   * @throws Refusal with the same words and after the same time, whether the address is unknown or
   *     the password wrong; or after too many wrong guesses, without looking
   */
  public Entered signIn(String email, Secret password, Browser browser)
      throws InterruptedException {
    String known = email.strip().toLowerCase(Locale.ROOT);
    Instant now = clock.instant();
    byte[] account = Tokens.hash("account " + known);
    byte[] network = Tokens.hash("address " + browser.address());
    requirePatience(account, ACCOUNT_FAILURES_MAX, now);
    requirePatience(network, ADDRESS_FAILURES_MAX, now);
    Optional<PersonStore.Login> login = people.login(known);
    if (!passwords.match(password, login.map(PersonStore.Login::password)) || login.isEmpty()) {
      signIns.failed(List.of(account, network), now);
      throw new Refusal(
          Kind.UNKNOWN_CALLER,
          "wrong_credentials",
          "The address or the password is wrong; who lost the password asks the operator for"
              + " ./tributary owner-link or an administrator for a new invitation.");
    }
    signIns.succeeded(account);
    return begin(login.get().person(), browser, now);
  }

  private void requirePatience(byte[] subject, int max, Instant now) {
    if (signIns.failures(subject, now.minus(WINDOW)) >= max) {
      throw new Refusal(
          Kind.TOO_OFTEN,
          "too_many_attempts",
          "Too many wrong passwords; try again in an hour.",
          Optional.of(WINDOW));
    }
  }

  Entered begin(Person person, Browser browser, Instant now) {
    Secret token = Tokens.random();
    signIns.begin(
        Tokens.hash(token.reveal()),
        new SignIn(
            Ids.next(now),
            person.id(),
            now,
            now,
            now.plus(IDLE_MAX),
            browser.address(),
            browser.agent()));
    return new Entered(person, token);
  }

  /** The person whose browser has this token; it stays signed in while it is used. */
  public Optional<Caller.OfPerson> caller(Secret token) {
    Instant now = clock.instant();
    return signIns
        .find(Tokens.hash(token.reveal()), now)
        .flatMap(signIn -> {
          if (signIn.seenAt().plus(SEEN_EVERY).isBefore(now)) {
            Instant latest = signIn.createdAt().plus(LASTS_MAX);
            Instant idle = now.plus(IDLE_MAX);
            signIns.seen(signIn.id(), now, idle.isBefore(latest) ? idle : latest);
          }
          return people
              .find(signIn.personId())
              .map(person -> new Caller.OfPerson(person, signIn.id()));
        });
  }

  /** Whether a sign-in lasts, without counting as its use. */
  public boolean lasts(Secret token) {
    return signIns.find(Tokens.hash(token.reveal()), clock.instant()).isPresent();
  }

  /** Where a person is signed in. */
  public List<SignIn> browsers(Caller.OfPerson caller) {
    return signIns.of(caller.person().id(), clock.instant());
  }

  public void signOut(Caller.OfPerson caller) {
    signIns.end(caller.person().id(), caller.signIn());
  }

  /**
   * @throws Refusal it is no browser of this person
   */
  public void signOut(Caller.OfPerson caller, UUID signIn) {
    if (!signIns.end(caller.person().id(), signIn)) {
      throw new Refusal(
          Kind.NOT_FOUND,
          "not_found",
          "There is no such sign-in of yours; it may be over already.");
    }
  }

  /** Changes the password and signs the person out everywhere else. */
  public void changePassword(Caller.OfPerson caller, Secret current, Secret next)
      throws InterruptedException {
    Person person = caller.person();
    Instant now = clock.instant();
    byte[] account = Tokens.hash("account " + person.email());
    requirePatience(account, ACCOUNT_FAILURES_MAX, now);
    if (!passwords.match(current, people.login(person.email()).map(PersonStore.Login::password))) {
      signIns.failed(List.of(account), now);
      throw new Refusal(
          Kind.FORBIDDEN, "password_wrong", "The present password is wrong; nothing was changed.");
    }
    String encoded = passwords.encode(next, person.email());
    database.system(() -> {
      people.changePassword(person.id(), encoded);
      return signIns.endOthers(person.id(), Optional.of(caller.signIn()));
    });
  }

  public void rename(Caller.OfPerson caller, String name) {
    people.rename(caller.person().id(), name(name));
  }

  /** A person's password as it is stored. */
  String encoded(Secret password, String email) throws InterruptedException {
    return passwords.encode(password, email);
  }

  boolean proves(Secret password, String email) throws InterruptedException {
    return passwords.match(password, people.login(email).map(PersonStore.Login::password));
  }

  static String name(String text) {
    String name = text.strip();
    if (name.isEmpty() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(Kind.INVALID, "name_unfit", "A name has 1 to 100 characters on one line.");
    }
    return name;
  }
}
