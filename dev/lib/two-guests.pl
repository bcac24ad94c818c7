#!/usr/bin/perl
# Watches the console files that a moving guest writes, one on each host: puts them together, and tells where it executes when.
#   two-guests.pl WHOLE FILE FILE      until it is killed
# WHOLE gets what the guest wrote, in order: a line may begin on one host and end on the other. Every change of sides is a line
# on standard output: TIME FILE MILLISECONDS, in which it wrote on neither. If two guests execute at once both files grow: that
# is a line that begins with TWO.
use strict;
use warnings;
use IO::Handle;
use Time::HiRes qw(time sleep);

my ($GAP, $LOOK) = (2, 0.01);
my ($whole, @files) = @ARGV;
my (%input, %grew);
my $growing = '';
$| = 1;
open my $output, '>>', $whole or die "$whole: $!\n";
$output->autoflush(1);

# What came since the last look.
sub news {
    my ($file) = @_;
    if (!$input{$file}) {
        open my $handle, '<', $file or return '';
        $input{$file} = $handle;
    }
    seek $input{$file}, 0, 1;
    local $/;
    return readline($input{$file}) // '';
}

while (1) {
    my $now = time;
    for my $file (sort { ($b eq $growing) <=> ($a eq $growing) } @files) {
        my $text = news($file);
        next if $text eq '';
        if ($growing ne $file) {
            # What the other one wrote since we looked, it wrote before.
            print $output news($growing) if $growing ne '';
            # It grew, another one took over, and now it grows again: a guest does not travel there and back that fast.
            print "TWO $now $file\n" if $now - ($grew{$file} // 0) < $GAP;
            printf "%s %s %.0f\n", $now, $file, $growing eq '' ? 0 : 1000 * ($now - $grew{$growing});
            $growing = $file;
        }
        print $output $text;
        $grew{$file} = $now;
    }
    sleep $LOOK;
}
