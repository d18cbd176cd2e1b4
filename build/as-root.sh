# shellcheck shell=bash
# Sourced by the scripts that install: runs a command as root. The script's own refuse() says what is needed when that cannot be done.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    refuse "installing it takes root, and there is no sudo."
  fi
}
