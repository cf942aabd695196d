#!/usr/bin/env bash
# The newest Python here that the newest Django runs on; nothing and status 1 where there is none.
shopt -s nullglob
for python in python3.1{9,8,7,6,5,4,3,2} ~/.pyenv/versions/3.1{9,8,7,6,5,4,3,2}.*/bin/python "${PYTHON:-python3}"; do
  if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 12))' 2> /dev/null; then
    command -v "$python"
    exit
  fi
done
exit 1
