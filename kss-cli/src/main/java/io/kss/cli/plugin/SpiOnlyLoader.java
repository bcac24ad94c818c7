package io.kss.cli.plugin;

import java.util.List;

/**
 * The parent of every plugin's class loader: the JDK, the SPI and the logging interface. A plugin thus brings its own
 * libraries, in whatever version, and can't come to depend on what is inside kss.
 */
final class SpiOnlyLoader extends ClassLoader {

    private static final List<String> VISIBLE = List.of("io.kss.spi.", "org.jspecify.", "org.slf4j.");

    private final ClassLoader application;

    SpiOnlyLoader(ClassLoader application) {
        super(ClassLoader.getPlatformClassLoader());
        this.application = application;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (VISIBLE.stream().anyMatch(name::startsWith)) {
            return application.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
