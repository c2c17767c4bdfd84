#!/usr/bin/env python3
"""Starts a program, asks for its status, reloads it and stops it. Usage: call.py HOST PORT NAME"""

import sys
import xmlrpc.client

host, port, name = sys.argv[1:]
with xmlrpc.client.ServerProxy(f'http://{host}:{port}/RPC2') as supervisor:
    print('start:', supervisor.start_process(name))
    print('stat:', supervisor.stat_process(name))
    print('reload:', supervisor.reload_process(name))
    print('stop:', supervisor.stop_process(name))
