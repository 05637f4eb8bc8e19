# shellcheck shell=sh disable=SC2154 # root is set by the one who sources this
# Sourced by ./start and ./test, which set $root: makes .venv from a lock file, and makes nothing when it is current.
# POSIX sh; works with uv and without it. The stamp is written last, so an interrupted set-up is simply done again.

venv="$root/.venv"
unfinished="$venv/unfinished"

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$*"
    exit 1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Print the first Python that is new enough: the real one, not a pyenv shim and not one inside another environment.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$candidate"; then
            "$candidate" -c 'import os, sys
base = getattr(sys, "_base_executable", "") or ""
print(base if os.access(base, os.X_OK) else sys.executable)'
            return 0
        fi
    done
    return 1
}

# Run quietly; show the log only when it fails.
quietly() {
    "$@" >>"$venv/setup.log" 2>&1 </dev/null && return 0
    tail -n 30 "$venv/setup.log" >&2
    stop "The set-up failed; what it said stands above, all of it in $venv/setup.log. Type the same command again to retry."
}

# Debian keeps ensurepip apart, in python3.N-venv.
need_venv_module() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return 0
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    case "$1" in /usr/bin/*) ;; *) stop "$1 lacks the modules venv and ensurepip: install a complete Python 3.11 or newer, or uv." ;; esac
    command -v apt-get >/dev/null 2>&1 ||
        stop "$1 lacks the modules venv and ensurepip: install them with your system's packages, or install uv."
    [ "$(id -u)" -eq 0 ] || stop "Python's venv is missing. Type: sudo apt-get install $package, then the same command again."
    say "Python's venv is missing: installing Debian's package $package."
    aptlog=$(mktemp)
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$package"; } \
        >"$aptlog" 2>&1 </dev/null; then
        tail -n 20 "$aptlog" >&2
        rm -f "$aptlog"
        stop "apt-get could not install $package; what it said stands above."
    fi
    rm -f "$aptlog"
}

# What the environment was made from: the lock, our own pyproject.toml, and where it stands (an environment cannot move).
stamp_of() { printf '%s %s\n' "$(cat "$root/$1" "$root/pyproject.toml" | cksum)" "$root"; }

is_current() {
    [ ! -e "$unfinished" ] && is_new_enough "$venv/bin/python" && [ -x "$venv/bin/mainstay" ] &&
        [ -f "$venv/made-from-$1" ] && [ "$(cat "$venv/made-from-$1")" = "$(stamp_of "$1")" ]
}

make_environment() {
    if [ -e "$unfinished" ]; then
        other=$(cat "$unfinished" 2>/dev/null || true)
        if [ -n "$other" ] && kill -0 "$other" 2>/dev/null; then
            stop "Another set-up (process $other) is at work here: wait until it is done. If there is none, remove $venv."
        fi
        say "The last set-up was interrupted: starting it again."
        rm -rf "$venv"
    elif [ -e "$venv" ] && ! { is_new_enough "$venv/bin/python" && is_at_home; }; then
        say "The environment in .venv no longer fits: making it anew."
        rm -rf "$venv"
    fi
    if python=$(find_python); then :; else python=""; fi
    if command -v uv >/dev/null 2>&1; then
        mkdir -p "$venv" && echo "$$" >"$unfinished"
        [ -x "$venv/bin/python" ] || quietly uv venv --quiet --allow-existing --python "${python:->=3.11}" "$venv"
        install() { quietly uv pip install --quiet --python "$venv/bin/python" "$@"; }
    else
        [ -n "$python" ] || stop "Mainstay needs Python 3.11 or newer, and found none: install it (Debian: apt-get install python3)."
        need_venv_module "$python"
        mkdir -p "$venv" && echo "$$" >"$unfinished"
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 || quietly "$python" -m venv "$venv"
        install() {
            PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore quietly "$venv/bin/python" -m pip install --quiet "$@"
        }
    fi
    install --require-hashes -r "$root/$1"
    install --no-deps --no-build-isolation -e "$root"
    # Compiled once here, or every command would read all of Django anew where Python may not write beside it.
    PYTHONDONTWRITEBYTECODE='' quietly "$venv/bin/python" -m compileall -q -j 0 "$venv/lib" "$root/src"
}

# An environment copied or moved with its folder still names the old place in its scripts.
is_at_home() {
    [ ! -f "$venv/bin/mainstay" ] || head -n 3 "$venv/bin/mainstay" | grep -qF "$venv/bin/python"
}

# set_up LOCK: afterwards .venv holds what the lock names, and the command `mainstay`.
set_up() {
    is_current "$1" && return 0
    # Whoever has what the tests need has what Mainstay needs.
    [ "$1" = requirements.lock ] && is_current requirements-dev.lock && return 0
    say "Setting up Mainstay in $venv (once; it takes a minute)."
    make_environment "$1"
    stamp_of "$1" >"$venv/made-from-$1"
    rm -f "$unfinished"
}
