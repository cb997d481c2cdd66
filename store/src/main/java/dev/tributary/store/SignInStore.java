package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Browsers that are signed in, guesses that failed, and the link that makes the first owner; as
 * system. Tokens are known by their SHA-256 alone.
 */
public final class SignInStore {
  private static final Duration FAILURES_KEPT = Duration.ofDays(1);

  private final Database database;

  public SignInStore(Database database) {
    this.database = database;
  }

  public void begin(byte[] tokenHash, SignIn signIn) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into sign_in (token_hash, id, person_id, created_at, seen_at, expires_at,
                                     address, agent)
                values (:hash, :id, :person, :created, :seen, :expires, :address, :agent)
                """)
            .param("hash", tokenHash)
            .param("id", signIn.id())
            .param("person", signIn.personId())
            .param("created", Columns.time(signIn.createdAt()))
            .param("seen", Columns.time(signIn.seenAt()))
            .param("expires", Columns.time(signIn.expiresAt()))
            .param("address", Columns.clean(signIn.address()))
            .param("agent", Columns.clean(signIn.agent()))
            .update());
  }

  /** One that is not over yet. */
  public Optional<SignIn> find(byte[] tokenHash, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select * from sign_in where token_hash = :hash and expires_at > :now")
            .param("hash", tokenHash)
            .param("now", Columns.time(now))
            .query(SignInStore::read)
            .optional());
  }

  /** Says that it is in use, and how long it lasts from now on. */
  public void seen(UUID id, Instant now, Instant expiresAt) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update sign_in set seen_at = :now, expires_at = :expires where id = :id")
            .param("id", id)
            .param("now", Columns.time(now))
            .param("expires", Columns.time(expiresAt))
            .update());
  }

  /** A person's, newest first. */
  public List<SignIn> of(UUID personId, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select *
                  from sign_in
                 where person_id = :person and expires_at > :now
                 order by seen_at desc, id desc
                """)
            .param("person", personId)
            .param("now", Columns.time(now))
            .query(SignInStore::read)
            .list());
  }

  /** Signs a person out of one browser. */
  public boolean end(UUID personId, UUID id) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from sign_in where person_id = :person and id = :id")
                .param("person", personId)
                .param("id", id)
                .update()
            == 1);
  }

  /** Signs a person out of all browsers but one. */
  public int endOthers(UUID personId, Optional<UUID> kept) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from sign_in
                 where person_id = :person and id is distinct from cast(:kept as uuid)
                """)
            .param("person", personId)
            .param("kept", kept.orElse(null))
            .update());
  }

  // --- guesses ---

  /**
   * @param subject the hash of an account's or a network's address
   */
  public int failures(byte[] subject, Instant since) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select count(*) from failed_sign_in where subject = :subject and at > :since")
            .param("subject", subject)
            .param("since", Columns.time(since))
            .query(Integer.class)
            .single());
  }

  /** Remembers a wrong guess; those older than a day are forgotten. */
  public void failed(List<byte[]> subjects, Instant now) {
    database.inSystem(session -> {
      session
          .sql()
          .sql("delete from failed_sign_in where at < :time")
          .param("time", Columns.time(now.minus(FAILURES_KEPT)))
          .update();
      for (byte[] subject : subjects) {
        session
            .sql()
            .sql("insert into failed_sign_in (subject, at) values (:subject, :now)")
            .param("subject", subject)
            .param("now", Columns.time(now))
            .update();
      }
      return subjects;
    });
  }

  /** Forgets the wrong guesses of a subject. */
  public void succeeded(byte[] subject) {
    database.inSystem(session ->
        session
            .sql()
            .sql("delete from failed_sign_in where subject = :subject")
            .param("subject", subject)
            .update());
  }

  // --- links of the operator ---

  /**
   * Makes a link the only valid one of its kind.
   *
   * @param person who is signed in by it; empty for one that makes an owner
   */
  public void offer(byte[] tokenHash, Optional<UUID> person, Instant now, Instant expiresAt) {
    database.inSystem(session -> {
      session
          .sql()
          .sql("delete from setup_link where person_id is not distinct from cast(:person as uuid)")
          .param("person", person.orElse(null))
          .update();
      return session
          .sql()
          .sql(
              """
              insert into setup_link (token_hash, person_id, created_at, expires_at)
              values (:hash, :person, :now, :expires)
              """)
          .param("hash", tokenHash)
          .param("person", person.orElse(null))
          .param("now", Columns.time(now))
          .param("expires", Columns.time(expiresAt))
          .update();
    });
  }

  /** A link that can be used, without using it. */
  public Optional<Link> link(byte[] tokenHash, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select person_id from setup_link where token_hash = :hash and expires_at > :now")
            .param("hash", tokenHash)
            .param("now", Columns.time(now))
            .query((row, index) -> new Link(Columns.optionalId(row, "person_id")))
            .optional());
  }

  /** Uses a link up; inside a transaction nobody else can use it meanwhile. */
  public boolean take(byte[] tokenHash, Instant now) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from setup_link where token_hash = :hash and expires_at > :now")
                .param("hash", tokenHash)
                .param("now", Columns.time(now))
                .update()
            == 1);
  }

  /**
   * What a link is for.
   *
   * @param person who is signed in by it; empty when it makes an owner
   */
  public record Link(Optional<UUID> person) {}

  /** Deletes what is over. */
  public int deleteExpired(Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("delete from sign_in where expires_at <= :now")
            .param("now", Columns.time(now))
            .update());
  }

  private static SignIn read(ResultSet row, int index) throws SQLException {
    return new SignIn(
        Columns.id(row, "id"),
        Columns.id(row, "person_id"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "seen_at"),
        Columns.instant(row, "expires_at"),
        row.getString("address"),
        row.getString("agent"));
  }
}
