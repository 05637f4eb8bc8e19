#!/bin/sh
# Write both lock files anew: hashes, no addresses (uv.lock itself names hosts and stays out of the repository).
set -eu
cd "$(dirname "$0")/.."
uv lock --quiet "$@"
common="--quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt --all-extras"
# shellcheck disable=SC2086
uv export $common --no-default-groups --group build --output-file requirements.lock >/dev/null
# shellcheck disable=SC2086
uv export $common --group dev --output-file requirements-dev.lock >/dev/null
