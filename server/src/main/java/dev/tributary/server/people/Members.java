package dev.tributary.server.people;

import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.server.people.SigningIn.Entered;
import dev.tributary.spi.Secret;
import dev.tributary.store.AccessStore;
import dev.tributary.store.Actor;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.AuditStore;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.Invitation;
import dev.tributary.store.Member;
import dev.tributary.store.Person;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The people of workspaces. A workspace always keeps an owner. */
public final class Members {
  private static final Duration INVITATION_LASTS = Duration.ofDays(7);

  private final Database database;
  private final PersonStore people;
  private final AccessStore access;
  private final AuditStore audit;
  private final SigningIn signingIn;
  private final InstantSource clock;

  public Members(Database database, SigningIn signingIn, InstantSource clock) {
    this.database = database;
    this.people = new PersonStore(database);
    this.access = new AccessStore(database);
    this.audit = new AuditStore(database);
    this.signingIn = signingIn;
    this.clock = clock;
  }

  /** An invitation, and the token of its link, shown this once. */
  public record Invited(Invitation invitation, Secret token) {}

  /** A caller's role in a workspace; empty for strangers. */
  public Optional<Role> role(Caller caller, UUID workspace) {
    return switch (caller) {
      case Caller.OfPerson person -> people.role(workspace, person.person().id());
      case Caller.OfKey key -> key.roleIn(workspace);
    };
  }

  /** A person's places. */
  public List<Member> places(Person person) {
    return people.places(person.id());
  }

  public List<Member> of(UUID workspace) {
    return people.members(workspace);
  }

  public List<Invitation> invitations(UUID workspace) {
    return access.invitations(workspace, clock.instant());
  }

  /** Makes somebody who founds a workspace its owner. */
  public void found(UUID workspace, Caller.OfPerson founder) {
    people.put(workspace, founder.person().id(), Role.OWNER, clock.instant());
  }

  /**
   * Invites an address; an earlier open invitation of it is replaced.
   *
   * @param own the caller's role, beyond which nobody can invite
   */
  public Invited invite(UUID workspace, String email, Role role, Role own) {
    requireReach(own, role);
    String address = EmailAddress.of(email);
    Instant now = clock.instant();
    Secret token = Tokens.random();
    return database.system(() -> {
      if (people.members(workspace).stream()
          .anyMatch(member -> member.person().email().equals(address))) {
        throw new Refusal(
            Kind.CONFLICT,
            "already_member",
            address + " is a member already; change the role instead.");
      }
      Invitation invitation =
          new Invitation(
              Ids.next(now),
              workspace,
              address,
              role,
              Actor.current().name(),
              now,
              now.plus(INVITATION_LASTS));
      access.invite(invitation, Tokens.hash(token.reveal()));
      note(workspace, "member.invited", address, "Invited as " + word(role) + ".", now);
      return new Invited(invitation, token);
    });
  }

  /** Whether there is a person of this address. */
  public boolean known(String email) {
    return people.login(email).isPresent();
  }

  /** What a link invites to; empty when it was used or is too old. */
  public Optional<Invitation> invitation(Secret token) {
    return access.invitation(Tokens.hash(token.reveal()), clock.instant());
  }

  /**
   * Comes in by an invitation: as a new person, or as the known one of that address, who proves it
   * with the present password.
   */
  public Entered accept(Secret token, String name, Secret password, Browser browser)
      throws InterruptedException {
    Invitation invitation = invitation(token).orElseThrow(Members::notInvited);
    String email = invitation.email();
    boolean known = people.login(email).isPresent();
    if (known && !signingIn.proves(password, email)) {
      throw new Refusal(
          Kind.FORBIDDEN,
          "password_wrong",
          "There is a person of this address already; give that person's password.");
    }
    String encoded = known ? "" : signingIn.encoded(password, email);
    String called = known ? "" : SigningIn.name(name);
    Instant now = clock.instant();
    return database.system(() -> {
      if (!access.take(invitation.id(), now)) {
        throw notInvited();
      }
      if (!known && !people.create(new Person(Ids.next(now), email, called, false, now), encoded)) {
        throw new Refusal(
            Kind.CONFLICT, "already_person", "This address came in a moment ago; sign in with it.");
      }
      Person person = people.login(email).orElseThrow().person();
      people.put(invitation.workspaceId(), person.id(), invitation.role(), now);
      Caller.actor(person, browser.address())
          .call(() ->
              note(
                  invitation.workspaceId(),
                  "member.joined",
                  person.id().toString(),
                  email + " came in as " + word(invitation.role()) + ".",
                  now));
      return signingIn.begin(person, browser, now);
    });
  }

  public void withdraw(UUID workspace, UUID invitation) {
    if (!access.withdraw(workspace, invitation)) {
      throw new Refusal(
          Kind.NOT_FOUND, "not_found", "There is no such open invitation; it may have been used.");
    }
    note(workspace, "member.uninvited", invitation.toString(), "Withdrawn.", clock.instant());
  }

  /**
   * @param own the caller's role: nobody changes or makes somebody mightier
   */
  public void change(UUID workspace, UUID personId, Role role, Role own) {
    Instant now = clock.instant();
    database.system(() -> {
      Member member = member(workspace, personId, own);
      requireReach(own, role);
      requireOwnerLeft(workspace, member, role == Role.OWNER);
      people.put(workspace, personId, role, now);
      note(
          workspace,
          "member.role_changed",
          personId.toString(),
          member.person().email() + " is " + word(role) + ", was " + word(member.role()) + ".",
          now);
      return member;
    });
  }

  /** One of them. */
  public Optional<Member> find(UUID workspace, UUID personId) {
    return people.members(workspace).stream()
        .filter(member -> member.person().id().equals(personId))
        .findFirst();
  }

  public void remove(UUID workspace, UUID personId, Role own) {
    Instant now = clock.instant();
    database.system(() -> {
      Member member = member(workspace, personId, own);
      requireOwnerLeft(workspace, member, false);
      people.remove(workspace, personId);
      note(
          workspace,
          "member.removed",
          personId.toString(),
          member.person().email() + " is no member any more.",
          now);
      return member;
    });
  }

  private Member member(UUID workspace, UUID personId, Role own) {
    Member member =
        people.membersForUpdate(workspace).stream()
            .filter(known -> known.person().id().equals(personId))
            .findFirst()
            .orElseThrow(() ->
                new Refusal(
                    Kind.NOT_FOUND, "not_found", "There is no such member of this workspace."));
    requireReach(own, member.role());
    return member;
  }

  private static void requireReach(Role own, Role other) {
    if (!own.atLeast(other)) {
      throw new Refusal(
          Kind.FORBIDDEN, "role_too_low", "Only an owner may do this to owners; ask one of them.");
    }
  }

  private void requireOwnerLeft(UUID workspace, Member changed, boolean staysOwner) {
    boolean another =
        people.members(workspace).stream()
            .anyMatch(member ->
                member.role() == Role.OWNER && !member.person().id().equals(changed.person().id()));
    if (changed.role() == Role.OWNER && !staysOwner && !another) {
      throw new Refusal(
          Kind.CONFLICT,
          "last_owner",
          "This is the workspace's only owner; make somebody else an owner first.");
    }
  }

  private boolean note(UUID workspace, String action, String subject, String detail, Instant now) {
    audit.add(AuditEntry.of(workspace, action, subject, detail, now));
    return true;
  }

  private static Refusal notInvited() {
    return new Refusal(
        Kind.NOT_FOUND,
        "link_used_up",
        "This invitation was used, withdrawn or is too old; ask for a new one.");
  }

  private static String word(Role role) {
    return role.name().toLowerCase(java.util.Locale.ROOT);
  }
}
