package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.plugin.Providers;
import io.kss.cli.render.StoreTypesText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.storage.StorageProvider;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kss store types}. Works before there is a configuration file, to help writing one. */
@Command(name = "types", description = "List the kinds of stores, and the keys that each takes in [store].")
final class StoreTypesCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Inject
    StoreTypesCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Providers providers =
                Providers.load(StoreTypesCommand.class.getClassLoader(), session.pluginFolderIfConfigured());
        List<StorageProvider> types = providers.storageTypes();
        return output.done(
                "store types",
                () -> new Fields()
                        .with("types", Results.list(types, StoreTypesCommand::type))
                        .with("problems", providers.problems()),
                () -> StoreTypesText.lines(types, providers.problems()));
    }

    private static Fields type(StorageProvider provider) {
        return new Fields()
                .with("type", provider.type())
                .with("summary", provider.summary())
                .with("keys", Results.list(provider.configKeys(), StoreTypesCommand::key));
    }

    private static Fields key(ConfigKey key) {
        return new Fields()
                .with("name", key.name())
                .with("required", key.required())
                .with("default", key.defaultValue())
                .with("secret", key.secret())
                .with("doc", key.doc());
    }
}
