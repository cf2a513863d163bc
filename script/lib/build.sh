# Building a folder below .env/ whole or not at all.
# shellcheck shell=bash

home=$root/.env

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 1
}

# Run a command quietly; show what it printed only when it fails.
quietly() {
  local printed
  printed=$("$@" 2>&1) && return
  printf '%s\n' "$printed" | tail -n 25 >&2
  return 1
}

# Two scripts started together must not build the same folder twice.
one_at_a_time() {
  mkdir -p "$home"
  # macOS has no flock; there the scripts have to be started one after the other.
  command -v flock >/dev/null || return 0
  exec 9>"$home/lock"
  flock --nonblock 9 && return
  say "waiting for another setup to finish"
  flock 9
}

# The versions that pyproject.toml pins for this dependency group.
pins() {
  awk -v group="$1" '
    /^\[/ { wanted = ($0 == "[dependency-groups]") }
    wanted && $1 == group && $2 == "=" { inside = 1 }
    inside
    /^\]/ { inside = 0 }
  ' "$root/pyproject.toml"
}

# bootstrap_pin NAME: one requirement of the group "bootstrap", such as "uv==1.2.3".
bootstrap_pin() {
  pins bootstrap | sed -n "s/^ *\"\($1==[^\"]*\)\".*/\1/p" | grep . ||
    fail "pyproject.toml pins no $1"
}

# build NAME INGREDIENTS: have build_NAME fill .env/NAME, unless it was filled from
# the same ingredients before. The stamp is written last, so that a folder without
# its stamp is a broken one and is made anew.
build() {
  local name=$1 ingredients=$2 started=$SECONDS
  local folder=$home/$name
  is_built "$name" "$ingredients" && return
  rm -rf "$folder"
  mkdir -p "$folder"
  unfinished=$folder
  "build_$name" "$folder"
  printf '%s\n' "$ingredients" >"$folder/.stamp"
  unfinished=
  say "$name is ready ($((SECONDS - started)) s)"
}

is_built() {
  local stamp=$home/$1/.stamp
  [[ -f $stamp && $(<"$stamp") == "$2" ]]
}

unfinished=
remove_unfinished() {
  [[ -n $unfinished ]] || return 0
  rm -rf "$unfinished"
  say "error: ${unfinished##*/} could not be made; nothing of it was kept"
}
trap remove_unfinished EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
