package io.kss.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.kss.cli.config.ConfigurationLoader;
import io.kss.cli.config.Environment;
import io.kss.cli.failure.CrashLog;
import io.kss.cli.render.ConflictText;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.render.MergeText;
import io.kss.cli.render.ProgressText;
import io.kss.cli.render.ResultText;
import io.kss.cli.render.SnapshotText;
import io.kss.cli.render.Times;
import io.kss.cli.render.WatchText;
import io.kss.cli.session.Background;
import io.kss.cli.session.GlobalOptions;
import io.kss.cli.session.Interruption;
import io.kss.cli.terminal.ProgressPrinter;
import io.kss.cli.terminal.Terminal;
import io.kss.core.progress.ProgressListener;

/** The composition root, but for how the library is opened. */
final class CliModule extends AbstractModule {

    private final World world;

    CliModule(World world) {
        this.world = world;
    }

    @Override
    protected void configure() {
        Times times = new Times(world.zone());
        bind(Terminal.class).toInstance(world.terminal());
        bind(Environment.class).toInstance(world.environment());
        bind(Interruption.class).toInstance(world.interruption());
        bind(Background.class).toInstance(world.background());
        bind(Times.class).toInstance(times);
        bind(SnapshotText.class).toInstance(new SnapshotText(times));
        bind(ResultText.class).toInstance(new ResultText(times));
        bind(MergeText.class).toInstance(new MergeText(new SnapshotText(times)));
        bind(GoingBackText.class).toInstance(new GoingBackText(times));
        bind(WatchText.class).toInstance(new WatchText(times));
        bind(ConflictText.class).toInstance(new ConflictText(times));
        bind(ConfigurationLoader.class).toInstance(new ConfigurationLoader(world.environment()));
        bind(CrashLog.class).toInstance(new CrashLog(world.clock(), world.temporaryFolder()));
        bind(ProgressPrinter.class)
                .toInstance(new ProgressPrinter(world.terminal(), world.nanoTime(), ProgressText::line));
    }

    @Provides
    @Singleton
    ProgressListener progress(GlobalOptions options, ProgressPrinter printer) {
        return options.quiet() ? ProgressListener.NONE : printer;
    }
}
