package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People and their places in workspaces, as system: who signs in has no workspace yet. */
public final class PersonStore {
  private static final String COLUMNS = "p.id, p.email, p.name, p.operator, p.created_at";

  private final Database database;

  public PersonStore(Database database) {
    this.database = database;
  }

  /** A person together with what proves them. */
  public record Login(Person person, String password) {
    @Override
    public String toString() {
      return "Login[" + person.id() + "]";
    }
  }

  /**
   * Adds a person.
   *
   * @param password encoded
   * @return false when the address is taken
   */
  public boolean create(Person person, String password) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    insert into person (id, email, name, password, operator, created_at)
                    values (:id, :email, :name, :password, :operator, :created)
                        on conflict (email) do nothing
                    """)
                .param("id", person.id())
                .param("email", person.email())
                .param("name", Columns.clean(person.name()))
                .param("password", password)
                .param("operator", person.operator())
                .param("created", Columns.time(person.createdAt()))
                .update()
            == 1);
  }

  public Optional<Person> find(UUID id) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select " + COLUMNS + " from person p where p.id = :id")
            .param("id", id)
            .query(PersonStore::person)
            .optional());
  }

  /**
   * @param email in lower case
   */
  public Optional<Login> login(String email) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select " + COLUMNS + ", p.password from person p where p.email = :email")
            .param("email", Columns.clean(email))
            .query((row, index) -> new Login(person(row, index), row.getString("password")))
            .optional());
  }

  /** Whether anybody can sign in at all. */
  public boolean any() {
    return database.inSystem(session ->
        session.sql().sql("select exists(select from person)").query(Boolean.class).single());
  }

  public void rename(UUID id, String name) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update person set name = :name where id = :id")
            .param("id", id)
            .param("name", Columns.clean(name))
            .update());
  }

  /**
   * @param password encoded
   */
  public void changePassword(UUID id, String password) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update person set password = :password where id = :id")
            .param("id", id)
            .param("password", password)
            .update());
  }

  /** Lets a person change what belongs to no workspace. */
  public void makeOperator(UUID id) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update person set operator = true where id = :id")
            .param("id", id)
            .update());
  }

  // --- members ---

  /** Gives a person a place, or another role in it. */
  public void put(UUID workspaceId, UUID personId, Role role, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into member (workspace_id, person_id, role, since)
                values (:workspace, :person, :role, :now)
                    on conflict (workspace_id, person_id) do update set role = excluded.role
                """)
            .param("workspace", workspaceId)
            .param("person", personId)
            .param("role", Columns.word(role))
            .param("now", Columns.time(now))
            .update());
  }

  /** Removes a person from a workspace. */
  public boolean remove(UUID workspaceId, UUID personId) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from member where workspace_id = :workspace and person_id = :person")
                .param("workspace", workspaceId)
                .param("person", personId)
                .update()
            == 1);
  }

  /** The people of a workspace, the longest there first; locked until the transaction ends. */
  public List<Member> membersForUpdate(UUID workspaceId) {
    return members("m.workspace_id = :id", "for update of m", workspaceId);
  }

  /** The people of a workspace, the longest there first. */
  public List<Member> members(UUID workspaceId) {
    return members("m.workspace_id = :id", "", workspaceId);
  }

  /** A person's places but those being deleted, the oldest first. */
  public List<Member> places(UUID personId) {
    return members("m.person_id = :id and w.delete_requested_at is null", "", personId);
  }

  private List<Member> members(String where, String lock, UUID id) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select m.workspace_id, m.role, m.since, %s
                  from member m
                  join person p on p.id = m.person_id
                  join workspace w on w.id = m.workspace_id
                 where %s
                 order by m.since, m.person_id
                 %s
                """
                    .formatted(COLUMNS, where, lock))
            .param("id", id)
            .query((row, index) ->
                new Member(
                    Columns.id(row, "workspace_id"),
                    person(row, index),
                    Columns.constant(Role.class, row, "role"),
                    Columns.instant(row, "since")))
            .list());
  }

  /** A person's role in a workspace that is not being deleted. */
  public Optional<Role> role(UUID workspaceId, UUID personId) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select m.role
                  from member m
                  join workspace w on w.id = m.workspace_id
                 where m.workspace_id = :workspace and m.person_id = :person
                   and w.delete_requested_at is null
                """)
            .param("workspace", workspaceId)
            .param("person", personId)
            .query((row, index) -> Columns.constant(Role.class, row, "role"))
            .optional());
  }

  private static Person person(ResultSet row, int index) throws SQLException {
    return new Person(
        Columns.id(row, "id"),
        row.getString("email"),
        row.getString("name"),
        row.getBoolean("operator"),
        Columns.instant(row, "created_at"));
  }
}
