package dev.tributary.benchmarks.queue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Takes the time of the scheduler's claiming statements, as its threads run them. */
final class TimedClaims {
  private final long[] nanos;
  private int count;

  /**
   * @param kept of how many claims, the youngest, the median is taken
   */
  TimedClaims(int kept) {
    this.nanos = new long[kept];
  }

  synchronized double medianMs() {
    long[] sorted = Arrays.copyOf(nanos, Math.min(count, nanos.length));
    if (sorted.length == 0) {
      throw new IllegalStateException("no claim was seen");
    }
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }

  private synchronized void took(long duration) {
    nanos[count++ % nanos.length] = duration;
  }

  DataSource timed(DataSource pool) {
    return new DelegatingDataSource(pool) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> {
                  Object result = invoke(connection, method, arguments);
                  return result instanceof PreparedStatement statement
                          && arguments[0] instanceof String sql
                          && claims(sql)
                      ? timed(statement)
                      : result;
                });
      }
    };
  }

  private static boolean claims(String sql) {
    String lower = sql.toLowerCase(Locale.ROOT);
    return lower.contains("skip locked") || lower.contains("take_turns");
  }

  private PreparedStatement timed(PreparedStatement statement) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            PreparedStatement.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (_, method, arguments) -> {
              if (!method.getName().startsWith("execute")) {
                return invoke(statement, method, arguments);
              }
              long started = System.nanoTime();
              Object result = invoke(statement, method, arguments);
              took(System.nanoTime() - started);
              return result;
            });
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
