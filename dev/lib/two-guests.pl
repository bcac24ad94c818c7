#!/usr/bin/perl
# Watches console files that a moving guest writes, one on each host, and tells which host's guest executes when.
#   two-guests.pl FILE FILE      until it is killed
# Every change of sides is a line on standard output: TIME FILE SIZE. If two guests execute at once both files grow: that is
# a line that begins with TWO.
use strict;
use warnings;
use Time::HiRes qw(time sleep);

my ($GAP, $LOOK) = (2, 0.01);
my @files = @ARGV;
my %size = map { $_ => -s $_ // 0 } @files;
my $growing = '';
my %grew = map { $_ => 0 } @files;
$| = 1;
while (1) {
    my $now = time;
    for my $file (@files) {
        my $size = -s $file // 0;
        next if $size == $size{$file};
        $size{$file} = $size;
        if ($growing ne $file) {
            # It grew, another one took over, and now it grows again: a guest does not travel there and back that fast.
            print "TWO $now $file\n" if $now - $grew{$file} < $GAP;
            print "$now $file $size\n";
            $growing = $file;
        }
        $grew{$file} = $now;
    }
    sleep $LOOK;
}
