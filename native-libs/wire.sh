#!/bin/sh
# Generates the Java side of native-libs/include/wire.h: the class Wire, whose constants are the numbers of that file.
#
#   sh native-libs/wire.sh          writes the class
#   sh native-libs/wire.sh --check  fails if the class differs from what would be written
set -eu
cd "$(dirname "$0")/.."
table=native-libs/include/wire.h
class=src/main/java/io/github/vertxnghttp2/binding/wire/Wire.java

generate() {
  awk '
    function fail(text) { print "wire.sh: line " NR " of the table: " text | "cat >&2"; failed = 1; exit 1 }
    # The line without comments, which may span lines, and without spaces at its end.
    function code(line) {
      if (commented && !sub(/^.*\*\//, "", line)) return ""
      commented = 0
      while (match(line, /\/\*/)) {
        rest = substr(line, RSTART + 2)
        line = substr(line, 1, RSTART - 1)
        if (!match(rest, /\*\//)) commented = 1
        else line = line substr(rest, RSTART + 2)
      }
      sub(/ +$/, "", line)
      return line
    }
    function value(number, i, sum) {
      if (number !~ /^0x/) return number + 0
      for (i = 3; i <= length(number); i++) sum = 16 * sum + index("0123456789abcdef", substr(number, i, 1)) - 1
      return sum
    }
    BEGIN {
      print "package io.github.vertxnghttp2.binding.wire;\n"
      print "/**"
      print " * The numbers that cross JNI. {@code native-libs/include/wire.h} has their meaning and the shape of each record."
      print " * {@code native-libs/wire.sh} generates this class: change wire.h, and run the script."
      print " */"
      print "public final class Wire {"
      print "  private Wire() {\n  }"
    }
    /^\/\* Wire\./ {
      if ($0 !~ /^\/\* Wire\.[A-Za-z]+ VN_[A-Z]+_( bits)? \*\/$/) fail("no line as /* Wire.Class VN_PREFIX_ */")
      name = substr($2, 6); prefix = $3; bits = $4 == "bits"; marked = NR
      split("", numbers)
    }
    /^enum / {
      if (marked != NR - 1) fail("an enum without its Java class in the line before")
      if (/}/) fail("an enum in one line")
      print "\n  public static final class " name " {\n    private " name "() {\n    }\n"
      inside = 1
      next
    }
    /^};/ { print "  }"; inside = 0 }
    inside {
      line = code($0)
      if (line == "") next
      if (line !~ /^  VN_[A-Z0-9_]+ = (-?[0-9]+|0x[0-9a-f]+),?$/ || index($1, prefix) != 1)
        fail("no line as VN_NAME = number: " line)
      number = $3; sub(/,$/, "", number)
      same = value(number)
      if (!bits && same in numbers) fail($1 " has the number of " numbers[same])
      numbers[same] = $1
      print "    public static final int " substr($1, length(prefix) + 1) " = " number ";"
    }
    END { if (!failed) print "}" }
  ' "$table"
}

generated=$(generate)
if [ "${1:-}" != --check ]; then
  printf '%s\n' "$generated" >"$class"
elif [ "$generated" != "$(cat "$class" 2>/dev/null)" ]; then
  echo "wire.sh: $class differs from $table: run sh native-libs/wire.sh" >&2
  exit 1
fi
