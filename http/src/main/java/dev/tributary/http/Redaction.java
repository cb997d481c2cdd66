package dev.tributary.http;

import dev.tributary.spi.Secret;
import java.util.List;
import java.util.regex.Pattern;

/** Takes secrets out of text that people or logs will see. */
public final class Redaction {
  private static final String MASK = "****";
  private static final int EXCERPT_CHARS_MAX = 300;

  /** The text before the secret, kept, is group 1. */
  private static final List<Pattern> NAMED =
      List.of(
          Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[\\w.~+/=-]{4,}"),
          Pattern.compile(
              "(?i)(\"[\\w-]*(?:token|secret|password|private_?key|api_?key|assertion|signature"
                  + "|credential|authorization|cookie)[\\w-]*\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*"),
          Pattern.compile(
              "(?i)([\\w-]*(?:token|secret|password|api_?key|assertion|signature|proof"
                  + "|verifier)[\\w-]*=)[^&\\s\"'<>]+"),
          Pattern.compile("(?i)([?&](?:code|key|state|sig)=)[^&\\s\"'<>]+"),
          Pattern.compile("(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*"));

  /** Tokens that are known by their form. */
  private static final List<Pattern> SHAPED =
      List.of(
          Pattern.compile("\\bya29\\.[\\w.-]+"),
          Pattern.compile("\\b1//[\\w-]{10,}"),
          Pattern.compile("\\bGOCSPX-[\\w-]+"),
          Pattern.compile("\\bAIza[\\w-]{20,}"),
          Pattern.compile("\\beyJ[\\w-]+(?:\\.[\\w-]*){1,4}"),
          Pattern.compile("\\bre_[\\w-]{8,}"),
          Pattern.compile("\\bwhsec_[\\w+/=-]{8,}"),
          Pattern.compile("\\bEAA\\w{10,}"),
          Pattern.compile("\\b(?=[\\w-]*\\d)(?=[\\w-]*[A-Za-z])[\\w-]{40,}"));

  /** The text without the given secrets and without whatever looks like one. */
  public static String mask(String text, List<Secret> secrets) {
    String masked = text;
    for (Secret secret : secrets) {
      if (secret.reveal().length() >= 4) {
        masked = masked.replace(secret.reveal(), MASK);
      }
    }
    for (Pattern named : NAMED) {
      masked = named.matcher(masked).replaceAll("$1" + MASK);
    }
    for (Pattern shaped : SHAPED) {
      masked = shaped.matcher(masked).replaceAll(MASK);
    }
    return masked;
  }

  /** The beginning of a raw answer on one line, masked before it is cut. */
  public static String excerpt(String text, List<Secret> secrets) {
    String line =
        mask(text, secrets)
            .codePoints()
            .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    if (line.length() <= EXCERPT_CHARS_MAX) {
      return line;
    }
    int cut =
        Character.isHighSurrogate(line.charAt(EXCERPT_CHARS_MAX - 1))
            ? EXCERPT_CHARS_MAX - 1
            : EXCERPT_CHARS_MAX;
    return line.substring(0, cut) + "…";
  }

  private Redaction() {}
}
