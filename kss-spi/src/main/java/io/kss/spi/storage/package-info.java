/**
 * What a store must be able to do to hold a repository.
 *
 * <p>A plugin implements {@link io.kss.spi.storage.StorageProvider} and {@link io.kss.spi.storage.StorageBackend}, names
 * the provider in {@code META-INF/services}, and proves itself with the contract kit ({@code kss-spi-tck}).
 */
@NullMarked
package io.kss.spi.storage;

import org.jspecify.annotations.NullMarked;
