package dev.tributary.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.spi.Secret;
import dev.tributary.store.Delivery;
import dev.tributary.store.Integration;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.NoticeRoute;
import dev.tributary.store.Notification;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notices by e-mail, over real sockets to a real mail server and to one that misbehaves. */
class OutboxTest {
  private static final String PASSWORD = "smtp-password-canary";

  private final EngineFixture engine = new EngineFixture();
  private final GreenMail green =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
          });

  OutboxTest() throws GeneralSecurityException {
    TestCertificate.server();
    green.start();
  }

  @AfterEach
  void close() {
    green.stop();
    engine.close();
  }

  // --- what cannot be sent ---

  @Test
  void a_refused_address_is_told_in_the_application_and_the_others_get_theirs() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.answer("RCPT TO:<gone@example.com>", "550 5.1.1 No such user here");
      raise("Old data");
      assertThat(outbox(server.port(), "gone@example.com", "anna@example.com").sendAll()).isOne();
      assertThat(deliveries())
          .extracting(Delivery::address, Delivery::state)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("gone@example.com", Delivery.State.FAILED),
              org.assertj.core.groups.Tuple.tuple("anna@example.com", Delivery.State.SENT));
      assertThat(delivery("gone@example.com").error())
          .hasValueSatisfying(text -> assertThat(text).contains("No such user here"));
      assertThat(server.taken()).hasSize(1);
    }
  }

  @Test
  void what_the_server_does_not_take_yet_is_sent_later_under_the_same_id() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.answer("MAIL FROM", "451 4.7.1 Greylisted, come back");
      raise("Old data");
      Outbox outbox = outbox(server.port(), "anna@example.com");
      assertThat(outbox.sendAll()).isZero();
      Delivery waiting = delivery("anna@example.com");
      assertThat(waiting.state()).isEqualTo(Delivery.State.PENDING);
      assertThat(waiting.nextTryAt())
          .isEqualTo(engine.clock.instant().plus(Outbox.LADDER.getFirst()));
      server.answer("MAIL FROM", "250 OK");
      assertThat(outbox.sendAll()).as("not before its time").isZero();
      engine.clock.move(Duration.ofMinutes(1));
      assertThat(outbox.sendAll()).isOne();
      assertThat(server.taken().getFirst()).contains("Message-ID: " + waiting.messageId());
    }
  }

  @Test
  void a_server_that_is_down_makes_mails_wait_and_they_go_out_when_it_is_back() throws Exception {
    int port;
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      port = server.port();
    }
    raise("One");
    raise("Two");
    Outbox outbox = outbox(port, "anna@example.com");
    assertThat(outbox.sendAll()).isZero();
    assertThat(deliveries()).allMatch(one -> one.state() == Delivery.State.PENDING);
    assertThat(deliveries().stream().mapToInt(Delivery::tries).sum())
        .as("one try shows that nobody is there")
        .isOne();
    assertThat(engine.stores.deliveries().standing().pending()).isEqualTo(2);
    engine.clock.move(Outbox.QUIET.minusSeconds(1));
    assertThat(outbox.sendAll()).isZero();
    assertThat(deliveries().stream().mapToInt(Delivery::tries).sum()).as("quiet").isOne();
    engine.clock.move(Duration.ofMinutes(2));
    try (ScriptedSmtp back = new ScriptedSmtp(port)) {
      assertThat(outbox.sendAll()).isEqualTo(2);
      assertThat(back.taken()).hasSize(2);
    }
  }

  @Test
  void a_mail_that_waits_for_three_days_is_given_up_and_told_in_the_application() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.answer("MAIL FROM", "451 4.3.0 Try again");
      raise("Old data");
      Outbox outbox = outbox(server.port(), "anna@example.com");
      for (int hour = 0; hour < 80; hour++) {
        outbox.sendAll();
        engine.clock.move(Duration.ofHours(1));
      }
      Delivery given = delivery("anna@example.com");
      assertThat(given.state()).isEqualTo(Delivery.State.FAILED);
      assertThat(given.error()).hasValueSatisfying(text -> assertThat(text).contains("three days"));
      assertThat(given.tries()).isBetween(70, 76);
    }
  }

  @Test
  void when_nobody_knows_whether_it_was_sent_it_is_sent_once_more_and_then_parked()
      throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.hangUpAfterData();
      raise("Old data");
      Outbox outbox = outbox(server.port(), "anna@example.com");
      outbox.sendAll();
      assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.PENDING);
      for (int n = 0; n < 5; n++) {
        engine.clock.move(Duration.ofHours(2));
        outbox.sendAll();
      }
      assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.PARKED);
      assertThat(server.taken()).as("one duplicate at most").hasSize(2);
      assertThat(server.taken())
          .as("which can be seen")
          .allMatch(mail -> mail.contains("Message-ID: " + messageId()));
    }
  }

  @Test
  void a_node_that_died_between_sending_and_recording_makes_one_duplicate_at_most()
      throws Exception {
    raise("Old data");
    Outbox outbox = outbox(smtp(), "anna@example.com");
    engine.stores.deliveries().route(List.of("anna@example.com"), "example.com", now());
    // The node claims, sends, and is gone.
    assertThat(engine.stores.deliveries().claim(now(), Outbox.LEASE)).isPresent();
    assertThat(outbox.sendAll()).as("it is in the other node's hands").isZero();
    engine.clock.move(Outbox.LEASE);
    assertThat(engine.stores.deliveries().claim(now(), Outbox.LEASE)).isPresent();
    assertThat(delivery("anna@example.com").unknownTries()).isOne();
    engine.clock.move(Outbox.LEASE);
    assertThat(outbox.sendAll()).as("two may have been sent").isZero();
    assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.PARKED);
    assertThat(green.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_claim_that_was_lost_records_no_failure_over_another() throws Exception {
    raise("Old data");
    engine.stores.deliveries().route(List.of("anna@example.com"), "example.com", now());
    var slow = engine.stores.deliveries().claim(now(), Outbox.LEASE).orElseThrow();
    engine.clock.move(Outbox.LEASE);
    var next = engine.stores.deliveries().claim(now(), Outbox.LEASE).orElseThrow();
    engine.stores.deliveries().failed(slow, "The slow one failed.", now());
    engine.stores.deliveries().again(slow, "The slow one failed.", false, now());
    assertThat(delivery("anna@example.com").error()).isEmpty();
    engine.stores.deliveries().sent(next, now());
    engine.stores.deliveries().parked(next, "Too late.", now());
    assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.SENT);
  }

  @Test
  void a_wrong_password_makes_mails_wait_and_is_never_told() throws Exception {
    green.setUser("tributary", "right-password");
    raise("Old data");
    Outbox outbox =
        new Outbox(
            engine.stores.deliveries(),
            settings(
                smtp(),
                MailSettings.Tls.NONE,
                Optional.of(new MailSettings.Login("tributary", Secret.of(PASSWORD))),
                "anna@example.com"),
            URI.create("https://kpi.example.com"),
            engine.clock,
            () -> false);
    assertThat(outbox.sendAll()).isZero();
    Delivery waiting = delivery("anna@example.com");
    assertThat(waiting.state()).isEqualTo(Delivery.State.PENDING);
    assertThat(waiting.error().orElseThrow())
        .contains("smtp-user and smtp-password")
        .doesNotContain(PASSWORD);
  }

  @Test
  void a_server_without_starttls_gets_neither_password_nor_mail() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      raise("Old data");
      Outbox outbox =
          new Outbox(
              engine.stores.deliveries(),
              settings(
                  server.port(),
                  MailSettings.Tls.STARTTLS,
                  Optional.of(new MailSettings.Login("tributary", Secret.of(PASSWORD))),
                  "anna@example.com"),
              URI.create("https://kpi.example.com"),
              engine.clock,
              () -> false);
      assertThat(outbox.sendAll()).isZero();
      assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.PENDING);
      assertThat(server.said()).noneMatch(line -> line.startsWith("AUTH"));
      assertThat(server.taken()).isEmpty();
    }
    assertThatThrownBy(() ->
            new MailSettings(
                "mail.example.com",
                25,
                Optional.of(new MailSettings.Login("tributary", Secret.of(PASSWORD))),
                MailSettings.Tls.NONE,
                "kpi@example.com",
                List.of(),
                MailSettings.TIMEOUT))
        .hasMessageContaining("without TLS")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void a_server_that_says_nothing_holds_up_one_mail_for_its_timeout() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.silent();
      raise("Old data");
      MailSettings quick =
          new MailSettings(
              "127.0.0.1",
              server.port(),
              Optional.empty(),
              MailSettings.Tls.NONE,
              "kpi@example.com",
              List.of("anna@example.com"),
              Duration.ofMillis(300));
      Outbox outbox =
          new Outbox(
              engine.stores.deliveries(),
              quick,
              URI.create("https://kpi.example.com"),
              engine.clock,
              () -> false);
      long begun = System.nanoTime();
      assertThat(outbox.sendAll()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(delivery("anna@example.com").state()).isEqualTo(Delivery.State.PENDING);
    }
  }

  // --- what is sent ---

  @Test
  void a_notice_and_its_end_arrive_as_text_and_html_under_one_thread() throws Exception {
    Integration shop = engine.connect(2);
    Notices notices = new Notices(engine.stores.notices());
    Notice notice =
        new Notice(
            NoticeKind.STOPPED,
            Wording.stopped(shop.id()),
            Optional.of(shop.id()),
            "Größe <b>Shop</b>\r\nBcc: evil@example.com",
            "Line one & <script>alert(1)</script>\r\n.\r\nQUIT",
            "/#" + shop.id());
    notices.raise(engine.workspace, notice, now());
    engine.clock.move(Duration.ofHours(3));
    notices.recovered(engine.workspace, notice.incident(), now());
    Outbox outbox = outbox(smtp(), "anna@example.com");
    assertThat(outbox.sendAll()).isEqualTo(2);
    assertThat(outbox.sendAll()).as("once").isZero();
    MimeMessage told = green.getReceivedMessages()[0];
    MimeMessage over = green.getReceivedMessages()[1];
    assertThat(told.getSubject()).isEqualTo("Größe <b>Shop</b> Bcc: evil@example.com");
    assertThat(told.getAllRecipients()).hasSize(1);
    assertThat(told.getHeader("Bcc")).isNull();
    assertThat(told.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    MimeMultipart both = (MimeMultipart) told.getContent();
    assertThat(text(both.getBodyPart(0)))
        .startsWith("Line one & <script>alert(1)</script>")
        .contains("https://kpi.example.com/#" + shop.id());
    assertThat(both.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(text(both.getBodyPart(1)))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>");
    assertThat(over.getSubject()).startsWith("Recovered: Größe");
    assertThat(text(((MimeMultipart) over.getContent()).getBodyPart(0)))
        .startsWith("It lasted 3 hours and is over.");
    assertThat(over.getHeader("References")).isEqualTo(told.getHeader("References"));
    engine.turn();
  }

  @Test
  void routes_of_a_workspace_replace_the_addresses_of_the_installation() throws Exception {
    Routes routes = engine.engine.noticeRoutes();
    for (String bad : List.of("", "anna", "a@b, c@d", "Anna <a@b.example>", "a@b\r\nBcc: c@d")) {
      assertThatThrownBy(() -> routes.put(engine.workspace, new NoticeRoute(bad, Set.of(), true)))
          .isInstanceOf(ConnectException.class);
    }
    routes.put(engine.workspace, new NoticeRoute("Anna@Example.com", Set.of(), true));
    routes.put(
        engine.workspace, new NoticeRoute("ops@example.com", Set.of(NoticeKind.STALE_DATA), true));
    routes.put(engine.workspace, new NoticeRoute("off@example.com", Set.of(), false));
    raise("Old data");
    Notices notices = new Notices(engine.stores.notices());
    notices.raise(
        engine.workspace,
        new Notice(
            NoticeKind.MISCONFIGURED,
            "misconfigured/fake",
            Optional.empty(),
            "Fake waits for its operator",
            "The secret is wrong.",
            "/"),
        now());
    notices.recovered(engine.workspace, "misconfigured/fake", now());
    assertThat(outbox(smtp(), "everyone@example.com").sendAll()).isEqualTo(4);
    assertThat(received())
        .as("a recovery goes where its incident went")
        .containsExactlyInAnyOrder(
            "anna@example.com: Old data",
            "ops@example.com: Old data",
            "anna@example.com: Fake waits for its operator",
            "anna@example.com: Recovered: Fake waits for its operator");
    routes.remove(engine.workspace, "ANNA@example.com");
    assertThatThrownBy(() -> routes.remove(engine.workspace, "anna@example.com"))
        .isInstanceOf(ConnectException.class);
    assertThat(routes.list(engine.workspace))
        .extracting(NoticeRoute::address)
        .containsExactly("off@example.com", "ops@example.com");
  }

  @Test
  void a_test_goes_to_a_known_address_alone_and_says_why_it_was_not_sent() throws Exception {
    Routes without = engine.engine.noticeRoutes();
    Routes routes = routes(smtp());
    assertThatThrownBy(() -> routes.test(engine.workspace, "anna@example.com"))
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e.code()).isEqualTo("not_found"));
    routes.put(engine.workspace, new NoticeRoute("anna@example.com", Set.of(), false));
    assertThatThrownBy(() -> without.test(engine.workspace, "anna@example.com"))
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e.code()).isEqualTo("mail_not_set_up"));
    try (ScriptedSmtp server = new ScriptedSmtp()) {
      server.answer("RCPT TO:<anna@example.com>", "550 5.1.1 No such user here");
      assertThatThrownBy(() -> routes(server.port()).test(engine.workspace, "anna@example.com"))
          .hasMessageContaining("No such user here")
          .isInstanceOfSatisfying(
              ConnectException.class, e -> assertThat(e.code()).isEqualTo("mail_not_sent"));
    }
    routes.test(engine.workspace, "Anna@example.com");
    assertThat(received()).containsExactly("anna@example.com: Test of notices by Tributary");
    assertThat(engine.stores.audit().recent(engine.workspace, 1).getFirst().action())
        .isEqualTo("notice_route.tested");
  }

  private Routes routes(int port) {
    return new Routes(
        engine.stores,
        Optional.of(settings(port, MailSettings.Tls.NONE, Optional.empty())),
        URI.create("https://kpi.example.com"),
        engine.clock);
  }

  @Test
  void two_nodes_that_send_at_once_send_each_mail_once() throws Exception {
    for (int n = 0; n < 30; n++) {
      raise("Notice " + n);
    }
    int port = smtp();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> nodes = new ArrayList<>();
      for (int n = 0; n < 4; n++) {
        nodes.add(() -> outbox(port, "anna@example.com", "ben@example.com").sendAll());
      }
      int sent = 0;
      for (Future<Integer> node : threads.invokeAll(nodes)) {
        sent += node.get();
      }
      assertThat(sent).isEqualTo(60);
    }
    assertThat(received()).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void tls_from_the_first_byte_with_a_login() throws Exception {
    green.setUser("tributary", PASSWORD);
    raise("Old data");
    assertThat(trusting(green.getSmtps().getPort(), MailSettings.Tls.IMPLICIT).sendAll()).isOne();
    assertThat(received()).containsExactly("anna@example.com: Old data");
  }

  @Test
  void the_server_can_be_tried_without_a_mail() throws Exception {
    assertThat(
            Outbox.unusable(
                settings(smtp(), MailSettings.Tls.NONE, Optional.empty(), "anna@example.com")))
        .isEmpty();
    green.stop();
    assertThat(
            Outbox.unusable(
                settings(1, MailSettings.Tls.NONE, Optional.empty(), "anna@example.com")))
        .hasValueSatisfying(text -> assertThat(text).contains("smtp-host"));
    assertThat(green.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_certificate_that_nobody_vouches_for_gets_no_mail() throws Exception {
    raise("Old data");
    try (ServerSocket stranger =
        TestCertificate.server()
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      FutureTask<Optional<SSLException>> refusal = new FutureTask<>(() -> refusal(stranger));
      Thread.ofVirtual().name("stranger").start(refusal);
      Outbox outbox =
          new Outbox(
              engine.stores.deliveries(),
              settings(
                  stranger.getLocalPort(),
                  MailSettings.Tls.IMPLICIT,
                  Optional.empty(),
                  "anna@example.com"),
              URI.create("https://kpi.example.com"),
              engine.clock,
              () -> false);
      assertThat(outbox.sendAll()).isZero();
      assertThat(delivery("anna@example.com").error().orElseThrow()).contains("cannot be used");
      assertThat(refusal.get().orElseThrow()).hasMessageContaining("certificate");
    }
  }

  /** GreenMail would print what a server learns of a client that hangs up. */
  private static Optional<SSLException> refusal(ServerSocket server) throws IOException {
    try (Socket client = server.accept()) {
      client.getInputStream().read();
      return Optional.empty();
    } catch (SSLException refused) {
      return Optional.of(refused);
    }
  }

  @Test
  void starttls_with_a_login() throws Exception {
    green.setUser("tributary", PASSWORD);
    raise("Old data");
    try (StartTlsGate gate = new StartTlsGate(smtp())) {
      assertThat(trusting(gate.port(), MailSettings.Tls.STARTTLS).sendAll()).isOne();
      assertThat(gate.upgrades()).isOne();
    }
    assertThat(received()).containsExactly("anna@example.com: Old data");
  }

  @Test
  void notices_from_before_e_mail_was_set_up_are_not_sent_after_a_day() {
    raise("Old");
    engine.clock.move(Duration.ofHours(25));
    raise("New");
    engine.stores.deliveries().clean(now().minus(Duration.ofDays(90)), now());
    assertThat(outbox(smtp(), "anna@example.com").sendAll()).isOne();
    assertThat(received()).containsExactly("anna@example.com: New");
  }

  // --- in the application ---

  @Test
  void the_inbox_pages_counts_and_takes_note() {
    for (int n = 0; n < 5; n++) {
      engine.clock.move(Duration.ofSeconds(1));
      raise("Notice " + n);
    }
    Inbox inbox = engine.engine.inbox();
    Inbox.Page first = inbox.list(engine.workspace, true, Optional.empty(), 3);
    Inbox.Page second = inbox.list(engine.workspace, true, first.next(), 3);
    assertThat(first.items())
        .extracting(one -> one.notice().subject())
        .containsExactly("Notice 4", "Notice 3", "Notice 2");
    assertThat(second.items()).hasSize(2);
    assertThat(second.next()).isEmpty();
    assertThat(inbox.unread(engine.workspace)).isEqualTo(5);
    Notification one = first.items().getFirst();
    assertThat(inbox.read(engine.workspace, one.id(), "person anna")).isTrue();
    assertThat(inbox.read(engine.workspace, one.id(), "person ben")).isFalse();
    assertThat(inbox.readAll(engine.workspace, "person ben")).isEqualTo(4);
    assertThat(inbox.unread(engine.workspace)).isZero();
    assertThat(inbox.list(engine.workspace, true, first.next(), 3).items())
        .allMatch(known -> known.read().isPresent());
    assertThat(engine.engine.mails()).isFalse();
  }

  @Test
  void data_that_got_old_is_told_and_so_is_its_end() {
    Integration shop = engine.connect(2);
    engine.turn();
    StaleSweep sweep =
        new StaleSweep(engine.stores, engine.adapters, Duration.ofHours(24), engine.clock);
    sweep.sweep(now());
    assertThat(subjects()).isEmpty();
    engine.clock.move(Duration.ofHours(25));
    sweep.run();
    sweep.run();
    assertThat(subjects()).containsExactly("Shop (Fake): the data is old");
    engine.turn();
    engine.clock.move(Duration.ofMinutes(1));
    sweep.run();
    assertThat(subjects())
        .containsExactly("Recovered: Shop (Fake): the data is old", "Shop (Fake): the data is old");
    assertThat(engine.again(shop).lastAppliedAt()).isPresent();
  }

  // --- helpers ---

  private java.time.Instant now() {
    return engine.clock.instant();
  }

  private int smtp() {
    return green.getSmtp().getPort();
  }

  private void raise(String subject) {
    new Notices(engine.stores.notices())
        .raise(
            engine.workspace,
            new Notice(
                NoticeKind.STALE_DATA, "test/" + subject, Optional.empty(), subject, "Text.", "/"),
            now());
  }

  private Outbox outbox(int port, String... addresses) {
    return new Outbox(
        engine.stores.deliveries(),
        settings(port, MailSettings.Tls.NONE, Optional.empty(), addresses),
        URI.create("https://kpi.example.com"),
        engine.clock,
        () -> false);
  }

  private Outbox trusting(int port, MailSettings.Tls tls) throws GeneralSecurityException {
    return new Outbox(
        engine.stores.deliveries(),
        settings(
            port,
            tls,
            Optional.of(new MailSettings.Login("tributary", Secret.of(PASSWORD))),
            "anna@example.com"),
        URI.create("https://kpi.example.com"),
        engine.clock,
        () -> false,
        Optional.of(TestCertificate.trust()));
  }

  private static MailSettings settings(
      int port, MailSettings.Tls tls, Optional<MailSettings.Login> login, String... addresses) {
    return new MailSettings(
        "127.0.0.1",
        port,
        login,
        tls,
        "kpi@example.com",
        List.of(addresses),
        Duration.ofSeconds(5));
  }

  private List<Delivery> deliveries() {
    return engine
        .engine
        .inbox()
        .list(engine.workspace, false, Optional.empty(), 100)
        .items()
        .stream()
        .flatMap(one -> engine.engine.inbox().deliveries(engine.workspace, one.id()).stream())
        .toList();
  }

  private Delivery delivery(String address) {
    return deliveries().stream()
        .filter(one -> one.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private String messageId() {
    return delivery("anna@example.com").messageId();
  }

  private List<String> subjects() {
    return engine
        .engine
        .inbox()
        .list(engine.workspace, false, Optional.empty(), 100)
        .items()
        .stream()
        .map(one -> one.notice().subject())
        .toList();
  }

  private List<String> received() {
    return Arrays.stream(green.getReceivedMessages())
        .map(mail -> {
          try {
            return mail.getAllRecipients()[0] + ": " + mail.getSubject();
          } catch (MessagingException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }

  private static String text(Part part) throws MessagingException, IOException {
    return (String) part.getContent();
  }
}
