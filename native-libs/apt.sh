# shellcheck shell=sh
# Functions of source.sh, natives.sh and .ci/natives, which read this file: packages of the distribution for a folder,
# not for the machine. apt-get downloads them from the archive that the machine's sources name, and accepts only what
# the distribution's own keyring has signed. No root is needed: sources list, package lists and cache are private.

# The archive's releases of this machine, as lines of a sources list. $1: deb or deb-src. APT_CODENAME in the
# environment: of another release of the same distribution, such as trixie.
apt_sources() {
  # shellcheck source=/dev/null
  . /etc/os-release
  for keyring in "/usr/share/keyrings/${ID:-}-archive-keyring.gpg" "/usr/share/keyrings/${ID:-}-archive-keyring.pgp"; do
    [ -f "$keyring" ] || continue
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
      while read -r uri release component; do
        case $component-$release in
          "main-$VERSION_CODENAME" | "main-$VERSION_CODENAME"-updates | "main-$VERSION_CODENAME"-security)
            echo "$1 [signed-by=$keyring] $uri" \
              "${APT_CODENAME:-$VERSION_CODENAME}${release#"$VERSION_CODENAME"} $component"
            ;;
        esac
      done | sort -u
    return
  done
}

# Runs apt-get with the sources list and all state in the folder $1. $2: the architecture, empty for the machine's.
apt_private() {
  apt_dir=$1 apt_architecture=${2:-}
  shift 2
  apt-get -q -o "Dir::Etc::SourceList=$apt_dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$apt_dir/lists" -o "Dir::Cache=$apt_dir/cache" -o APT::Sandbox::User= \
    ${apt_architecture:+-o APT::Architecture="$apt_architecture" -o APT::Architectures="$apt_architecture"} \
    ${apt_architecture:+-o Dir::State::status=/dev/null} \
    -o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false \
    -o Acquire::http::Timeout=20 -o Acquire::Retries=1 "$@"
}

# Makes the folder $1 ready for apt_private. $2: deb or deb-src. Fails, with a line, if there is nothing to take from.
apt_prepare() {
  rm -rf "$1"
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
  apt_sources "$2" >"$1/sources.list"
  [ -s "$1/sources.list" ] || {
    echo "apt.sh: apt has no release of a distribution whose keyring is in /usr/share/keyrings" >&2
    return 1
  }
}

# Unpacks packages of an architecture into a folder: FOLDER ARCHITECTURE PACKAGE...; with the word "with-dependencies"
# before the packages, also what they depend on.
apt_unpack() {
  unpack_into=$1 unpack_architecture=$2
  shift 2
  apt_prepare "$unpack_into.apt" deb || return 1
  (
    apt=$(cd "$unpack_into.apt" && pwd)
    cd "$apt/cache/archives"
    get() { apt_private "$apt" "$unpack_architecture" "$@" >>"$apt/log" 2>&1 </dev/null; }
    fetch() {
      if [ "$1" = with-dependencies ]; then
        shift
        get -y --no-install-recommends --download-only install "$@"
      else
        get download "$@"
      fi
    }
    { get -o APT::Update::Error-Mode=any update && fetch "$@"; } || { cat "$apt/log" >&2; exit 1; }
  ) || return 1
  rm -rf "$unpack_into.new"
  mkdir -p "$unpack_into.new"
  for package in "$unpack_into.apt"/cache/archives/*.deb; do
    dpkg -x "$package" "$unpack_into.new" || return 1
  done
  # So that the links stay in the folder where no chroot makes it the root.
  find "$unpack_into.new" -type l -lname '/*' | while read -r link; do
    ln -sfnr "$unpack_into.new$(readlink "$link")" "$link"
  done
  rm -rf "$unpack_into" "$unpack_into.apt"
  mv "$unpack_into.new" "$unpack_into"
}
