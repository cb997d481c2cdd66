package dev.tributary.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects a body up to a size; called by one thread of the client at a time. */
final class CappedBody implements BodySubscriber<byte[]> {

  /** The body is larger than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long bytesMax) {
      super("the answer is larger than " + bytesMax + " bytes");
    }
  }

  private final int bytesMax;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private byte[] bytes;
  private int size;
  private @Nullable Subscription subscription;

  /**
   * @param expected the announced length, negative when unknown
   */
  CappedBody(long expected, int bytesMax) {
    this.bytesMax = bytesMax;
    bytes = new byte[expected < 0 ? 8192 : (int) Math.min(expected, bytesMax)];
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (whole.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      int more = buffer.remaining();
      if (more > bytesMax - size) {
        if (subscription != null) {
          subscription.cancel();
        }
        whole.completeExceptionally(new TooLarge(bytesMax));
        return;
      }
      if (size + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, Math.max(size + more, 2L * size)));
      }
      buffer.get(bytes, size, more);
      size += more;
    }
  }

  @Override
  public void onError(Throwable thrown) {
    whole.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    whole.complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
  }
}
