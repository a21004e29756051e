#!/bin/sh
# Runs the fuzzers of native-libs/fuzz, address and undefined-behaviour sanitizers on: each for N minutes.
#
#   sh native-libs/fuzz.sh [--bundled] N [-j JOBS] [HARNESS...]
#
#   --bundled libnghttp2 is compiled in with the fuzzer's instrumentation and the sanitizers, from the source package
#             that source.sh takes
#   JOBS      harnesses that run at a time (default: 1, one after the other)
#   HARNESS   inbound, command_stream, both_ends, hpack (default: all)
#
# Everything is below target/fuzz: build, seeds (made anew), corpus (kept and built upon), crashes, logs. Exit code 1 if
# a harness found something; how to see it again is printed.
#
# Environment, all optional:
#   CC               clang
#   NGHTTP2_INCLUDE  directory that holds nghttp2/nghttp2.h
#   VN_NGHTTP2       without --bundled: the libnghttp2 to open  (default: libnghttp2.so.14 as the linker finds it)
#   FUZZ_FLAGS       more flags for libFuzzer
set -eu

fail() {
  echo "fuzz.sh: $*" >&2
  exit 2
}

usage="usage: sh native-libs/fuzz.sh [--bundled] MINUTES [-j JOBS] [HARNESS...]"
cd "$(dirname "$0")/.."
dir=target/fuzz
build=$dir/build
bundled=''
if [ "${1:-}" = --bundled ]; then
  build=$dir/build-bundled
  bundled=$PWD/target/nghttp2-source
  shift
fi
minutes=${1:-}
case $minutes in '' | *[!0-9]*) fail "$usage" ;; esac
shift
jobs=1
if [ "${1:-}" = -j ]; then
  jobs=${2:-}
  case $jobs in '' | 0 | *[!0-9]*) fail "$usage" ;; esac
  shift 2
fi
harnesses=${*:-inbound command_stream both_ends hpack}
for harness in $harnesses; do
  [ -f "native-libs/fuzz/$harness.c" ] || fail "no harness '$harness' in native-libs/fuzz"
done

CC=${CC:-clang}
for tool in "$CC" cmake; do
  command -v "$tool" >/dev/null 2>&1 ||
    fail "no '$tool': install clang, libclang-rt-dev and cmake (Debian), clang, compiler-rt and cmake (Fedora)"
done
if [ -n "$bundled" ]; then sh native-libs/source.sh; fi
mkdir -p $dir/crashes $dir/logs
{ cmake -S native-libs -B $build -DCMAKE_C_COMPILER="$CC" -DVN_FUZZ=ON -DVN_BUNDLED="$bundled" &&
  cmake --build $build --target fuzzers; } >$dir/logs/build 2>&1 || { cat $dir/logs/build; fail "no build"; }
rm -rf $dir/seeds
$build/seeds $dir/seeds

run() {
  mkdir -p "$dir/corpus/$1"
  : >"$dir/logs/$1.failed" # until it ends well
  $build/"$1" -max_total_time=$((minutes * 60)) -max_len=8192 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
    -dict=native-libs/fuzz/http2.dict -artifact_prefix="$dir/crashes/$1-" ${FUZZ_FLAGS:-} \
    "$dir/corpus/$1" "$dir/seeds/$1" >"$dir/logs/$1" 2>&1 && rm "$dir/logs/$1.failed"
}

report() {
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/logs/$1")
  cover=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*/\1 edges, \2 features, \3 inputs kept/p' \
    "$dir/logs/$1" | tail -n 1)
  echo "$1: ${runs:-?} runs, ${cover:-no coverage}"
  [ -f "$dir/logs/$1.failed" ] || return 0
  artifact=$(sed -n 's/.*Test unit written to //p' "$dir/logs/$1" | tail -n 1)
  grep -E 'not so:|runtime error:|ERROR:|SUMMARY:' "$dir/logs/$1" || tail -n 20 "$dir/logs/$1"
  echo "$1: FOUND SOMETHING, see $dir/logs/$1; again with: $build/$1 ${artifact:-}"
  return 1
}

running=0
for harness in $harnesses; do
  run "$harness" &
  running=$((running + 1))
  if [ $running -ge "$jobs" ]; then
    wait
    running=0
  fi
done
wait
status=0
for harness in $harnesses; do
  report "$harness" || status=1
done
exit $status
