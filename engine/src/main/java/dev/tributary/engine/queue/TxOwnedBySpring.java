package dev.tributary.engine.queue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Connections that leave a Spring transaction to Spring. db-scheduler commits by itself whenever
 * autocommit is off; inside our transaction that would make the job's end permanent before the
 * scheduler's row agreed. Here its commit and rollback do nothing while Spring's transaction runs.
 */
final class TxOwnedBySpring extends DelegatingDataSource {

  TxOwnedBySpring(DataSource pool) {
    super(new TransactionAwareDataSourceProxy(pool));
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    InvocationHandler handler =
        (_, method, arguments) ->
            endsTransaction(method) && TransactionSynchronizationManager.isActualTransactionActive()
                ? null
                : invoke(connection, method, arguments);
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  private static boolean endsTransaction(Method method) {
    return method.getName().equals("commit") || method.getName().equals("rollback");
  }

  private static Object invoke(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
