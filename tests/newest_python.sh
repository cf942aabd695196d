#!/usr/bin/env bash
# Prints the path of the newest Python on this machine that the newest Django supports. Prints nothing and exits with 1 where there is none.
shopt -s nullglob
for python in python3.1{9,8,7,6,5,4,3,2} ~/.pyenv/versions/3.1{9,8,7,6,5,4,3,2}.*/bin/python "${PYTHON:-python3}"; do
  if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 12))' 2> /dev/null; then
    command -v "$python"
    exit
  fi
done
exit 1
