package io.kss.spi.hypervisor;

/** Closing it ends the reports. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
