#!/bin/sh
# What has happened today.
set -e
echo "$(date -u +%F): $(python3 shop.py GET packed) orders packed so far, $(python3 shop.py WAITING orders) waiting"
