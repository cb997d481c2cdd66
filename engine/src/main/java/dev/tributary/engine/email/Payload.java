package dev.tributary.engine.email;

import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.OutgoingEmail.Content;
import dev.tributary.spi.TemplateValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * E-mails as bytes, the same for the same e-mails, so that what is sent once more is what was sent
 * before. The first byte is the form's version.
 */
final class Payload {
  private static final int FORM = 1;
  private static final int WRITTEN = 1;
  private static final int TEMPLATE = 2;
  private static final int TEXT = 1;
  private static final int DECIMAL = 2;
  private static final int TEXT_BYTES_MAX = 1 << 24;
  private static final int HASH_DIGITS = 32;

  private Payload() {}

  /** The beginning of their digest, for the provider's key. */
  static String hash(byte[] payload) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(payload))
          .substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  static byte[] write(List<OutgoingEmail> emails) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      out.writeInt(emails.size());
      for (OutgoingEmail email : emails) {
        write(out, email);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, OutgoingEmail email) throws IOException {
    text(out, email.from());
    text(out, email.to());
    text(out, email.subject());
    out.writeInt(email.replyTo().size());
    for (String one : email.replyTo()) {
      text(out, one);
    }
    switch (email.content()) {
      case Content.Written(Optional<String> html, Optional<String> body) -> {
        out.writeByte(WRITTEN);
        optional(out, html);
        optional(out, body);
      }
      case Content.FromTemplate(String template, Map<String, TemplateValue> values) -> {
        out.writeByte(TEMPLATE);
        text(out, template);
        out.writeInt(values.size());
        for (Map.Entry<String, TemplateValue> value : new TreeMap<>(values).entrySet()) {
          text(out, value.getKey());
          value(out, value.getValue());
        }
      }
    }
    map(out, email.headers());
    map(out, email.tags());
    optional(out, email.at().map(Instant::toString));
  }

  private static void value(DataOutputStream out, TemplateValue value) throws IOException {
    switch (value) {
      case TemplateValue.Text(String text) -> {
        out.writeByte(TEXT);
        text(out, text);
      }
      case TemplateValue.Decimal decimal -> {
        out.writeByte(DECIMAL);
        text(out, decimal.text());
      }
    }
  }

  private static void map(DataOutputStream out, Map<String, String> map) throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, String> one : new TreeMap<>(map).entrySet()) {
      text(out, one.getKey());
      text(out, one.getValue());
    }
  }

  private static void optional(DataOutputStream out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      text(out, text.get());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static List<OutgoingEmail> read(byte[] payload) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      int form = in.readUnsignedByte();
      if (form != FORM) {
        throw new IllegalStateException("these e-mails were frozen by another version: " + form);
      }
      int size = in.readInt();
      List<OutgoingEmail> emails = new ArrayList<>();
      for (int n = 0; n < size; n++) {
        emails.add(email(in));
      }
      return emails;
    } catch (IOException e) {
      throw new UncheckedIOException("frozen e-mails are cut off", e);
    }
  }

  private static OutgoingEmail email(DataInputStream in) throws IOException {
    String from = text(in);
    String to = text(in);
    String subject = text(in);
    int replies = in.readInt();
    List<String> replyTo = new ArrayList<>();
    for (int n = 0; n < replies; n++) {
      replyTo.add(text(in));
    }
    int kind = in.readUnsignedByte();
    Content content =
        switch (kind) {
          case WRITTEN -> new Content.Written(optional(in), optional(in));
          case TEMPLATE -> template(in);
          default -> throw new IllegalStateException("no such content of an e-mail: " + kind);
        };
    return new OutgoingEmail(
        from, to, subject, replyTo, content, map(in), map(in), optional(in).map(Instant::parse));
  }

  private static Content template(DataInputStream in) throws IOException {
    String template = text(in);
    int size = in.readInt();
    Map<String, TemplateValue> values = new TreeMap<>();
    for (int n = 0; n < size; n++) {
      String key = text(in);
      int kind = in.readUnsignedByte();
      String text = text(in);
      values.put(
          key,
          kind == DECIMAL
              ? new TemplateValue.Decimal(new BigDecimal(text))
              : new TemplateValue.Text(text));
    }
    return new Content.FromTemplate(template, values);
  }

  private static Map<String, String> map(DataInputStream in) throws IOException {
    int size = in.readInt();
    Map<String, String> map = new TreeMap<>();
    for (int n = 0; n < size; n++) {
      String key = text(in);
      map.put(key, text(in));
    }
    return map;
  }

  private static Optional<String> optional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(text(in)) : Optional.empty();
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > TEXT_BYTES_MAX) {
      throw new IOException("a text of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the text ends early");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
