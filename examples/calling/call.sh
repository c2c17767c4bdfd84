#!/bin/sh
# Starts a program, asks for its status, reloads and stops it. Needs curl. Usage: call.sh HOST PORT NAME
set -eu
host=$1 port=$2
name=$(printf %s "$3" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g')

call() {
    curl --silent --show-error --fail --header 'Content-Type: text/xml' --data-binary @- "http://$host:$port/RPC2" <<EOF |
<?xml version="1.0"?><methodCall><methodName>$1</methodName>
<params><param><value><string>$name</string></value></param></params></methodCall>
EOF
        # The answers to these methods are single words; a fault has none and prints as it is.
        tr -d '\n' | sed -e 's/.*<params>.*<value>\(<string>\)\{0,1\}\([^<]*\)<.*/\2/'
}

for verb in start stat reload stop; do
    echo "$verb: $(call "${verb}_process")"
done
