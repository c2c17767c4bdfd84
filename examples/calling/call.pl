#!/usr/bin/env perl
# Starts a program, asks for its status, reloads and stops it. Needs Debian's librpc-xml-perl. Usage: call.pl HOST PORT NAME

use strict;
use warnings;
use RPC::XML;
use RPC::XML::Client;

my ($host, $port, $name) = @ARGV;
die "usage: $0 HOST PORT NAME\n" unless @ARGV == 3;
my $supervisor = RPC::XML::Client->new("http://$host:$port/RPC2");

for my $verb (qw(start stat reload stop)) {
    # RPC::XML guesses types from the look of a value; a program may be called 42.
    my $answer = $supervisor->send_request("${verb}_process", RPC::XML::string->new($name));
    die "$verb: $answer\n" unless ref $answer;
    die "$verb: fault " . $answer->code . ', ' . $answer->string . "\n" if $answer->is_fault;
    print "$verb: ", $answer->value, "\n";
}
