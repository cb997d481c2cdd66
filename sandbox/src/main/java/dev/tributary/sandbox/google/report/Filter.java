package dev.tributary.sandbox.google.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/** A filter as it was asked for: a tree over fields. */
public sealed interface Filter {
  record And(List<Filter> of) implements Filter {}

  record Or(List<Filter> of) implements Filter {}

  record Not(Filter of) implements Filter {}

  record Field(String name, Test test) implements Filter {}

  /** What is asked of one field's value. */
  sealed interface Test {
    boolean matches(String value);

    /** Compares text as the vendor's match types do. */
    record Text(Match match, String wanted, boolean caseSensitive) implements Test {
      @Override
      public boolean matches(String value) {
        String have = caseSensitive ? value : value.toLowerCase(Locale.ROOT);
        String want = caseSensitive ? wanted : wanted.toLowerCase(Locale.ROOT);
        return switch (match) {
          case EXACT -> have.equals(want);
          case BEGINS_WITH -> have.startsWith(want);
          case ENDS_WITH -> have.endsWith(want);
          case CONTAINS -> have.contains(want);
          case FULL_REGEXP -> pattern().matcher(value).matches();
          case PARTIAL_REGEXP -> pattern().matcher(value).find();
        };
      }

      private Pattern pattern() {
        return Pattern.compile(wanted, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
      }
    }

    record InList(List<String> wanted, boolean caseSensitive) implements Test {
      @Override
      public boolean matches(String value) {
        return wanted.stream()
            .anyMatch(one -> caseSensitive ? one.equals(value) : one.equalsIgnoreCase(value));
      }
    }

    /** Compares numbers; a value that is none does not match. */
    record Numeric(Operation operation, double wanted) implements Test {
      @Override
      public boolean matches(String value) {
        return number(value, this::matches);
      }

      boolean matches(double value) {
        return switch (operation) {
          case EQUAL -> value == wanted;
          case LESS_THAN -> value < wanted;
          case LESS_THAN_OR_EQUAL -> value <= wanted;
          case GREATER_THAN -> value > wanted;
          case GREATER_THAN_OR_EQUAL -> value >= wanted;
        };
      }
    }

    record Between(double from, double to) implements Test {
      @Override
      public boolean matches(String value) {
        return number(value, one -> one >= from && one <= to);
      }
    }

    record Empty() implements Test {
      @Override
      public boolean matches(String value) {
        return value.isEmpty() || value.equals("(not set)");
      }
    }

    private static boolean number(String value, DoublePredicate test) {
      try {
        return test.test(Double.parseDouble(value));
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
  }

  /** In the vendor's order, numbered from 1. */
  enum Match {
    EXACT,
    BEGINS_WITH,
    ENDS_WITH,
    CONTAINS,
    FULL_REGEXP,
    PARTIAL_REGEXP
  }

  /** In the vendor's order, numbered from 1. */
  enum Operation {
    EQUAL,
    LESS_THAN,
    LESS_THAN_OR_EQUAL,
    GREATER_THAN,
    GREATER_THAN_OR_EQUAL
  }

  /** The fields that the tree names. */
  default List<String> fields() {
    return switch (this) {
      case And(List<Filter> of) -> of.stream().flatMap(one -> one.fields().stream()).toList();
      case Or(List<Filter> of) -> of.stream().flatMap(one -> one.fields().stream()).toList();
      case Not(Filter of) -> of.fields();
      case Field(String name, Test test) -> List.of(name);
    };
  }
}
