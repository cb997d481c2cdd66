package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Secret;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, by which Meta and we prove that both know the app's secret. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  static byte[] of(byte[] text, Secret key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.reveal().getBytes(UTF_8), ALGORITHM));
      return mac.doFinal(text);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  static String hex(byte[] text, Secret key) {
    return HexFormat.of().formatHex(of(text, key));
  }

  private Signature() {}
}
