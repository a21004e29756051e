#!/bin/sh
# Compiles the JNI library with libnghttp2 in it for each machine that has a native jar, with cross compilers.
#
#   sh native-libs/natives.sh [--into DIR] [--test] [PLATFORM...]
#
#   PLATFORM    linux-x86_64, linux-aarch64, linux-musl-x86_64, linux-musl-aarch64 (default: all), on Debian or Ubuntu
#               on x86_64; macos-x86_64, macos-aarch64 on macOS (default there: both; nobody has tested these yet)
#   --into DIR  puts the libraries into DIR/META-INF/native/PLATFORM (default: target/natives)
#   --test      also compiles the C programs of the tests for Linux, and runs them: see test/run.sh. Processors other
#               than that of this machine need qemu-user-static (Debian)
#
# Needs gcc, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, binutils and patch (Debian). The source of libnghttp2 is the
# distribution's, see source.sh; on macOS copy the folder target/nghttp2-source from a Linux machine. musl is unpacked
# from the distribution's packages, see apt.sh. Exit code 3: the source package or musl is not to be had.
#
# The libraries run with glibc 2.17 (2012) or newer, and musl 1.2 or newer. They are not linked with the glibc of the
# machine that builds, but with a stand-in that has no symbols but those of glibc.txt in the versions of glibc 2.17: a
# function that is newer does not link. The script then reads from each file what a machine will see in it: libraries
# that it needs, symbols, protections.
set -eu

fail() {
  echo "natives.sh: $*" >&2
  exit 1
}

into=target/natives
platforms='' test=''
cd "$(dirname "$0")/.."
while [ $# -gt 0 ]; do
  case $1 in
    --test) test=1 ;;
    --into) into=${2:-} && [ -n "$into" ] && shift || fail "--into needs a folder" ;;
    linux-x86_64 | linux-aarch64 | linux-musl-x86_64 | linux-musl-aarch64 | macos-x86_64 | macos-aarch64)
      platforms="$platforms $1"
      ;;
    *) fail "usage: sh native-libs/natives.sh [--into DIR] [--test] [PLATFORM...]" ;;
  esac
  shift
done
case $(uname -s) in
  Darwin) platforms=${platforms:-macos-x86_64 macos-aarch64} ;;
  *) platforms=${platforms:-linux-x86_64 linux-aarch64 linux-musl-x86_64 linux-musl-aarch64} ;;
esac
. native-libs/apt.sh
glibc=2.17
table=native-libs/glibc.txt
work=target/natives-build

# The compiler for the processor $1.
compiler() {
  if command -v "$1-linux-gnu-gcc" >/dev/null 2>&1; then
    echo "$1-linux-gnu-gcc"
  elif [ "$(uname -m)" = "$1" ]; then
    echo gcc
  else
    fail "no $1-linux-gnu-gcc: install gcc-$(echo "$1" | tr _ -)-linux-gnu and libc6-dev-${2}-cross (Debian)"
  fi
}

# Makes the stand-in of glibc for the processor $1 with the compiler $2, and prints what to link with.
stand_in() {
  dir=$work/glibc-$1
  rm -rf "$dir"
  mkdir -p "$dir"
  sed 's/#.*//' $table | awk -v arch="$1" -v dir="$dir" '
    NF && !($2 == "-" && arch == "x86_64") {
      version = arch == "x86_64" ? $2 : "GLIBC_2.17"
      type = $4 == "data" ? "object" : "function"
      size = $4 == "data" ? ".size " $1 ", 8\n" : ""
      symbols[$3 " " version] = symbols[$3 " " version] " " $1 ";"
      section = $4 == "data" ? ".data" : ".text"
      printf "%s\n.globl %s\n.type %s, %%%s\n%s%s: .quad 0\n", section, $1, $1, type, size, $1 > (dir "/" $3 ".s")
    }
    END {
      for (key in symbols) {
        split(key, part, " ")
        printf "%s {%s };\n", part[2], symbols[key] > (dir "/" part[1] ".map")
      }
    }'
  for source in "$dir"/*.s; do
    name=${source##*/}
    name=${name%.s}
    $2 -shared -nostdlib -Wl,-soname,"$name" -Wl,--version-script="$dir/$name.map" -o "$dir/$name" "$source" >&2
    echo "$dir/$name"
  done
}

# Unpacks musl for the processor $1, which Debian calls $2. Exit code 3: it is not to be had.
musl() {
  [ -d "target/musl/$1" ] && return
  mkdir -p target/musl
  apt_unpack "target/musl/$1" "$2" musl musl-dev || {
    echo "natives.sh: apt-get did not download the packages musl and musl-dev for $2, see above" >&2
    exit 3
  }
}

build() {
  platform=$1
  processor=${platform##*-}
  case $processor in
    x86_64) debian=amd64 flags='' ;;
    # The functions that choose at run time would need more of glibc.
    *) debian=arm64 flags=-mno-outline-atomics ;;
  esac
  case $platform in
    macos-*)
      CC=${CC:-cc}
      CFLAGS="-arch $(echo "$processor" | sed s/aarch64/arm64/) -mmacosx-version-min=11.0"
      LIBS=''
      ;;
    linux-musl-*)
      CC=$(compiler "$processor" $debian)
      musl "$processor" $debian
      root=target/musl/$processor
      CFLAGS="$flags -nostdinc -isystem $root/usr/include/$processor-linux-musl"
      CFLAGS="$CFLAGS -isystem $($CC -print-file-name=include)"
      # musl is on its own when it starts a program: Debian's is not where the program would look for it.
      libc="-L$root/lib/$processor-linux-musl -l:libc.so"
      program="-nostdlib $root/usr/lib/$processor-linux-musl/crt1.o $libc -lgcc"
      program="$program -Wl,-dynamic-linker,$PWD/$root/lib/$processor-linux-musl/libc.so"
      emulator="qemu-$processor-static"
      LIBS="-s -nostdlib -Wl,-z,defs $libc -lgcc"
      ;;
    *)
      CC=$(compiler "$processor" $debian)
      CFLAGS=$flags
      program='-ldl -lpthread'
      emulator="qemu-$processor-static -L /usr/$processor-linux-gnu"
      LIBS="-s -nostdlib -Wl,-z,defs $(stand_in "$processor" "$CC" | tr '\n' ' ') -lgcc"
      ;;
  esac
  export CC CFLAGS LIBS
  sh native-libs/build.sh --bundled --into "$work/$platform"
  library=$(echo "$work/$platform"/libvertx-nghttp2.*)
  case $platform in linux-*) check "$platform" "$library" ;; esac
  top=$into/META-INF/native
  mkdir -p "$top/$platform" "$top/nghttp2"
  cp "$library" "$top/$platform/"
  cp "$work/$platform"/nghttp2/* "$top/nghttp2/"
  echo "natives.sh: $top/$platform/${library##*/}, $(wc -c <"$library" | tr -d ' ') bytes"
  if [ -n "$test" ]; then
    if [ "$processor" = "$(uname -m)" ]; then emulator=''; fi
    RUN=$emulator LIBS=$program sh native-libs/test/run.sh "$PWD/$library" "$work/$platform/test" ||
      fail "a program of the tests failed on $platform, see above"
  fi
}

# Fails if the library $2 for the platform $1 would not load there, or lacks a protection.
check() {
  faults=''
  dynamic=$(readelf -dW "$2")
  case $1 in
    linux-musl-*) allowed='libc\.so' ;;
    *) allowed='libc\.so\.6|libpthread\.so\.0|ld-linux-aarch64\.so\.1' ;;
  esac
  needed=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' | grep -Evx "$allowed" || true)
  [ -z "$needed" ] || faults="$faults; it needs $needed"
  symbols=$(readelf --dyn-syms -W "$2" | awk '$1 ~ /^[0-9]+:$/ && $5 != "LOCAL" && NF >= 8')
  newer=$(echo "$symbols" | sed -n 's/.*@GLIBC_\([0-9.]*\).*/\1/p' | sort -Vu | tail -n 1)
  if [ -n "$newer" ] && [ "$(printf '%s\n' "$newer" $glibc | sort -V | tail -n 1)" != $glibc ]; then
    faults="$faults; it needs glibc $newer, and not $glibc"
  fi
  exported=$(echo "$symbols" | awk '$7 != "UND" { print $8 }' | grep -vx JNI_OnLoad || true)
  [ -z "$exported" ] || faults="$faults; it exports $exported"
  echo "$symbols" | grep -q ' JNI_OnLoad$' || faults="$faults; it does not export JNI_OnLoad"
  echo "$symbols" | grep -q ' UND __stack_chk_fail' || faults="$faults; it has no stack protector"
  case $1 in
    linux-musl-*) ;; # musl has no functions that check lengths
    *) echo "$symbols" | grep -q ' UND __[a-z]*_chk' || faults="$faults; FORTIFY is off" ;;
  esac
  echo "$dynamic" | grep -q 'FLAGS_1.*NOW' || faults="$faults; it is not bound when it is loaded (-z now)"
  echo "$dynamic" | grep -q 'FLAGS_1.*NODELETE' || faults="$faults; it can be unloaded (-z nodelete)"
  programs=$(readelf -lW "$2")
  echo "$programs" | grep -q GNU_RELRO || faults="$faults; its tables stay writable (-z relro)"
  echo "$programs" | grep 'GNU_STACK' | grep -q 'RWE' && faults="$faults; its stack is executable"
  readelf -SW "$2" | grep -qE '\.(symtab|debug_info)' && faults="$faults; it is not stripped"
  [ -z "$faults" ] || fail "$2 is not fit for $1: ${faults#; }"
}

for name in $platforms; do
  build "$name"
done
