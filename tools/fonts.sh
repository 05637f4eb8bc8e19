#!/bin/sh
# Make our two files of Inter from those of the npm package @fontsource-variable/inter (`npm pack`, unpacked):
#     sh tools/fonts.sh package/files
# Only the weights that the screens use are kept, 400 to 700, and of the second file the letters that are written in
# Latin letters today (Turkish, Welsh, Azerbaijani and the rest of Europe), signs of currencies and accents; those of
# phonetics and transliteration are shown in the type of the system. mainstay.css names the same ranges.
set -eu
vendor="$(dirname "$0")/../src/mainstay/web/static/web/vendor"
for alphabet in latin latin-ext; do
    name="inter-$alphabet-wght-normal.woff2"
    uvx --quiet --from "fonttools[woff]==4.68.0" fonttools varLib.instancer --quiet --no-recalc-timestamp \
        --output "$vendor/$name" "$1/$name" wght=400:700
done
LETTERS="U+0100-024F,U+0259,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD,U+0304,U+0308,U+0329,U+1E80-1E85,U+1E9E"
uvx --quiet --from "fonttools[woff]==4.68.0" pyftsubset "$vendor/inter-latin-ext-wght-normal.woff2" --flavor=woff2 \
    --unicodes="$LETTERS,U+1EF2-1EF3,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113" --layout-features='*' --name-IDs='*' \
    --notdef-outline --no-recalc-timestamp --output-file="$vendor/letters.woff2"
mv "$vendor/letters.woff2" "$vendor/inter-latin-ext-wght-normal.woff2"
