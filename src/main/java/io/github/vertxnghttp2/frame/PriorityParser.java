package io.github.vertxnghttp2.frame;

import java.util.function.IntPredicate;

/** Reads a dictionary of RFC 8941 section 3.2 for its members {@code u} and {@code i}. */
final class PriorityParser {
  private static final String NOT_A_NUMBER = "";
  private static final String TRUE = "?1";
  private static final String FALSE = "?0";

  private final String text;
  /** For members that are missing, out of range or of another type. */
  private final Priority base;
  private int at;
  private int urgency;
  private boolean incremental;

  PriorityParser(String text, Priority base) {
    this.text = text;
    this.base = base;
    urgency = base.urgency();
    incremental = base.incremental();
  }

  /** @return {@code null} if the text is not a dictionary */
  Priority parse() {
    return isDictionary() ? new Priority(urgency, incremental) : null;
  }

  private boolean isDictionary() {
    skip(c -> c == ' ');
    while (at < text.length()) {
      if (!isMember()) {
        return false;
      }
      skip(PriorityParser::isBlank);
      if (at == text.length()) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
      skip(PriorityParser::isBlank);
      if (at == text.length()) {
        return false;
      }
    }
    return true;
  }

  private boolean isMember() {
    String key = key();
    String value = !take('=') ? TRUE : peek() == '(' ? innerList() : item();
    if (key == null || value == null || !areParameters()) {
      return false;
    }
    // If a name occurs more than once, the last member counts.
    if (key.equals("u")) {
      boolean known = value.length() == 1 && value.charAt(0) >= '0' && value.charAt(0) <= '7';
      urgency = known ? value.charAt(0) - '0' : base.urgency();
    } else if (key.equals("i")) {
      incremental = value.equals(TRUE) || !value.equals(FALSE) && base.incremental();
    }
    return true;
  }

  private String key() {
    return isLower(peek()) || peek() == '*'
      ? skip(c -> isLower(c) || isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*') : null;
  }

  private boolean areParameters() {
    while (take(';')) {
      skip(c -> c == ' ');
      if (key() == null || take('=') && item() == null) {
        return false;
      }
    }
    return true;
  }

  private String innerList() {
    at++;
    while (true) {
      int blanks = skip(c -> c == ' ').length();
      if (take(')')) {
        return NOT_A_NUMBER;
      }
      boolean first = text.charAt(at - blanks - 1) == '(';
      if (!first && blanks == 0 || item() == null || !areParameters()) {
        return null;
      }
    }
  }

  /** The text of a bare item, or {@code null} if there is none. */
  private String item() {
    int c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (isLetter(c) || c == '*') {
      skip(d -> isLetter(d) || isDigit(d) || d > 0 && "!#$%&'*+-.^_`|~:/".indexOf(d) >= 0);
      return NOT_A_NUMBER;
    }
    at++;
    return switch (c) {
      case '?' -> take('1') ? TRUE : take('0') ? FALSE : null;
      case '"' -> isString() ? NOT_A_NUMBER : null;
      case ':' -> {
        skip(d -> isLetter(d) || isDigit(d) || d == '+' || d == '/' || d == '=');
        yield take(':') ? NOT_A_NUMBER : null;
      }
      default -> null;
    };
  }

  private String number() {
    int from = at;
    take('-');
    int whole = skip(PriorityParser::isDigit).length();
    boolean decimal = take('.');
    int fraction = decimal ? skip(PriorityParser::isDigit).length() : 0;
    boolean good = whole > 0 && (decimal ? whole <= 12 && fraction > 0 && fraction <= 3 : whole <= 15);
    return good ? text.substring(from, at) : null;
  }

  private boolean isString() {
    while (true) {
      int c = peek();
      at++;
      if (c == '"') {
        return true;
      }
      if (c == '\\') {
        c = peek();
        at++;
        if (c != '"' && c != '\\') {
          return false;
        }
      } else if (c < ' ' || c > '~') {
        return false;
      }
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private boolean take(char expected) {
    boolean there = peek() == expected;
    at += there ? 1 : 0;
    return there;
  }

  private String skip(IntPredicate among) {
    int from = at;
    while (at < text.length() && among.test(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isLetter(int c) {
    return isLower(c) || c >= 'A' && c <= 'Z';
  }
}
