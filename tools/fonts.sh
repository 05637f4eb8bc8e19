#!/bin/sh
# Make our two files of Inter from those of the npm package @fontsource-variable/inter (`npm pack`, unpacked):
#     sh tools/fonts.sh package/files
# Only the weights that the screens use are kept, 400 to 700: a quarter less to carry, and no letter or figure is lost.
set -eu
vendor="$(dirname "$0")/../src/mainstay/web/static/web/vendor"
for alphabet in latin latin-ext; do
    name="inter-$alphabet-wght-normal.woff2"
    uvx --quiet --from "fonttools[woff]==4.68.0" fonttools varLib.instancer --quiet --no-recalc-timestamp \
        --output "$vendor/$name" "$1/$name" wght=400:700
done
