package dev.tributary.server.api;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.Secret;
import dev.tributary.store.Ids;
import dev.tributary.store.Person;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import dev.tributary.store.SignIn;
import dev.tributary.store.SignInStore;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A workspace of its own on a shared server, with a person for each role, an operator who belongs
 * to none, and keys. The people have no password that could be guessed: they are signed in already.
 */
public final class Town {
  /** Argon2id of a text that nobody knows. */
  private static final String PASSWORD =
      "$argon2id$v=19$m=19456,t=2,p=1$QUJDREVGR0hJSktMTU5PUA$"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final Running running;
  private final UUID workspace;
  private final Map<Role, Visitor> people = new EnumMap<>(Role.class);
  private final Map<Role, Person> persons = new EnumMap<>(Role.class);
  private final Visitor operator;

  public Town(Running running) {
    this.running = running;
    Instant now = backend().engine().now();
    this.workspace = Ids.next(now);
    new WorkspaceStore(backend().database())
        .create(new Workspace(workspace, "Town", ZoneId.of("Europe/Berlin"), now));
    for (Role role : Role.values()) {
      Person person = person(role.name().toLowerCase(java.util.Locale.ROOT), false);
      new PersonStore(backend().database()).put(workspace, person.id(), role, now);
      persons.put(role, person);
      people.put(role, browser(person));
    }
    this.operator = browser(person("operator", true));
  }

  private Backend backend() {
    return running.server().backend();
  }

  /** Somebody new who belongs nowhere. */
  public Person person(String name, boolean operator) {
    Instant now = backend().engine().now();
    Person person =
        new Person(
            UUID.randomUUID(),
            name + "-" + UUID.randomUUID() + "@example.com",
            name,
            operator,
            now);
    new PersonStore(backend().database()).create(person, PASSWORD);
    return person;
  }

  /** A browser in which this person is signed in. */
  public Visitor browser(Person person) {
    Instant now = backend().engine().now();
    String token = UUID.randomUUID().toString();
    new SignInStore(backend().database())
        .begin(
            Hashes.sha256(token.getBytes(StandardCharsets.UTF_8)),
            new SignIn(
                Ids.next(now),
                person.id(),
                now,
                now,
                now.plus(Duration.ofDays(1)),
                "127.0.0.1",
                "Browser"));
    return Visitor.browser(running, Secret.of(token));
  }

  public UUID workspace() {
    return workspace;
  }

  /** The workspace's path, with what follows. */
  public String path(String rest) {
    return "/api/v1/workspaces/" + workspace + rest;
  }

  public Visitor as(Role role) {
    return Optional.ofNullable(people.get(role)).orElseThrow();
  }

  public Person person(Role role) {
    return Optional.ofNullable(persons.get(role)).orElseThrow();
  }

  /** May do what belongs to no workspace, and is a member of none. */
  public Visitor operator() {
    return operator;
  }

  public Visitor nobody() {
    return Visitor.nobody(running);
  }

  /** A program with a key of this role. */
  public Visitor key(Role role) {
    return Visitor.program(
        running,
        backend()
            .people()
            .keys()
            .make(workspace, "Key", role, Optional.empty(), Role.OWNER)
            .text());
  }
}
