#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Takes the debug information out of each library PLATFORM/*.so of a directory, to where debuggers
# look for it by the library's build id:  split-debug.sh LIBRARIES DEBUG
set -eu
export LC_ALL=C # readelf's words are read
for library in "$1"/*/*.so; do
  cpu=${library#"$1"/linux-}
  tools=${cpu%%/*}-linux-gnu- # as Debian names them, for this processor as for others
  command -v "${tools}objcopy" > /dev/null || tools=
  if "${tools}readelf" -SW "$library" | grep -q ' \.debug_info '; then
    id=$("${tools}readelf" -nW "$library" | sed -n 's/.*Build ID: //p')
    [ -n "$id" ] || { echo "$library has no build id" >&2; exit 1; }
    rest=${id#??}
    file=$2/.build-id/${id%"$rest"}/$rest.debug
    mkdir -p "${file%/*}"
    "${tools}objcopy" --only-keep-debug "$library" "$file"
    "${tools}objcopy" --strip-unneeded "$library"
  fi
done
