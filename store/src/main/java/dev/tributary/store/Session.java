package dev.tributary.store;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The connection of the open transaction. */
record Session(JdbcTemplate template, JdbcClient sql) {

  Session(JdbcTemplate template) {
    this(template, JdbcClient.create(template));
  }

  /**
   * Plans the statements of this transaction for the tables as they are now: a plan that was kept
   * from when a table was nearly empty reads all of it for every row.
   */
  Session freshPlans() {
    template.execute("set local plan_cache_mode = force_custom_plan");
    return this;
  }

  /**
   * Keeps one plan a connection for each statement of this transaction, which goes by indexes
   * however small the tables were when it was made. For statements about a few rows, which take
   * longer to plan than to run.
   */
  Session keptPlans() {
    template.execute(
        "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off");
    return this;
  }

  <T> T connection(ConnectionCallback<T> work) {
    T result = template.execute(work);
    if (result == null) {
      throw new IllegalStateException("work on a connection gave no result");
    }
    return result;
  }
}
