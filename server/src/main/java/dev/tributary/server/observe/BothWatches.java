package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.util.Optional;

/** Tells two who watch. */
record BothWatches(Watch one, Watch other) implements Watch {
  @Override
  public OfTurn turn(Integration integration, Job job) {
    return new Turn(one.turn(integration, job), other.turn(integration, job));
  }

  @Override
  public void died(String provider) {
    one.died(provider);
    other.died(provider);
  }

  private record Turn(OfTurn one, OfTurn other) implements OfTurn {
    @Override
    public OfAttempt attempt(Optional<Slice> slice) {
      return new Try(one.attempt(slice), other.attempt(slice));
    }

    @Override
    public void stored(int days, long rows) {
      one.stored(days, rows);
      other.stored(days, rows);
    }

    @Override
    public void ended(String outcome) {
      one.ended(outcome);
      other.ended(outcome);
    }
  }

  private record Try(OfAttempt one, OfAttempt other) implements OfAttempt {
    @Override
    public void requested(RequestObserver.Request request) {
      one.requested(request);
      other.requested(request);
    }

    @Override
    public void ended(Attempt attempt) {
      one.ended(attempt);
      other.ended(attempt);
    }
  }
}
