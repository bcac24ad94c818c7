package io.kss.cli;

import com.google.inject.Injector;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Lets Guice make the classes that want something injected; picocli makes the others faster. */
final class CommandFactory implements IFactory {

    private final Injector injector;
    private final IFactory plain = CommandLine.defaultFactory();

    CommandFactory(Injector injector) {
        this.injector = injector;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.isAnnotationPresent(Inject.class)) {
                return injector.getInstance(type);
            }
        }
        return plain.create(type);
    }
}
