package io.kss.spi.hypervisor;

/** Is told when a domain starts or stops. Must return quickly and must not call the hypervisor back. */
@FunctionalInterface
public interface LifecycleListener {
    void changed(String domain, RunState state);
}
