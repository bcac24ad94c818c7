package io.kss.spi.hypervisor;

/**
 * Something that is in the way of moving a running domain, or may be.
 *
 * @param subject what it is about, one word: {@code cpu}, {@code machine}, {@code memory}, {@code device}, {@code version}, {@code job},
 *     {@code emulation}
 * @param blocking whether the move can't succeed because of it
 * @param what what was found, a sentence
 * @param remedy what to do about it
 */
public record MoveObstacle(String subject, boolean blocking, String what, String remedy) {}
