# Debian's Chromium for the browser test.
# shellcheck shell=bash

# Callers may go on without the browser test on this exit code, and on no other.
no_browser=69

set_up_browser() {
  type -P chromium >/dev/null && return
  if ((EUID != 0)) || ! type -P apt-get >/dev/null; then
    without_browser "there is no chromium on the path, and only root on a Debian can install it"
  fi
  one_at_a_time
  say "installing chromium with apt-get"
  install_chromium || without_browser "apt-get could not install chromium"
}

install_chromium() {
  quietly apt-get --quiet update &&
    DEBIAN_FRONTEND=noninteractive quietly apt-get --quiet install --yes --no-install-recommends \
      chromium fonts-noto-color-emoji
}

without_browser() {
  [[ ${CI:-} != true ]] || fail "$1; CI does not go without the browser test"
  say "$1; the browser test is left out"
  exit "$no_browser"
}
