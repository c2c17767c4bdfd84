#!/bin/bash
# Runs the sample of every language that is installed and checks what the supervisor answered.
# Usage: run-all.sh [HOST PORT NAME]. Without arguments it starts a supervisor of its own on a free port, with a program
# for the samples to play with; this is how it runs in CI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

own_supervisor() {
    folder=$(mktemp -d)
    host=127.0.0.1 name=sample
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cat >"$folder/supervisor.conf" <<EOF
[supervisord]
logfile=$folder/supervisor.log
pidfile=$folder/supervisor.pid
childlogdir=$folder
nodaemon=true
[inet_http_server]
port=127.0.0.1:$port
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:sample]
command=/bin/sh -c 'trap : HUP; while :; do sleep 0.1; done'
autostart=false
startsecs=0
stopasgroup=true
EOF
    "$here/../../bin/supervisor" --nodaemon --config "$folder/supervisor.conf" >"$folder/console.log" 2>&1 &
    supervisor=$!
    trap 'kill $supervisor 2>/dev/null || :; wait $supervisor 2>/dev/null || :; rm -rf "$folder"' EXIT
    for ((i = 0; i < 300; i++)); do
        (: <"/dev/tcp/$host/$port") 2>/dev/null && return
        kill -0 "$supervisor" 2>/dev/null || break
        sleep 0.1
    done
    echo "the supervisor did not come up:" >&2
    cat "$folder/console.log" >&2
    return 1
}

case $# in
0) own_supervisor ;;
3) host=$1 port=$2 name=$3 ;;
*)
    echo "usage: $0 [HOST PORT NAME]" >&2
    exit 2
    ;;
esac

expected='start: started
stat: alive
reload: reloaded
stop: stopped'
failed=0 ran=0

# sample LANGUAGE FILE PROBE...: runs a sample if the probe succeeds.
sample() {
    local language=$1 file=$2 answers
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        printf '%-8s left out: not installed\n' "$language"
        return
    fi
    ran=$((ran + 1))
    answers=$("$here/$file" "$host" "$port" "$name" 2>&1) || answers="$answers
exit status $?"
    if [ "$answers" = "$expected" ]; then
        printf '%-8s ok\n' "$language"
    else
        printf '%-8s FAILED, answered:\n%s\n' "$language" "$answers"
        failed=$((failed + 1))
    fi
}

sample Python call.py python3 -c 'import xmlrpc.client'
sample Perl call.pl perl -MRPC::XML::Client -e 1
sample Ruby call.rb ruby -e 'require "xmlrpc/client"'
sample Node call.js node -e 'process.exit(typeof fetch === "function" ? 0 : 1)'
sample PHP call.php php -r 'exit(ini_get("allow_url_fopen") ? 0 : 1);'
sample shell call.sh curl --version

echo "$ran ran, $failed failed"
[ "$failed" -eq 0 ] && [ "$ran" -gt 0 ]
