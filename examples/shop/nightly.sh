#!/bin/sh
# What has happened today.
set -e
packed=$(python3 shop.py GET packed) # fails here if the database does not answer
waiting=$(python3 shop.py WAITING orders)
echo "$(date -u +%F): ${packed:-0} orders packed so far, $waiting waiting"
