package io.kss.core.transfer;

/**
 * What a layer says about one region.
 *
 * @param index the region
 * @param data grains that hold data
 * @param zero grains that are explicitly zero
 */
record RegionMasks(int index, long data, long zero) {}
