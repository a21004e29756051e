#!/bin/sh
# Compiles the C programs of the tests for a machine, libnghttp2 included, and runs them. natives.sh --test calls it.
#
#   sh native-libs/test/run.sh LIBRARY DIR
#
#   LIBRARY   the JNI library of that machine
#   DIR       where the programs are built
#
# It runs: load.c, which loads LIBRARY as a JVM does; handles.c, sparse.c and requests.c; and each fuzz harness on its
# seeds and on what fuzz.sh has found so far (target/fuzz/corpus).
#
# Environment: CC, CFLAGS; LIBS, what programs are linked with; RUN, the program that runs them, such as qemu.
set -eu

library=$1 dir=$2
RUN=${RUN:-}
source=target/nghttp2-source
harnesses="inbound command_stream both_ends hpack"
cd "$(dirname "$0")/../.."

run() {
  # shellcheck disable=SC2086
  $RUN "$@"
}

compile() {
  file=$1
  shift
  object=$(basename "$(dirname "$file")")-$(basename "${file%.c}").o
  # shellcheck disable=SC2086
  $CC $CFLAGS -O1 -fPIC -fstack-protector-strong "$@" -c "$file" -o "$dir/$object"
}

link() {
  program=$1
  shift
  # shellcheck disable=SC2086
  $CC $CFLAGS -no-pie -o "$dir/$program" "$@" $LIBS
}

rm -rf "$dir"
mkdir -p "$dir"
include="-I$source/tree/lib/includes -DNGHTTP2_STATICLIB"
if [ -z "${JAVA_HOME:-}" ]; then JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")"); fi
own="-std=c11 -D_POSIX_C_SOURCE=200809L -Inative-libs/include -Inative-libs/src -Inative-libs/fuzz"
own="$own -I$JAVA_HOME/include -I$JAVA_HOME/include/linux $include -include $source/vn_bundled.h"
for file in "$source"/tree/lib/*.c; do
  # shellcheck disable=SC2086
  compile "$file" -std=gnu11 -w -DHAVE_CONFIG_H -I"$source/tree" $include
done
for file in native-libs/src/core/*.c native-libs/src/framelog/*.c native-libs/src/hpack/*.c \
  native-libs/src/recorder/*.c native-libs/fuzz/*.c native-libs/fuzz/shared/*.c native-libs/fuzz/seeds/*.c \
  native-libs/test/*.c; do
  # shellcheck disable=SC2086
  compile "$file" $own
done
set -- "$dir"/lib-*.o "$dir"/core-*.o "$dir"/framelog-*.o "$dir"/hpack-*.o "$dir"/recorder-*.o
link load "$dir/test-load.o"
link handles "$dir/test-handles.o" "$@"
link sparse "$dir/test-sparse.o" "$@"
link requests "$dir/test-requests.o" "$@"
set -- "$@" "$dir"/shared-*.o
link seeds "$dir/seeds-seeds.o" "$@"
for harness in $harnesses; do link "$harness" "$dir/fuzz-$harness.o" "$dir/test-corpus.o" "$@"; done

echo "load: $(run "$dir/load" "$library" "$(sh native-libs/abi.sh)")"
echo "handles: $(run "$dir/handles")"
echo "sparse: $(run "$dir/sparse")"
echo "requests: $(run "$dir/requests" 1000)"
run "$dir/seeds" "$dir/corpus"
for harness in $harnesses; do
  mkdir -p "target/fuzz/corpus/$harness"
  echo "$harness: $(run "$dir/$harness" "$dir/corpus/$harness" "target/fuzz/corpus/$harness")"
done
