#!/bin/sh
# Compiles native-libs/src/*/*.c to target/classes/META-INF/native/<os>-<arch>/libvertx-nghttp2.so (.dylib on macOS),
# for this machine; natives.sh compiles it for others. The <os> of a Linux whose C library is musl is linux-musl.
# libnghttp2 itself is opened at run time, so only its header is needed here. If the machine lacks the header, the
# script installs it (as root) or unpacks Debian's package below target/.
#
#   sh native-libs/build.sh [--bundled] [--into DIR]
#
#   --bundled   compiles libnghttp2 into the library, from the source package that source.sh takes: one file that needs
#               no libnghttp2, with link-time optimization and no symbols but JNI_OnLoad. nghttp2's assertions stay on:
#               a broken invariant ends the process instead of corrupting its memory. Its licence, version and
#               checksums are put into target/classes/META-INF/native/nghttp2. Exit code 3: no source package
#   --into DIR  puts everything into DIR
#
# Environment, all optional:
#   JAVA_HOME        JDK whose include/jni.h is used      (default: that of javac)
#   CC, CFLAGS       compiler and additional flags        (default: cc, none)
#   LIBS             libraries to link with, and flags    (default: -ldl)
#   NGHTTP2_INCLUDE  directory that holds nghttp2/nghttp2.h
#   VN_SANITIZE      1: address and undefined-behaviour sanitizers
#   CI               true: warnings are errors
set -eu

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

bundled='' into=''
while [ $# -gt 0 ]; do
  case $1 in
    --bundled) bundled=1 ;;
    --into) into=${2:-} && [ -n "$into" ] && mkdir -p "$into" && into=$(cd "$into" && pwd) && shift ;;
    *) fail "usage: sh native-libs/build.sh [--bundled] [--into DIR]" ;;
  esac
  shift
done

cd "$(dirname "$0")/.."
root=$PWD
CC=${CC:-cc}

case $(uname -s) in
  Linux)
    os=linux suffix=so jni_os=linux
    case $($CC -dumpmachine 2>/dev/null) in *musl*) os=linux-musl ;; esac
    ;;
  Darwin) os=macos suffix=dylib jni_os=darwin ;;
  *) fail "no build for $(uname -s), only for Linux and macOS" ;;
esac
case $(uname -m) in
  x86_64 | amd64) arch=x86_64 ;;
  aarch64 | arm64) arch=aarch64 ;;
  i?86) arch=x86 ;;
  arm*) arch=arm ;;
  *) arch=$(uname -m) ;;
esac

top=${into:-target/classes/META-INF/native}
out=${into:-$top/$os-$arch}
library=$out/libvertx-nghttp2.$suffix
number=$top/vertx-nghttp2.abi
notes=$top/nghttp2
work=${into:-target/native}
stamp=$work/stamp
unpacked=target/nghttp2
source=target/nghttp2-source

warnings="-std=c11 -Wall -Wextra"
if [ "${CI:-}" = true ]; then warnings="$warnings -Werror"; fi
flags="-fPIC -fvisibility=hidden"
if [ "${VN_SANITIZE:-}" = 1 ]; then
  flags="$flags -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"
else
  # Compilers and C libraries that do not know level 3 take it for 2.
  flags="$flags -O3 -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"
  if [ -n "$bundled" ]; then flags="$flags -flto=auto"; fi
fi
flags="$flags ${CFLAGS:-}"
# nodelete: a thread that ends runs code of the library to free its scratch, even if the library's class loader is gone.
link=${LIBS--ldl}
if [ "$suffix" = so ]; then link="$link -Wl,-z,relro,-z,now,-z,nodelete"; fi

class=src/main/java/io/github/vertxnghttp2/binding/wire/Wire.java

if [ -n "$bundled" ]; then sh native-libs/source.sh || exit $?; fi

# Nothing to do if the flags are the same and no source is newer.
key="$CC $warnings $flags $link ${bundled:+$(cat $source/source.properties)}${NGHTTP2_INCLUDE:-}"
if [ -f "$library" ] && [ -f "$number" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] &&
  [ -z "$(find native-libs/src native-libs/include native-libs/*.sh $class -newer "$stamp" 2>/dev/null)" ] &&
  [ -z "${bundled:+$(find $source/vn_bundled.h -newer "$stamp")}" ]; then
  exit 0
fi

sh native-libs/wire.sh --check || exit 1

command -v "$CC" >/dev/null 2>&1 ||
  fail "no C compiler '$CC': install gcc and libc6-dev (Debian), gcc (Fedora), gcc and musl-dev (Alpine)" \
    "or run xcode-select --install (macOS)"

if [ -z "${JAVA_HOME:-}" ] && javac=$(command -v javac); then
  JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$javac")")")
fi
jni=${JAVA_HOME:-}/include
[ -f "$jni/jni.h" ] ||
  fail "no jni.h in '$jni': point JAVA_HOME at a JDK, or install openjdk-17-jdk-headless (Debian)," \
    "java-17-openjdk-devel (Fedora), openjdk17-jdk (Alpine) or openjdk@17 (Homebrew)"

# The version in the header that $1 (-I flags, may be empty) finds, as 0xMMmmpp; nothing if it finds none.
header_version() {
  # shellcheck disable=SC2086
  printf '#include <nghttp2/nghttp2.h>\nNGHTTP2_VERSION_NUM\n' | $CC $1 -E -P -x c - 2>/dev/null | sed -n '$s/^0x/&/p'
}

# Sets $include and $version, from the first place that has the header.
find_header() {
  if [ -n "$bundled" ]; then
    include="-I$source/tree/lib/includes"
    version=$(header_version "$include")
    return
  fi
  if [ -n "${NGHTTP2_INCLUDE:-}" ]; then
    include="-I$NGHTTP2_INCLUDE"
    [ -f "$NGHTTP2_INCLUDE/nghttp2/nghttp2.h" ] || fail "no nghttp2/nghttp2.h in NGHTTP2_INCLUDE=$NGHTTP2_INCLUDE"
    version=$(header_version "$include")
    return
  fi
  for include in "$(pkg-config --cflags libnghttp2 2>/dev/null || true)" "" \
    -I/opt/homebrew/include -I/usr/local/include "-I$root/$unpacked/usr/include"; do
    version=$(header_version "$include")
    if [ -n "$version" ]; then return 0; fi
  done
  return 1
}

install_header() {
  [ "$(id -u)" = 0 ] || return 1
  echo "build.sh: installing the header of libnghttp2" >&2
  if command -v apt-get; then
    apt-get install -y --no-install-recommends libnghttp2-dev ||
      { apt-get update && apt-get install -y --no-install-recommends libnghttp2-dev; }
  elif command -v dnf; then
    dnf install -y libnghttp2-devel
  elif command -v apk; then
    apk add nghttp2-dev
  else
    return 1
  fi >/dev/null 2>&1
}

runtime_present() {
  for dir in /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /lib/* /usr/lib/*; do
    if [ -e "$dir/libnghttp2.so.14" ]; then return 0; fi
  done
  return 1
}

unpack_header() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1 || return 1
  packages=libnghttp2-dev
  runtime_present || packages="$packages libnghttp2-14"
  echo "build.sh: unpacking $packages into $unpacked" >&2
  mkdir -p "$unpacked/lists/partial" "$unpacked/cache"
  # Without root the machine's package lists may be absent, and can't be updated: a private copy can.
  (
    cd "$unpacked"
    lists="-o Dir::State::Lists=$PWD/lists -o Dir::Cache=$PWD/cache -o APT::Sandbox::User="
    # shellcheck disable=SC2086
    apt-get download $packages || { apt-get $lists update && apt-get $lists download $packages; }
    for package in *.deb; do dpkg -x "$package" .; done
    rm -rf ./*.deb lists cache
  ) >/dev/null 2>&1
}

find_header || { install_header && find_header; } || { unpack_header && find_header; } ||
  fail "no nghttp2/nghttp2.h: install libnghttp2-dev (Debian), libnghttp2-devel (Fedora), nghttp2-dev (Alpine)" \
    "or libnghttp2 (Homebrew), or set NGHTTP2_INCLUDE"
[ "$((version))" -ge "$((0x013400))" ] ||
  fail "nghttp2/nghttp2.h is of libnghttp2 $((version >> 16)).$((version >> 8 & 255)).$((version & 255))," \
    "and 1.52 or newer is needed: upgrade the package, or set NGHTTP2_INCLUDE"

mkdir -p "$out" "$work"
printf '%s\n' "$key" >"$stamp.$$"
abi=$(sh native-libs/abi.sh)
objects=$work/objects.$$

clean_and_fail() {
  rm -rf "$objects" "$library.$$" "$stamp.$$"
  fail "$@"
}

# Compiles the file $1 with the flags that follow.
compile() {
  file=$1
  shift
  # shellcheck disable=SC2086
  $CC "$@" $flags -c "$file" -o "$objects/$(echo "${file%.c}" | tr / -).o"
}

mkdir -p "$objects"
other='' failed=''
if [ -n "$bundled" ]; then
  include="$include -DNGHTTP2_STATICLIB"
  for file in "$source"/tree/lib/*.c; do
    # shellcheck disable=SC2086
    compile "$file" -std=gnu11 -w -DHAVE_CONFIG_H -I"$source/tree" $include || exit 1
  done &
  other=$!
  include="$include -include $source/vn_bundled.h" # makes our sources call libnghttp2 directly
fi
for file in native-libs/src/*/*.c; do
  # shellcheck disable=SC2086
  compile "$file" $warnings -DVN_ABI="$abi" -Inative-libs/include -Inative-libs/src -I"$jni" -I"$jni/$jni_os" \
    $include || failed=$file
done
if [ -n "$other" ]; then wait "$other" || failed="$source"; fi
[ -z "$failed" ] || clean_and_fail "$CC did not compile $failed, see above"
# Written to a new file and renamed, because a running JVM may have the old one mapped. No warnings: those of the
# link-time optimizer are about code that it has put together.
# shellcheck disable=SC2086
$CC -w $flags -shared "$objects"/*.o -o "$library.$$" $link || clean_and_fail "$CC did not link $library, see above"
rm -rf "$objects" "$notes"
mv -f "$library.$$" "$library"
printf '%s\n' "$abi" >"$number"
if [ -n "$bundled" ]; then
  mkdir -p "$notes"
  cp "$source/tree/COPYING" "$source/source.properties" "$notes/"
fi

# The JVM must load the sanitizers' runtime before the library. LD_PRELOAD names it by this link.
if [ "${VN_SANITIZE:-}" = 1 ]; then
  ln -sf "$($CC -print-file-name="libasan.$suffix")" "$work/libasan.$suffix"
fi

# A machine without libnghttp2 runs with the one that was unpacked with the header.
if [ -z "$bundled" ] && ! runtime_present; then
  for file in "$unpacked"/usr/lib/*/libnghttp2.so.14; do
    if [ -e "$file" ]; then cp -Lf "$file" "$out/"; fi
  done
fi
# The stamp is as old as the start of the compilation: a source that changed since then counts as newer.
mv -f "$stamp.$$" "$stamp"
