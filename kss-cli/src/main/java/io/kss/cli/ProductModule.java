package io.kss.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.kss.cli.config.Environment;
import io.kss.cli.session.ConfiguredKss;
import io.kss.cli.session.KssOpener;
import io.kss.cli.session.Notices;
import io.kss.core.KssBuilder;

/** How the library is opened for real. */
final class ProductModule extends AbstractModule {

    @Provides
    @Singleton
    KssOpener opener(Environment environment, Notices notices) {
        return new ConfiguredKss(
                environment,
                notices,
                (store, hypervisor, settings, progress) -> new KssBuilder()
                        .store(store)
                        .hypervisor(hypervisor)
                        .settings(settings)
                        .progress(progress)
                        .build());
    }
}
