package dev.tributary.engine.vault;

import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Credentials as bytes, to be encrypted. The first byte is the form's version. */
final class CredentialCodec {
  private static final int FORM = 1;
  private static final int OAUTH = 1;
  private static final int API_KEY = 2;
  private static final int SERVICE_ACCOUNT = 3;
  private static final int TEXT_BYTES_MAX = 1 << 20;

  private CredentialCodec() {}

  static byte[] write(ConnectionCredentials credentials) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      switch (credentials) {
        case OAuthCredentials oauth -> {
          out.writeByte(OAUTH);
          text(out, oauth.provider());
          text(out, oauth.accessToken().reveal());
          optional(out, oauth.refreshToken().map(Secret::reveal));
          optional(out, oauth.expiresAt().map(Instant::toString));
          out.writeInt(oauth.scopes().size());
          for (String scope : oauth.scopes()) {
            text(out, scope);
          }
          if (oauth.loginEndsAt().isPresent()) {
            text(out, oauth.loginEndsAt().get().toString());
          }
        }
        case ApiKeyCredentials key -> {
          out.writeByte(API_KEY);
          text(out, key.provider());
          text(out, key.accessToken().reveal());
        }
        case ServiceAccountCredentials account -> {
          out.writeByte(SERVICE_ACCOUNT);
          text(out, account.provider());
          text(out, account.key().reveal());
          text(out, account.accessToken().reveal());
          optional(out, account.expiresAt().map(Instant::toString));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static ConnectionCredentials read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int form = in.readByte();
      if (form != FORM) {
        throw new VaultException(
            "Credentials were written by a newer version (form " + form + "). Update this node.");
      }
      int kind = in.readByte();
      return switch (kind) {
        case OAUTH ->
            new OAuthCredentials(
                text(in),
                Secret.of(text(in)),
                optional(in).map(Secret::of),
                optional(in).map(Instant::parse),
                texts(in),
                // Added later: older versions leave it unread.
                in.available() > 0 ? Optional.of(Instant.parse(text(in))) : Optional.empty());
        case API_KEY -> new ApiKeyCredentials(text(in), Secret.of(text(in)));
        case SERVICE_ACCOUNT ->
            new ServiceAccountCredentials(
                text(in),
                Secret.of(text(in)),
                Secret.of(text(in)),
                optional(in).map(Instant::parse));
        default -> throw new VaultException("Credentials of the unknown kind " + kind + ".");
      };
    } catch (IOException e) {
      throw new VaultException("Credentials are cut off. Reconnect the account.", e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > TEXT_BYTES_MAX) {
      throw new IOException("no text of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void optional(DataOutputStream out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      text(out, text.get());
    }
  }

  private static Optional<String> optional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(text(in)) : Optional.empty();
  }

  private static Set<String> texts(DataInputStream in) throws IOException {
    int count = in.readInt();
    Set<String> texts = new LinkedHashSet<>();
    for (int n = 0; n < count; n++) {
      texts.add(text(in));
    }
    return texts;
  }
}
