#!/usr/bin/env ruby
# Starts a program, asks for its status, reloads and stops it. Needs Debian's ruby-xmlrpc. Usage: call.rb HOST PORT NAME

require 'xmlrpc/client'

host, port, name = ARGV
abort "usage: #{$PROGRAM_NAME} HOST PORT NAME" unless ARGV.size == 3
supervisor = XMLRPC::Client.new(host, '/RPC2', port.to_i)
supervisor.timeout = nil # a start may take as long as the program takes to come up

%w[start stat reload stop].each do |verb|
  puts "#{verb}: #{supervisor.call("#{verb}_process", name)}"
end
