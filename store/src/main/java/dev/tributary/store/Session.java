package dev.tributary.store;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The connection of the open transaction. */
record Session(JdbcTemplate template, JdbcClient sql) {

  Session(JdbcTemplate template) {
    this(template, JdbcClient.create(template));
  }

  <T> T connection(ConnectionCallback<T> work) {
    T result = template.execute(work);
    if (result == null) {
      throw new IllegalStateException("work on a connection gave no result");
    }
    return result;
  }
}
