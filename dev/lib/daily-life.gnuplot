# Draws what dev/daily-life noted. Variables: run, the CSV file; plot, the SVG file to write.
set terminal svg size 900,640 font 'sans,13' background 'white'
set output plot
set datafile separator ','
set key outside bottom horizontal
set grid
set multiplot layout 2,1
set ylabel 'MiB'
set yrange [0:*]
plot run using 1:3 skip 1 with lines linewidth 2 title 'repository', \
     run using 1:4 skip 1 with lines linewidth 2 title 'images on the desktop', \
     run using 1:5 skip 1 with lines linewidth 2 title 'images on the laptop'
set ylabel 'count'
set xlabel 'hand-over'
plot run using 1:6 skip 1 with lines linewidth 2 title 'files in the chain on the desktop', \
     run using 1:7 skip 1 with lines linewidth 2 title 'on the laptop', \
     run using 1:8 skip 1 with lines linewidth 2 title 'kept snapshots'
unset multiplot
