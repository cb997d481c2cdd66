package dev.tributary.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.server.people.SigningIn.Entered;
import dev.tributary.server.people.SigningIn.NewPerson;
import dev.tributary.spi.Secret;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.AuditStore;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.Ids;
import dev.tributary.store.Member;
import dev.tributary.store.Role;
import dev.tributary.store.SignIn;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Coming in, going out, and who may let whom in. */
@TestInstance(Lifecycle.PER_CLASS)
class PeopleTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Secret PASSWORD = Secret.of("a river runs uphill");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant now = START;
  private int addresses;
  private Database database;
  private SigningIn signingIn;
  private Members members;
  private ApiKeys keys;
  private UUID workspace;
  private Browser browser;

  @BeforeAll
  void open() {
    TestDatabase fresh = TestCluster.shared().freshDatabase();
    database =
        Database.open(
            DatabaseSettings.of(fresh.jdbcUrl(), fresh.user(), Secret.of(fresh.password())));
    signingIn = new SigningIn(database, () -> now);
    members = new Members(database, signingIn, () -> now);
    keys = new ApiKeys(database, () -> now);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void workspace() {
    now = now.plus(Duration.ofDays(2));
    workspace = Ids.next(now);
    new WorkspaceStore(database).create(new Workspace(workspace, "Acme", ZoneOffset.UTC, now));
    browser = new Browser("192.0.2." + ++addresses, "Browser");
  }

  private static AbstractObjectAssert<?, Refusal> assertRefused(ThrowingCallable deed) {
    return assertThatThrownBy(deed)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(Refusal.class));
  }

  private static void assertRefused(String code, Kind kind, ThrowingCallable deed) {
    assertRefused(deed).extracting(Refusal::code, Refusal::kind).containsExactly(code, kind);
  }

  private String email(String name) {
    return name + "-" + workspace + "@example.com";
  }

  private Entered owner(String name) throws InterruptedException {
    return signingIn.setUp(
        signingIn.ownerLink(), new NewPerson(email(name), name, PASSWORD), browser);
  }

  private Entered member(String name, Role role) throws InterruptedException {
    return members.accept(
        members.invite(workspace, email(name), role, Role.OWNER).token(), name, PASSWORD, browser);
  }

  private UUID id(Entered entered) {
    return entered.person().id();
  }

  private Caller.OfPerson caller(Entered entered) {
    return signingIn.caller(entered.token()).orElseThrow();
  }

  // --- the operator's links ---

  @Test
  void a_set_up_link_makes_one_owner_of_every_workspace() throws InterruptedException {
    Secret link = signingIn.ownerLink();
    assertThat(signingIn.makesOwner(link)).isTrue();
    Entered anna = signingIn.setUp(link, new NewPerson(email("anna"), " Anna ", PASSWORD), browser);

    assertThat(signingIn.empty()).isFalse();
    assertThat(anna.person().name()).isEqualTo("Anna");
    assertThat(caller(anna).operator()).isTrue();
    assertThat(members.role(caller(anna), workspace)).contains(Role.OWNER);
    assertThat(signingIn.makesOwner(link)).isFalse();
    assertRefused(
        "link_used_up",
        Kind.NOT_FOUND,
        () -> signingIn.setUp(link, new NewPerson(email("ben"), "Ben", PASSWORD), browser));
    assertThat(new AuditStore(database).recent(workspace, 1))
        .extracting(AuditEntry::action)
        .containsExactly("member.became_owner");
  }

  @Test
  void a_set_up_link_is_worth_nothing_after_a_day_or_a_newer_one() {
    Secret old = signingIn.ownerLink();
    Secret link = signingIn.ownerLink();
    assertThat(signingIn.makesOwner(old)).isFalse();
    now = now.plus(Duration.ofDays(1));
    assertThat(signingIn.makesOwner(link)).isFalse();
  }

  @Test
  void who_lost_the_password_comes_back_by_a_set_up_link() throws InterruptedException {
    Entered before = owner("anna");
    Secret other = Secret.of("another long sentence");
    Entered after =
        signingIn.setUp(
            signingIn.ownerLink(), new NewPerson(email("anna"), "Anna B.", other), browser);

    assertThat(id(after)).isEqualTo(id(before));
    assertThat(signingIn.caller(before.token())).as("signed out elsewhere").isEmpty();
    assertThat(id(signingIn.signIn(email("anna"), other, browser))).isEqualTo(id(before));
  }

  @Test
  void an_entry_link_signs_its_person_in_once() throws InterruptedException {
    Entered anna = owner("anna");
    Secret link = signingIn.entryLink(anna.person());

    assertThat(signingIn.makesOwner(link)).isFalse();
    assertThat(id(signingIn.enter(link, browser))).isEqualTo(id(anna));
    assertRefused("link_used_up", Kind.NOT_FOUND, () -> signingIn.enter(link, browser));
    assertRefused(
        "link_used_up", Kind.NOT_FOUND, () -> signingIn.enter(signingIn.ownerLink(), browser));
  }

  // --- passwords ---

  @Test
  void an_unknown_address_and_a_wrong_password_are_refused_in_the_same_words()
      throws InterruptedException {
    owner("anna");
    Refusal unknown =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            Refusal.class, () -> signingIn.signIn("nobody@example.com", PASSWORD, browser));
    Refusal wrong =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            Refusal.class,
            () -> signingIn.signIn(email("anna"), Secret.of("wrong wrong wrong"), browser));

    assertThat(wrong.sentence()).isEqualTo(unknown.sentence());
    assertThat(wrong.code()).isEqualTo(unknown.code()).isEqualTo("wrong_credentials");
    assertThat(wrong.kind()).isEqualTo(Kind.UNKNOWN_CALLER);
  }

  /** In time of the processor, which the load of the machine does not change. */
  @Test
  void a_guess_is_the_same_work_whether_somebody_is_known_or_nobody() throws InterruptedException {
    Passwords passwords = new Passwords();
    Optional<String> known = Optional.of(passwords.encode(PASSWORD, email("anna")));
    Secret wrong = Secret.of("wrong wrong wrong");
    List<Long> somebody = new ArrayList<>();
    List<Long> nobody = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      somebody.add(work(() -> passwords.match(wrong, known)));
      nobody.add(work(() -> passwords.match(wrong, Optional.empty())));
    }
    double ratio = (double) median(somebody) / median(nobody);
    assertThat(ratio).isBetween(0.6, 1.6);
  }

  /** A guess. */
  private interface Guess {
    boolean make() throws InterruptedException;
  }

  private static long work(Guess guess) throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    assertThat(guess.make()).isFalse();
    return threads.getCurrentThreadCpuTime() - before;
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }

  @Test
  void the_address_may_be_written_in_any_case() throws InterruptedException {
    Entered anna = owner("anna");
    assertThat(
            id(
                signingIn.signIn(
                    " " + email("anna").toUpperCase(java.util.Locale.ROOT), PASSWORD, browser)))
        .isEqualTo(id(anna));
  }

  @Test
  void after_too_many_wrong_guesses_even_the_right_one_is_not_looked_at()
      throws InterruptedException {
    owner("anna");
    for (int n = 0; n < SigningIn.ACCOUNT_FAILURES_MAX; n++) {
      Browser another = new Browser("198.51.100." + n, "Browser");
      assertRefused(
          "wrong_credentials",
          Kind.UNKNOWN_CALLER,
          () -> signingIn.signIn(email("anna"), Secret.of("wrong wrong wrong"), another));
    }
    assertRefused(() -> signingIn.signIn(email("anna"), PASSWORD, browser))
        .satisfies(refusal -> {
          assertThat(refusal.kind()).isEqualTo(Kind.TOO_OFTEN);
          assertThat(refusal.retryAfter()).contains(Duration.ofHours(1));
        });
    now = now.plus(Duration.ofHours(1)).plus(MINUTE);
    assertThat(signingIn.signIn(email("anna"), PASSWORD, browser).person().name())
        .isEqualTo("anna");
  }

  @Test
  void one_network_address_has_its_own_limit_of_guesses() {
    for (int n = 0; n < SigningIn.ADDRESS_FAILURES_MAX; n++) {
      String somebody = "somebody-" + n + "@example.com";
      assertRefused(
          "wrong_credentials",
          Kind.UNKNOWN_CALLER,
          () -> signingIn.signIn(somebody, Secret.of("x".repeat(201)), browser));
    }
    assertRefused(
        "too_many_attempts",
        Kind.TOO_OFTEN,
        () -> signingIn.signIn("somebody@example.com", PASSWORD, browser));
  }

  @Test
  void unfit_passwords_names_and_addresses_are_refused_before_the_link_is_used() {
    Secret link = signingIn.ownerLink();
    assertRefused(
        "password_length",
        Kind.INVALID,
        () -> signingIn.setUp(link, new NewPerson(email("a"), "A", Secret.of("short")), browser));
    assertRefused(
        "password_weak",
        Kind.INVALID,
        () ->
            signingIn.setUp(
                link, new NewPerson(email("a"), "A", Secret.of("aaaaaaaaaaaaaaaa")), browser));
    assertRefused(
        "password_weak",
        Kind.INVALID,
        () ->
            signingIn.setUp(
                link, new NewPerson(email("a"), "A", Secret.of("my " + email("A"))), browser));
    assertRefused(
        "name_unfit",
        Kind.INVALID,
        () -> signingIn.setUp(link, new NewPerson(email("a"), " ", PASSWORD), browser));
    for (String address : new String[] {"", "anna", "anna@local", "a b@example.com", "a@b@c.de"}) {
      assertRefused(
          "email_unreadable",
          Kind.INVALID,
          () -> signingIn.setUp(link, new NewPerson(address, "A", PASSWORD), browser));
    }
    assertThat(signingIn.makesOwner(link)).isTrue();
  }

  @Test
  void a_changed_password_signs_out_everywhere_else() throws InterruptedException {
    Entered here = owner("anna");
    Entered there = signingIn.signIn(email("anna"), PASSWORD, browser);
    Secret next = Secret.of("quite another river");

    assertRefused(
        "password_wrong",
        Kind.FORBIDDEN,
        () -> signingIn.changePassword(caller(here), Secret.of("not the present one"), next));
    signingIn.changePassword(caller(here), PASSWORD, next);

    assertThat(signingIn.caller(there.token())).isEmpty();
    assertThat(signingIn.caller(here.token())).isPresent();
    assertThat(id(signingIn.signIn(email("anna"), next, browser))).isEqualTo(id(here));
  }

  // --- browsers ---

  @Test
  void a_browser_stays_signed_in_while_it_is_used_but_not_for_ever() throws InterruptedException {
    Entered anna = owner("anna");
    Instant begun = now;
    while (now.isBefore(begun.plus(SigningIn.LASTS_MAX).minus(Duration.ofDays(10)))) {
      now = now.plus(Duration.ofDays(10));
      assertThat(signingIn.caller(anna.token())).isPresent();
    }
    now = begun.plus(SigningIn.LASTS_MAX).plus(MINUTE);
    assertThat(signingIn.caller(anna.token())).isEmpty();
  }

  @Test
  void a_browser_that_is_not_used_is_signed_out() throws InterruptedException {
    Entered anna = owner("anna");
    now = now.plus(SigningIn.IDLE_MAX);
    assertThat(signingIn.caller(anna.token())).isEmpty();
  }

  @Test
  void a_person_sees_and_ends_own_sign_ins_alone() throws InterruptedException {
    Entered anna = owner("anna");
    Entered ben = owner("ben");
    Entered second = signingIn.signIn(email("anna"), PASSWORD, browser);

    assertThat(signingIn.browsers(caller(anna)))
        .extracting(SignIn::personId)
        .containsOnly(id(anna));
    assertRefused(
        "not_found", Kind.NOT_FOUND, () -> signingIn.signOut(caller(ben), caller(anna).signIn()));
    signingIn.signOut(caller(anna), caller(second).signIn());
    assertThat(signingIn.caller(second.token())).isEmpty();
    signingIn.signOut(caller(anna));
    assertThat(signingIn.caller(anna.token())).isEmpty();
    assertThat(signingIn.caller(Secret.of("made up"))).isEmpty();
  }

  @Test
  void a_person_is_renamed() throws InterruptedException {
    Entered anna = owner("anna");
    signingIn.rename(caller(anna), "Anna B.");
    assertThat(caller(anna).person().name()).isEqualTo("Anna B.");
    assertThat(caller(anna).actor("192.0.2.9").name()).contains("Anna B.", email("anna"));
  }

  // --- members ---

  @Test
  void an_invitation_lets_one_person_in() throws InterruptedException {
    Secret link = members.invite(workspace, email("ben"), Role.EDITOR, Role.ADMIN).token();
    assertThat(members.invitations(workspace)).hasSize(1);
    Entered ben = members.accept(link, "Ben", PASSWORD, browser);

    assertThat(members.role(caller(ben), workspace)).contains(Role.EDITOR);
    assertThat(members.places(ben.person()))
        .extracting(Member::workspaceId)
        .containsExactly(workspace);
    assertThat(caller(ben).operator()).isFalse();
    assertThat(members.invitations(workspace)).isEmpty();
    assertRefused(
        "link_used_up", Kind.NOT_FOUND, () -> members.accept(link, "Eve", PASSWORD, browser));
    assertRefused(
        "already_member",
        Kind.CONFLICT,
        () -> members.invite(workspace, email("ben"), Role.VIEWER, Role.ADMIN));
  }

  @Test
  void a_known_person_comes_into_a_second_workspace_with_the_own_password()
      throws InterruptedException {
    Entered ben = member("ben", Role.VIEWER);
    UUID second = Ids.next(now);
    new WorkspaceStore(database).create(new Workspace(second, "Other", ZoneOffset.UTC, now));
    Secret link = members.invite(second, email("ben"), Role.ADMIN, Role.OWNER).token();

    assertRefused(
        "password_wrong",
        Kind.FORBIDDEN,
        () -> members.accept(link, "Ben", Secret.of("somebody else guesses"), browser));
    assertThat(id(members.accept(link, "Ben", PASSWORD, browser))).isEqualTo(id(ben));
    assertThat(members.places(ben.person())).hasSize(2);
  }

  @Test
  void nobody_makes_or_changes_somebody_mightier() throws InterruptedException {
    Entered anna = owner("anna");
    Entered ben = member("ben", Role.VIEWER);
    assertRefused(
        "role_too_low",
        Kind.FORBIDDEN,
        () -> members.invite(workspace, email("eve"), Role.OWNER, Role.ADMIN));
    assertRefused(
        "role_too_low",
        Kind.FORBIDDEN,
        () -> members.change(workspace, id(ben), Role.OWNER, Role.ADMIN));
    assertRefused(
        "role_too_low", Kind.FORBIDDEN, () -> members.remove(workspace, id(anna), Role.ADMIN));
  }

  @Test
  void a_workspace_keeps_an_owner() throws InterruptedException {
    Entered anna = owner("anna");
    assertRefused(
        "last_owner",
        Kind.CONFLICT,
        () -> members.change(workspace, id(anna), Role.VIEWER, Role.OWNER));
    assertRefused(
        "last_owner", Kind.CONFLICT, () -> members.remove(workspace, id(anna), Role.OWNER));

    Entered ben = member("ben", Role.ADMIN);
    members.change(workspace, id(ben), Role.OWNER, Role.OWNER);
    members.remove(workspace, id(anna), Role.OWNER);
    assertThat(members.of(workspace)).extracting(Member::role).containsExactly(Role.OWNER);
    assertThat(members.role(caller(anna), workspace)).isEmpty();
  }

  @Test
  void a_withdrawn_invitation_lets_nobody_in() {
    Members.Invited invited = members.invite(workspace, email("ben"), Role.VIEWER, Role.OWNER);
    members.withdraw(workspace, invited.invitation().id());
    assertThat(members.invitation(invited.token())).isEmpty();
    assertRefused(
        "not_found", Kind.NOT_FOUND, () -> members.withdraw(workspace, invited.invitation().id()));
  }

  @Test
  void who_founds_a_workspace_owns_it() throws InterruptedException {
    Entered anna = owner("anna");
    UUID founded = Ids.next(now);
    new WorkspaceStore(database).create(new Workspace(founded, "Mine", ZoneOffset.UTC, now));
    members.found(founded, caller(anna));
    assertThat(members.role(caller(anna), founded)).contains(Role.OWNER);
  }

  // --- keys ---

  @Test
  void a_key_opens_its_own_workspace_alone() {
    ApiKeys.Made made =
        keys.make(workspace, "Reports", Role.EDITOR, Optional.of(Duration.ofDays(30)), Role.ADMIN);
    Caller.OfKey caller = keys.caller(made.text()).orElseThrow();

    assertThat(members.role(caller, workspace)).contains(Role.EDITOR);
    assertThat(members.role(caller, UUID.randomUUID())).isEmpty();
    assertThat(caller.operator()).isFalse();
    assertThat(caller.actor("192.0.2.9").name()).contains("Reports", made.key().prefix());
    assertThat(made.text().reveal()).startsWith(made.key().prefix()).hasSize(54);
    assertThat(made.toString()).doesNotContain(made.text().reveal());
    assertThat(keys.of(workspace).getFirst().lastUsedAt()).contains(now);
  }

  @Test
  void a_revoked_or_expired_key_opens_nothing() {
    ApiKeys.Made short30 =
        keys.make(workspace, "Short", Role.VIEWER, Optional.of(Duration.ofDays(30)), Role.OWNER);
    ApiKeys.Made endless = keys.make(workspace, "Long", Role.VIEWER, Optional.empty(), Role.OWNER);
    now = now.plus(Duration.ofDays(30));
    assertThat(keys.caller(short30.text())).isEmpty();
    assertThat(keys.caller(endless.text())).isPresent();

    keys.revoke(workspace, endless.key().id());
    assertThat(keys.caller(endless.text())).isEmpty();
    assertRefused("not_found", Kind.NOT_FOUND, () -> keys.revoke(workspace, endless.key().id()));
    assertRefused(
        "not_found", Kind.NOT_FOUND, () -> keys.revoke(UUID.randomUUID(), short30.key().id()));
  }

  @Test
  void a_key_may_do_no_more_than_its_maker() {
    assertRefused(
        "role_too_low",
        Kind.FORBIDDEN,
        () -> keys.make(workspace, "Big", Role.ADMIN, Optional.empty(), Role.EDITOR));
    assertRefused(
        "role_too_low",
        Kind.FORBIDDEN,
        () -> keys.make(workspace, "Owner", Role.OWNER, Optional.empty(), Role.OWNER));
    for (Duration unfit :
        new Duration[] {Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(9999)}) {
      assertRefused(
          "lifetime_unfit",
          Kind.INVALID,
          () -> keys.make(workspace, "Odd", Role.VIEWER, Optional.of(unfit), Role.OWNER));
    }
  }

  @Test
  void a_mistyped_key_is_known_without_asking_the_database() {
    String key = Tokens.key().reveal();
    assertThat(Tokens.keyLike(key)).isTrue();
    char last = key.charAt(20) == 'a' ? 'b' : 'a';
    assertThat(Tokens.keyLike(key.substring(0, 20) + last + key.substring(21))).isFalse();
    assertThat(Tokens.keyLike("trib_short")).isFalse();
    assertThat(Tokens.keyLike("x" + key.substring(1))).isFalse();
    assertThat(keys.caller(Secret.of("trib_short"))).isEmpty();
  }

  @Test
  void each_permission_names_its_least_role() {
    assertThat(Permission.READ.grantedTo(Role.VIEWER)).isTrue();
    assertThat(Permission.OPERATE.grantedTo(Role.VIEWER)).isFalse();
    assertThat(Permission.MANAGE_CONNECTIONS.grantedTo(Role.OWNER)).isTrue();
    assertThat(Permission.DELETE_WORKSPACE.grantedTo(Role.ADMIN)).isFalse();
    assertThat(Permission.OPERATE.least()).isEqualTo(Role.EDITOR);
  }
}
