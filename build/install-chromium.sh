#!/usr/bin/env bash
# Makes sure that a Chromium is on this machine: the tests of the portal drive it. CHROMIUM=/path/to/it says which.
# Its headless shell is preferred: the same engine without windows, at half the processor time.
set -euo pipefail

found() {
  [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
  local name
  for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ]
}

refuse() {
  echo "Chromium is needed: $1" >&2
  echo "Install it (Debian: chromium; Fedora: chromium; Alpine: chromium; macOS: brew install --cask chromium) or name it in CHROMIUM, and start again." >&2
  exit 1
}

. "$(dirname "${BASH_SOURCE[0]}")/as-root.sh"

if found; then
  exit 0
fi

{
  echo "Chromium was not found; installing it with the system's package manager."
  if command -v apt-get >/dev/null; then
    as_root apt-get update -q
    # Not every release of Debian has the shell, and Ubuntu has neither as a package of apt.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium-headless-shell \
      || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium
  elif command -v dnf >/dev/null; then
    as_root dnf install -y chromium
  elif command -v apk >/dev/null; then
    as_root apk add chromium
  elif command -v brew >/dev/null; then
    brew install --cask chromium
  else
    refuse "no package manager that this script knows (apt-get, dnf, apk, brew)."
  fi
} </dev/null >&2 || refuse "the package manager did not install it."

found || refuse "it was installed, and is still not there."
