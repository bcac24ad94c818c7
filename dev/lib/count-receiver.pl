#!/usr/bin/perl
# The third host of a takeover: takes TCP connections and writes down what comes over them, and when.
#   count-receiver.pl ADDRESS PORT
# Lines on standard output:   TIME connection PEER-PORT
#                             TIME count NUMBER
#                             TIME end PEER-PORT
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(time);

my ($address, $port) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Proto => 'tcp', Listen => 5, ReuseAddr => 1)
    or die "cannot listen on $address:$port: $!\n";
$| = 1;
while (my $peer = $server->accept) {
    printf "%.3f connection %d\n", time, $peer->peerport;
    while (defined(my $line = <$peer>)) {
        printf "%.3f count %d\n", time, $1 if $line =~ /^COUNT (\d+)/;
    }
    printf "%.3f end %d\n", time, $peer->peerport;
}
