#!/bin/sh
# Takes the distribution's source package of nghttp2, security patches included, for build.sh --bundled.
#
#   sh native-libs/source.sh
#
# apt-get downloads it, see apt.sh. The package is looked up again when the last look is a day old. A machine without
# apt-get takes a folder that was copied from one that has it. target/nghttp2-source then has:
#
#   package/        the files of the package
#   tree/           the source with the patches of debian/patches, and a config.h
#   vn_bundled.h    for $CC -include: the version, and which optional functions the source has
#   source.properties    name, version, files, and their SHA-256
#
# Exit code 3: the package is not to be had on this machine. The line on standard error says why.
set -eu

fail() {
  echo "source.sh: $*" >&2
  exit 1
}

unavailable() {
  echo "source.sh: $*" >&2
  exit 3
}

cd "$(dirname "$0")/.."
dir=target/nghttp2-source
checked=$dir/checked
. native-libs/apt.sh
elsewhere="build without --bundled, which uses the system's libnghttp2, or build the jar on Debian or Ubuntu"

# Downloads the newest version of the package to $dir/new.
download() {
  apt_prepare $dir/apt deb-src || return 1
  rm -rf $dir/new
  mkdir -p $dir/new
  (
    apt=$PWD/$dir/apt
    cd $dir/new
    { apt_private "$apt" '' -o APT::Update::Error-Mode=any update &&
      apt_private "$apt" '' --download-only source nghttp2; } >../apt/log 2>&1 </dev/null ||
      { cat ../apt/log >&2; exit 1; }
    ls ./*.dsc >/dev/null 2>&1
  ) || return 1
  rm -rf $dir/apt
}

# The value of the field $1 of the package's description.
field() {
  sed -n "s/^$1: *//p" $dir/new/*.dsc | head -n 1
}

# Checks and unpacks $dir/new, and applies the patches, as dpkg-source does; most machines lack that program.
unpack() {
  command -v patch >/dev/null 2>&1 || fail "no program 'patch': install patch (Debian)"
  [ "$(field Format)" = "3.0 (quilt)" ] || fail "the source package has the format $(field Format), not 3.0 (quilt)"
  (
    cd $dir/new
    sed -n '/^Checksums-Sha256:/,/^[^ ]*:$/s/^ \([0-9a-f]*\) [0-9]* \(.*\)$/\1  \2/p' ./*.dsc >sums
    grep -q '\.orig\.tar\.' sums && grep -q '\.debian\.tar\.' sums && sha256sum --check --strict --quiet sums
  ) || fail "the files of the source package do not have the checksums of its description"
  rm -rf $dir/tree.new
  mkdir $dir/tree.new
  tar -xf "$(echo $dir/new/*.orig.tar.*)" -C $dir/tree.new --strip-components=1
  tar -xf "$(echo $dir/new/*.debian.tar.*)" -C $dir/tree.new
  sed 's/#.*//; /^[[:space:]]*$/d' $dir/tree.new/debian/patches/series | while read -r name; do
    patch -s -t -F 0 -N -p1 -E -d $dir/tree.new <"$dir/tree.new/debian/patches/$name" ||
      fail "the patch $name of the source package cannot be applied"
  done || exit 1
}

write_properties() {
  {
    echo "source=nghttp2"
    echo "version=$version"
    (cd $dir/package && sha256sum ./*.dsc ./*.tar.*) | sed 's/^\([0-9a-f]*\)  \.\/\(.*\)$/sha256.\2=\1/'
  } >$dir/source.properties
}

# What configure writes: the version, and what the system has.
configure() {
  upstream=${version#*:}
  upstream=${upstream%-*}
  number=$(echo "$upstream" | sed -n 's/^\([0-9]*\)\.\([0-9]*\)\.\([0-9]*\).*/\1 \2 \3/p')
  [ -n "$number" ] || fail "the version $version of the source package has not three numbers"
  # shellcheck disable=SC2086
  sed -e "s/@PACKAGE_VERSION@/$upstream/" -e "s/@PACKAGE_VERSION_NUM@/$(printf '0x%02x%02x%02x' $number)/" \
    $dir/tree/lib/includes/nghttp2/nghttp2ver.h.in >$dir/tree/lib/includes/nghttp2/nghttp2ver.h
  for has in ARPA_INET_H NETINET_IN_H TIME_H CLOCK_GETTIME DECL_CLOCK_MONOTONIC; do
    echo "#define HAVE_$has 1"
  done >$dir/tree/config.h
  printf '#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__\n#define WORDS_BIGENDIAN 1\n#endif\n' >>$dir/tree/config.h
}

# See library.h.
write_table_header() {
  {
    echo "#define VN_BUNDLED_VERSION \"$version\""
    sed -n '/^#define VN_OPTIONAL_FUNCTIONS/,/[^\\]$/s/^  X(\([a-z0-9_]*\),.*/\1/p' native-libs/src/core/library.h |
      while read -r name; do
        has=0
        if grep -q "^\(.*[ *]\)\{0,1\}nghttp2_$name(" $dir/tree/lib/includes/nghttp2/nghttp2.h; then has=1; fi
        echo "#define VN_BUNDLED_HAS_$name $has"
      done
  } >$dir/vn_bundled.h.new
  # Not written anew if it would be the same: build.sh compares times.
  if cmp -s $dir/vn_bundled.h.new $dir/vn_bundled.h; then rm $dir/vn_bundled.h.new; else
    mv -f $dir/vn_bundled.h.new $dir/vn_bundled.h
  fi
}

if [ -f $checked ] && ! command -v apt-get >/dev/null 2>&1; then
  echo "source.sh: no apt-get to look for a newer source package of nghttp2 with; taking that of $dir" >&2
elif [ -z "$(find $checked -mtime -1 2>/dev/null)" ]; then
  command -v apt-get >/dev/null 2>&1 || unavailable "no apt-get to take a source package with: $elsewhere"
  mkdir -p $dir
  if download; then
    version=$(field Version)
    unpack
    rm -rf $checked $dir/package $dir/tree
    rm $dir/new/sums
    mv $dir/new $dir/package
    mv $dir/tree.new $dir/tree
    write_properties
    configure
    echo "source.sh: took the source package nghttp2 $version" >&2
    touch $checked
  elif [ -f $checked ]; then
    echo "source.sh: CANNOT LOOK FOR A NEWER SOURCE PACKAGE of nghttp2, see above; going on with that of the last time" >&2
  else
    unavailable "apt-get did not download the source package of nghttp2, see above: $elsewhere"
  fi
fi
version=$(sed -n 's/^version=//p' $dir/source.properties)
write_table_header
