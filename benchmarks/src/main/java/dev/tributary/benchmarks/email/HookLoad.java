package dev.tributary.benchmarks.email;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed deliveries at a steady rate, three in ten of them told before, in any order. An answer's
 * time counts from when the delivery was due, so that a queue before the door is seen.
 */
final class HookLoad {
  private static final double COPIES = 0.3;

  private final HttpClient client = HttpClient.newHttpClient();
  private final byte[] secret;
  private final URI address;

  HookLoad(byte[] secret, URI address) {
    this.secret = secret;
    this.address = address;
  }

  /**
   * @param others how often each status came that was not 200; 0 for no answer
   */
  record Result(double perSecond, double p99Ms, Map<Integer, Integer> others) {}

  /**
   * @param name what the deliveries' ids begin with, so that one load is no copy of another
   */
  Result run(String name, int perSecond, Duration time) throws Exception {
    int all = Math.toIntExact(perSecond * time.toSeconds());
    List<HttpRequest> requests = requests(name, all);
    double[] millis = new double[all];
    Map<Integer, Integer> others = new ConcurrentSkipListMap<>();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    long began = System.nanoTime();
    for (int n = 0; n < all; n++) {
      long due = began + n * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int place = n;
      answers.add(
          client
              .sendAsync(requests.get(n), HttpResponse.BodyHandlers.discarding())
              .handle((answer, broken) -> {
                millis[place] = (System.nanoTime() - due) / 1e6;
                int status = broken == null ? answer.statusCode() : 0;
                if (status != 200) {
                  others.merge(status, 1, Integer::sum);
                }
                return status;
              }));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
    double seconds = (System.nanoTime() - began) / 1e9;
    Arrays.sort(millis);
    return new Result(all / seconds, millis[(int) Math.floor(all * 0.99)], Map.copyOf(others));
  }

  private List<HttpRequest> requests(String name, int all) {
    Random random = new Random(40);
    Instant now = Instant.now();
    List<HttpRequest> requests = new ArrayList<>();
    for (int n = 0; requests.size() < all; n++) {
      HttpRequest one = request(name + "_" + n, n, now);
      requests.add(one);
      if (random.nextDouble() < COPIES && requests.size() < all) {
        requests.add(one);
      }
    }
    Collections.shuffle(requests, random);
    return requests;
  }

  private HttpRequest request(String id, int number, Instant now) {
    String body =
        """
        {"type":"email.delivered","created_at":"%1$s","data":{"email_id":"%3$s",\
        "created_at":"%1$s","from":"Shop <hello@shop.nordlicht.example>",\
        "to":["delivered+h%2$d@resend.dev"],"subject":"News","tags":{"batch":"b"}}}\
        """
            .formatted(now, number, id);
    String time = String.valueOf(now.getEpochSecond());
    return HttpRequest.newBuilder(address)
        .header("Content-Type", "application/json")
        .header("svix-id", id)
        .header("svix-timestamp", time)
        .header("svix-signature", "v1," + signature(id + "." + time + "." + body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private String signature(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256", missing);
    }
  }
}
