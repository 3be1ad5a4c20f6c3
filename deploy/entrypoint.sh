#!/bin/sh
# Fill an empty content folder from the image, then run the command. What is there is never changed.
set -eu
image="$(dirname "$0")/../data"
content="${BOT_CONTENT:?BOT_CONTENT names the folder of the content}"
umask 077
if [ -z "$(ls -A "$content" 2>/dev/null)" ]; then
  mkdir -p "$content"
  # A copy that was interrupted is not taken for content: the mark is there until the end.
  touch "$content/.filling"
fi
if [ -e "$content/.filling" ]; then
  cp -R "$image/." "$content/"
  rm "$content/.filling"
fi
exec "$@"
