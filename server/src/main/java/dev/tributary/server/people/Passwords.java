package dev.tributary.server.people;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.Secret;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password4j.Argon2Password4jPasswordEncoder;

/**
 * Passwords as Argon2id with 19 MiB, two passes and one lane, the parameters that OWASP's password
 * storage cheat sheet names first. At most four at a time, so that guesses cannot use the memory
 * up.
 */
final class Passwords {
  static final int LENGTH_MIN = 12;
  private static final int LENGTH_MAX = 200;
  private static final int AT_A_TIME = 4;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final PasswordEncoder argon2 =
      new Argon2Password4jPasswordEncoder(Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID));
  private final Semaphore places = new Semaphore(AT_A_TIME);

  /** Compared with when nobody is known by the name, so that this takes as long. */
  private final String nobodys = encoded("nobody has this password");

  /**
   * @throws Refusal it is too short, too long or the address itself
   */
  String encode(Secret password, String email) throws InterruptedException {
    String text = password.reveal();
    if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
      throw new Refusal(
          Kind.INVALID,
          "password_length",
          "A password has %d to %d characters; a sentence that only you know is a good one."
              .formatted(LENGTH_MIN, LENGTH_MAX));
    }
    if (text.toLowerCase(Locale.ROOT).contains(email)
        || text.chars().distinct().count() < LENGTH_MIN / 3) {
      throw new Refusal(
          Kind.INVALID,
          "password_weak",
          "This password is guessed at once; choose one without your address and with more"
              + " different characters.");
    }
    enter();
    try {
      return encoded(text);
    } finally {
      places.release();
    }
  }

  private String encoded(String text) {
    String encoded = argon2.encode(text);
    if (encoded == null) {
      throw new IllegalStateException("a password was not encoded");
    }
    return encoded;
  }

  /**
   * @param known the encoded password; empty when there is no such person
   */
  boolean match(Secret guess, Optional<String> known) throws InterruptedException {
    if (guess.reveal().length() > LENGTH_MAX) {
      return false;
    }
    enter();
    try {
      return argon2.matches(guess.reveal(), known.orElse(nobodys)) && known.isPresent();
    } finally {
      places.release();
    }
  }

  private void enter() throws InterruptedException {
    if (!places.tryAcquire(TRY_AGAIN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
      throw new Refusal(
          Kind.NOT_NOW,
          "busy",
          "Too many people sign in at this moment; try again in a few seconds.",
          Optional.of(TRY_AGAIN));
    }
  }
}
