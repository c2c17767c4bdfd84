#!/bin/sh
# Brings the database to the version that the other programs expect. Running it again does no harm.
set -e
version=$(python3 shop.py GET version)
if [ "$version" = 1 ]; then
    echo "the database has version 1 already"
else
    python3 shop.py SET version 1 >/dev/null
    echo "migrated the database from version ${version:-0} to 1"
fi
