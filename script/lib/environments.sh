# The two Python environments. Two, because the test plugin works with the Home Assistant
# before the one that users have.
# shellcheck shell=bash

set_up_unit() { set_up_environment unit "$(pins unit; pins lint)"; }

set_up_live() { set_up_environment live "$(pins live; cat "$lib/component_requirements.py")"; }

# An environment is tied to its folder and its machine, so these count among what it is made of.
set_up_environment() {
  local name=$1 ingredients
  ingredients=$(printf '%s\n' "$root" "$(uname -m)" "$2")
  is_built "$name" "$ingredients" && [[ -x $home/$name/bin/python ]] && return
  one_at_a_time
  set_up_python
  # Its interpreter may have been removed since.
  [[ -x $home/$name/bin/python ]] || rm -rf "${home:?}/$name"
  build "$name" "$ingredients"
}

build_unit() {
  say "installing the unit test and lint environment"
  make_environment "$1"
  install "$1" --group "$root/pyproject.toml:unit" --group "$root/pyproject.toml:lint"
}

build_live() {
  local home_assistant
  say "installing the live environment"
  make_environment "$1"
  install "$1" --group "$root/pyproject.toml:live"
  say "installing what Home Assistant would fetch on its first start"
  "$1/bin/python" "$lib/component_requirements.py" >"$1/component_requirements.txt"
  home_assistant=("$1"/lib/python*/site-packages/homeassistant)
  install "$1" --requirement "$1/component_requirements.txt" \
    --constraint "${home_assistant[0]}/package_constraints.txt"
}

make_environment() { uv venv --quiet --allow-existing --python "$(python)" "$1"; }

# install FOLDER ARGUMENT...: uv pip install into that environment.
install() {
  local folder=$1
  shift
  uv pip install --quiet --python "$folder/bin/python" "$@"
}
