package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.DataAccessException;

/** People, what signs them in, keys, invitations and the audit log. */
@TestInstance(Lifecycle.PER_CLASS)
class PeopleStoresTest {
  private static final Instant NOW = Connected.NOW;
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicInteger tokens = new AtomicInteger();
  private Database database;
  private PersonStore people;
  private SignInStore signIns;
  private AccessStore access;
  private UUID workspace;

  @BeforeAll
  void open() {
    database = TestServer.database();
    people = new PersonStore(database);
    signIns = new SignInStore(database);
    access = new AccessStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void workspace() {
    workspace = Ids.next(NOW);
    new WorkspaceStore(database).create(new Workspace(workspace, "Acme", ZoneOffset.UTC, NOW));
  }

  private byte[] token() {
    byte[] hash = new byte[32];
    hash[0] = (byte) tokens.incrementAndGet();
    return hash;
  }

  private Person person(String name) {
    Person person =
        new Person(Ids.next(NOW), name + "-" + Ids.next(NOW) + "@example.com", name, false, NOW);
    assertThat(people.create(person, "encoded")).isTrue();
    return person;
  }

  private SignIn signedIn(Person person, byte[] hash, Instant until) {
    SignIn signIn = new SignIn(Ids.next(NOW), person.id(), NOW, NOW, until, "192.0.2.1", "Browser");
    signIns.begin(hash, signIn);
    return signIn;
  }

  private ApiKey key(byte[] hash, Optional<Instant> expires) {
    ApiKey key =
        new ApiKey(
            Ids.next(NOW),
            workspace,
            "Reports",
            "trib_abc",
            Role.VIEWER,
            "Anna",
            NOW,
            expires,
            Optional.empty(),
            Optional.empty());
    access.addKey(key, hash);
    return key;
  }

  private Invitation invitation(String email, byte[] hash) {
    Invitation invitation =
        new Invitation(Ids.next(NOW), workspace, email, Role.EDITOR, "Anna", NOW, NOW.plus(DAY));
    access.invite(invitation, hash);
    return invitation;
  }

  @Test
  void an_address_belongs_to_one_person() {
    Person anna = person("anna");
    Person other = new Person(Ids.next(NOW), anna.email(), "Other", false, NOW);

    assertThat(people.create(other, "else")).isFalse();
    assertThat(people.login(anna.email()).orElseThrow().person()).isEqualTo(anna);
    assertThat(people.find(other.id())).isEmpty();
    assertThat(people.any()).isTrue();
  }

  @Test
  void an_address_is_kept_in_lower_case() {
    Person loud = new Person(Ids.next(NOW), "ANNA@EXAMPLE.COM", "Anna", false, NOW);
    assertThatThrownBy(() -> people.create(loud, "encoded"))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void what_proves_a_person_is_not_printed() {
    assertThat(people.login(person("anna").email()).orElseThrow().toString())
        .doesNotContain("encoded");
  }

  @Test
  void a_person_changes_name_and_password() {
    Person anna = person("anna");
    people.rename(anna.id(), "Anna B.");
    people.changePassword(anna.id(), "new");

    PersonStore.Login login = people.login(anna.email()).orElseThrow();
    assertThat(login.person().name()).isEqualTo("Anna B.");
    assertThat(login.password()).isEqualTo("new");
  }

  @Test
  void a_member_has_one_role_in_a_workspace() {
    Person anna = person("anna");
    people.put(workspace, anna.id(), Role.VIEWER, NOW);
    people.put(workspace, anna.id(), Role.ADMIN, NOW.plus(DAY));

    assertThat(people.role(workspace, anna.id())).contains(Role.ADMIN);
    assertThat(people.members(workspace))
        .containsExactly(new Member(workspace, anna, Role.ADMIN, NOW));
    assertThat(people.membersForUpdate(workspace)).hasSize(1);
    assertThat(people.places(anna.id())).hasSize(1);

    assertThat(people.remove(workspace, anna.id())).isTrue();
    assertThat(people.remove(workspace, anna.id())).isFalse();
    assertThat(people.role(workspace, anna.id())).isEmpty();
  }

  @Test
  void roles_are_ordered() {
    assertThat(Role.OWNER.atLeast(Role.ADMIN)).isTrue();
    assertThat(Role.VIEWER.atLeast(Role.VIEWER)).isTrue();
    assertThat(Role.EDITOR.atLeast(Role.ADMIN)).isFalse();
  }

  @Test
  void a_sign_in_is_found_until_it_is_over() {
    Person anna = person("anna");
    byte[] hash = token();
    SignIn signIn = signedIn(anna, hash, NOW.plus(DAY));

    assertThat(signIns.find(hash, NOW)).contains(signIn);
    assertThat(signIns.find(hash, NOW.plus(DAY))).isEmpty();
    assertThat(signIns.find(token(), NOW)).isEmpty();

    signIns.seen(signIn.id(), NOW.plusSeconds(60), NOW.plus(DAY).plusSeconds(60));
    assertThat(signIns.find(hash, NOW.plus(DAY)).orElseThrow().seenAt())
        .isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void a_person_ends_own_sign_ins_alone() {
    Person anna = person("anna");
    Person ben = person("ben");
    SignIn first = signedIn(anna, token(), NOW.plus(DAY));
    SignIn second = signedIn(anna, token(), NOW.plus(DAY));
    SignIn foreign = signedIn(ben, token(), NOW.plus(DAY));

    assertThat(signIns.end(anna.id(), foreign.id())).isFalse();
    assertThat(signIns.endOthers(anna.id(), Optional.of(second.id()))).isOne();
    assertThat(signIns.of(anna.id(), NOW)).containsExactly(second);
    assertThat(signIns.end(anna.id(), first.id())).isFalse();
    assertThat(signIns.endOthers(anna.id(), Optional.empty())).isOne();
    assertThat(signIns.of(ben.id(), NOW)).containsExactly(foreign);
  }

  @Test
  void what_is_over_is_deleted() {
    Person anna = person("anna");
    signedIn(anna, token(), NOW.minus(DAY));
    assertThat(signIns.deleteExpired(NOW)).isPositive();
    assertThat(signIns.deleteExpired(NOW)).isZero();
  }

  @Test
  void wrong_guesses_are_counted_by_subject_for_a_day() {
    byte[] account = token();
    byte[] network = token();
    signIns.failed(List.of(account, network), NOW);
    signIns.failed(List.of(account), NOW.plusSeconds(1));

    assertThat(signIns.failures(account, NOW.minusSeconds(60))).isEqualTo(2);
    assertThat(signIns.failures(network, NOW.minusSeconds(60))).isOne();
    signIns.succeeded(account);
    assertThat(signIns.failures(account, NOW.minusSeconds(60))).isZero();

    signIns.failed(List.of(account), NOW.plus(DAY).plusSeconds(1));
    assertThat(signIns.failures(network, NOW.minusSeconds(60))).as("forgotten").isZero();
  }

  @Test
  void a_link_works_once_and_only_the_newest_of_its_kind() {
    Person anna = person("anna");
    byte[] old = token();
    byte[] link = token();
    byte[] annas = token();
    signIns.offer(old, Optional.empty(), NOW, NOW.plus(DAY));
    signIns.offer(link, Optional.empty(), NOW, NOW.plus(DAY));
    signIns.offer(annas, Optional.of(anna.id()), NOW, NOW.plus(DAY));

    assertThat(signIns.link(old, NOW)).isEmpty();
    assertThat(signIns.take(old, NOW)).isFalse();
    assertThat(signIns.link(annas, NOW)).contains(new SignInStore.Link(Optional.of(anna.id())));
    assertThat(signIns.link(link, NOW)).contains(new SignInStore.Link(Optional.empty()));
    assertThat(signIns.take(link, NOW.plus(DAY))).isFalse();
    assertThat(signIns.take(link, NOW)).isTrue();
    assertThat(signIns.take(link, NOW)).isFalse();
  }

  @Test
  void a_key_is_found_by_its_hash_and_revoked_once() {
    byte[] hash = token();
    ApiKey key = key(hash, Optional.of(NOW.plus(DAY)));

    assertThat(access.key(hash)).contains(key);
    assertThat(access.key(token())).isEmpty();
    assertThat(key.valid(NOW)).isTrue();
    assertThat(key.valid(NOW.plus(DAY))).isFalse();

    access.used(key.id(), NOW.plusSeconds(5));
    assertThat(access.revoke(Ids.next(NOW), key.id(), NOW)).as("foreign").isFalse();
    assertThat(access.revoke(workspace, key.id(), NOW)).isTrue();
    assertThat(access.revoke(workspace, key.id(), NOW)).isFalse();
    ApiKey revoked = access.keys(workspace).getFirst();
    assertThat(revoked.valid(NOW)).isFalse();
    assertThat(revoked.lastUsedAt()).contains(NOW.plusSeconds(5));
  }

  @Test
  void a_key_without_an_end_stays_valid() {
    assertThat(key(token(), Optional.empty()).valid(NOW.plus(Duration.ofDays(10_000)))).isTrue();
  }

  @Test
  void an_invitation_is_used_once() {
    byte[] hash = token();
    Invitation invitation = invitation("ben@example.com", hash);

    assertThat(access.invitation(hash, NOW)).contains(invitation);
    assertThat(access.invitation(hash, NOW.plus(DAY))).isEmpty();
    assertThat(access.take(invitation.id(), NOW)).isTrue();
    assertThat(access.take(invitation.id(), NOW)).isFalse();
    assertThat(access.invitations(workspace, NOW)).isEmpty();
  }

  @Test
  void a_second_invitation_replaces_the_first() {
    byte[] first = token();
    invitation("ben@example.com", first);
    Invitation second = invitation("ben@example.com", token());

    assertThat(access.invitation(first, NOW)).isEmpty();
    assertThat(access.invitations(workspace, NOW)).containsExactly(second);
    assertThat(access.withdraw(Ids.next(NOW), second.id())).as("foreign").isFalse();
    assertThat(access.withdraw(workspace, second.id())).isTrue();
    assertThat(access.withdraw(workspace, second.id())).isFalse();
  }

  @Test
  void the_audit_log_says_who_and_from_where() {
    AuditStore audit = new AuditStore(database);
    new Actor("person anna@example.com", "192.0.2.1")
        .call(() -> {
          audit.add(AuditEntry.of(workspace, "member.added", "ben", "Ben came in.", NOW));
          return workspace;
        });
    audit.add(AuditEntry.of(workspace, "member.removed", "ben", "Ben left.", NOW.plusSeconds(1)));

    List<AuditEntry> entries = audit.recent(workspace, 10);
    assertThat(entries)
        .extracting(AuditEntry::actor)
        .containsExactly("operator", "person anna@example.com");
    assertThat(entries).extracting(AuditEntry::address).containsExactly("", "192.0.2.1");
    assertThat(audit.before(workspace, Optional.of(entries.getFirst().id()), 10))
        .containsExactly(entries.getLast());
    assertThat(audit.before(workspace, Optional.of(entries.getLast().id()), 10)).isEmpty();
  }
}
