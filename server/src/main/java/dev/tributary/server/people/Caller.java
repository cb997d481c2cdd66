package dev.tributary.server.people;

import dev.tributary.store.Actor;
import dev.tributary.store.ApiKey;
import dev.tributary.store.Person;
import dev.tributary.store.Role;
import java.util.Optional;
import java.util.UUID;

/** Who makes a request. */
public sealed interface Caller {

  /** Different for everybody, the same in every request. */
  String id();

  /** For the audit log. */
  Actor actor(String address);

  /** A person as the audit log names them. */
  static Actor actor(Person person, String address) {
    return new Actor(person.name() + " <" + person.email() + ">", address);
  }

  /** May do what belongs to no workspace. */
  boolean operator();

  /**
   * A person in a browser.
   *
   * @param signIn which of the person's browsers
   */
  record OfPerson(Person person, UUID signIn) implements Caller {
    @Override
    public String id() {
      return person.id().toString();
    }

    @Override
    public Actor actor(String address) {
      return Caller.actor(person, address);
    }

    @Override
    public boolean operator() {
      return person.operator();
    }
  }

  /** A program with a key to one workspace. */
  record OfKey(ApiKey key) implements Caller {
    @Override
    public String id() {
      return key.id().toString();
    }

    @Override
    public Actor actor(String address) {
      return new Actor("key " + key.name() + " (" + key.prefix() + "…)", address);
    }

    @Override
    public boolean operator() {
      return false;
    }

    Optional<Role> roleIn(UUID workspace) {
      return key.workspaceId().equals(workspace) ? Optional.of(key.role()) : Optional.empty();
    }
  }
}
