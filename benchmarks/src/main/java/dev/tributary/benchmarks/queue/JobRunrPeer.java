package dev.tributary.benchmarks.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/**
 * JobRunr on the same PostgreSQL: its own tables, as many workers, its shortest polling interval.
 * All jobs are enqueued before its server starts, in its own batches.
 */
final class JobRunrPeer {
  private static final int POLL_SECONDS_MIN = 5;
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private static final AtomicInteger RAN = new AtomicInteger();
  private static final AtomicLong WARM_NANOS = new AtomicLong();
  private static final AtomicLong LAST_NANOS = new AtomicLong();

  private JobRunrPeer() {}

  /** Nothing to do. */
  public record Nothing(int warmUp) implements JobRequest {
    @Override
    public Class<Handler> getJobRequestHandler() {
      return Handler.class;
    }
  }

  /** Counts, and does nothing else. */
  public static final class Handler implements JobRequestHandler<Nothing> {
    @Override
    public void run(Nothing request) {
      long now = System.nanoTime();
      if (RAN.incrementAndGet() == request.warmUp()) {
        WARM_NANOS.set(now);
      }
      LAST_NANOS.accumulateAndGet(now, Math::max);
    }
  }

  static double perSecond(DataSource pool, int workers, int warmUp, int jobs) {
    RAN.set(0);
    LAST_NANOS.set(Long.MIN_VALUE);
    StorageProvider storage = SqlStorageProviderFactory.using(pool);
    JobRequestScheduler scheduler =
        JobRunr.configure()
            .useJsonMapper(new Jackson3JsonMapper())
            .useStorageProvider(storage)
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(workers)
                    .andPollIntervalInSeconds(POLL_SECONDS_MIN),
                false)
            .initialize()
            .getJobRequestScheduler();
    try {
      scheduler.enqueue(IntStream.range(0, warmUp + jobs).mapToObj(_ -> new Nothing(warmUp)));
      JobRunr.getBackgroundJobServer().start();
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (RAN.get() < warmUp + jobs) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("JobRunr ran " + RAN.get() + " jobs only");
        }
        LockSupport.parkNanos(5_000_000);
      }
      return jobs / ((LAST_NANOS.get() - WARM_NANOS.get()) / 1e9);
    } finally {
      JobRunr.destroy();
    }
  }
}
