package dev.tributary.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What nodes call out to each other by PostgreSQL's LISTEN and NOTIFY. Only for what somebody asked
 * for: a notification takes a lock that all commits of the server share. A hint, never a promise:
 * whoever missed it finds the same in the tables a moment later.
 */
public final class Announcements {
  /** Work has become due. */
  public static final String WORK = "work";

  /** A running job is to end. */
  public static final String CANCEL = "cancel";

  /** A provider told that something changed. */
  public static final String WEBHOOK = "webhook";

  private static final String CHANNEL = "tributary";

  private final Database database;

  public Announcements(Database database) {
    this.database = database;
  }

  /** Calls out when the transaction commits; the same twice in one transaction is heard once. */
  public void announce(String what) {
    database.inSystem(session -> announce(session, what));
  }

  static int announce(Session session, String what) {
    session
        .sql()
        .sql("select pg_notify(:channel, :what)::text")
        .param("channel", CHANNEL)
        .param("what", what)
        .query(String.class)
        .single();
    return 1;
  }

  /**
   * Listens on a connection of its own, outside of the pools. Anything that goes wrong with it is
   * thrown; close it and make another.
   */
  public Listening listen() throws SQLException {
    return listen(Listening.ANSWER_MAX);
  }

  /**
   * @param answerMax how long the server may take to answer, in whole seconds
   */
  Listening listen(Duration answerMax) throws SQLException {
    return new Listening(database.lone("tributary-listen", answerMax), answerMax);
  }

  /** One connection that listens; used by one thread, closed by any. */
  public static final class Listening implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Connection connection;
    private final Duration answerMax;
    private final String self = "self " + UUID.randomUUID();

    private Listening(Connection connection, Duration answerMax) throws SQLException {
      this.connection = connection;
      this.answerMax = answerMax;
      run("listen " + CHANNEL);
    }

    /**
     * What was called out since the last look, without the tests of {@link #test}; waits for the
     * first up to the given time.
     */
    public List<String> await(Duration atMost) throws SQLException {
      List<String> heard = heard(atMost);
      heard.removeIf(what -> what.startsWith("self "));
      return heard;
    }

    /**
     * Calls out to itself and listens for it: a connection may look alive long after the other side
     * is gone.
     *
     * @return what others called out meanwhile
     * @throws SQLException nothing was heard
     */
    public List<String> test() throws SQLException {
      run("notify " + CHANNEL + ", '" + self + "'");
      List<String> heard = heard(answerMax);
      if (!heard.contains(self)) {
        throw new SQLException("the connection that listens does not hear its own call");
      }
      heard.removeIf(what -> what.startsWith("self "));
      return heard;
    }

    private List<String> heard(Duration atMost) throws SQLException {
      List<String> heard = new ArrayList<>();
      PGNotification[] notifications =
          connection
              .unwrap(PGConnection.class)
              .getNotifications(Math.max(1, (int) atMost.toMillis()));
      if (notifications != null) {
        for (PGNotification one : notifications) {
          heard.add(one.getParameter());
        }
      }
      return heard;
    }

    private void run(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
