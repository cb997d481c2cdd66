package dev.tributary.engine.email;

import dev.tributary.store.AddressKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Links by which recipients unsubscribe. They name the address by its hash and are signed, so they
 * tell nothing, cannot be made up, and work for as long as the e-mail is kept, with no row behind
 * them.
 *
 * <p>The headers are those of RFC 2369 and, for one click, RFC 8058.
 */
public final class UnsubscribeLinks {
  /** Where the links lead, under the public address; the token follows. */
  public static final String PATH = "/unsubscribe/";

  private static final byte FORM = 1;
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 16;
  private static final int SIGNED_BYTES = 1 + 2 * Long.BYTES + KEY_BYTES;

  private final Addresses addresses;
  private final URI publicUrl;

  public UnsubscribeLinks(Addresses addresses, URI publicUrl) {
    this.addresses = addresses;
    this.publicUrl = publicUrl;
  }

  /** Who wants no more of it. */
  public record Wish(UUID workspace, AddressKey address) {}

  String link(UUID workspace, AddressKey address) {
    byte[] signed =
        ByteBuffer.allocate(SIGNED_BYTES)
            .put(FORM)
            .put(Addresses.bytes(workspace))
            .put(HexFormat.of().parseHex(address.hex()))
            .array();
    byte[] token =
        ByteBuffer.allocate(SIGNED_BYTES + SIGNATURE_BYTES)
            .put(signed)
            .put(signature(signed))
            .array();
    return publicUrl + PATH + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  static Map<String, String> headers(String link) {
    return Map.of(
        "List-Unsubscribe",
        "<" + link + ">",
        "List-Unsubscribe-Post",
        "List-Unsubscribe=One-Click");
  }

  /** Empty for what no e-mail of ours has said. */
  public Optional<Wish> read(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != SIGNED_BYTES + SIGNATURE_BYTES || bytes[0] != FORM) {
      return Optional.empty();
    }
    byte[] signed = Arrays.copyOf(bytes, SIGNED_BYTES);
    byte[] signature = Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length);
    if (!MessageDigest.isEqual(signature, signature(signed))) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(signed, 1, SIGNED_BYTES - 1);
    UUID workspace = new UUID(in.getLong(), in.getLong());
    byte[] key = new byte[KEY_BYTES];
    in.get(key);
    return Optional.of(new Wish(workspace, new AddressKey(HexFormat.of().formatHex(key))));
  }

  private byte[] signature(byte[] signed) {
    return Arrays.copyOf(addresses.sign("unsubscribe", signed), SIGNATURE_BYTES);
  }
}
