#!/bin/sh
# Prints the number by which the Java classes know a JNI library of their own: a checksum of what both sides must agree
# on: the table wire.h, and the names and signatures of the natives.
set -eu
cd "$(dirname "$0")"
{
  cat include/wire.h
  sed -n '/^static const JNINativeMethod/,/^};/p' src/jni/*.c
} | cksum | { read -r number rest; printf '0x%08x\n' "$number"; }
