package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.retention.Retention;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.hypervisor.MemoryHost;
import io.kss.spi.tck.storage.MemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of a store as an embedder calls it, beside what creating a repository there says. */
class CheckStoreTest {

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();

    @Test
    void storeIsCheckedBeforeAndAfterThereIsARepository() throws Exception {
        try (Kss kss = kss(backend -> backend)) {
            StoreReport before = kss.checkStore();
            assertThat(before.store()).isEqualTo("the NAS");
            assertThat(before.fit()).isTrue();
            assertThat(before.speed()).isPresent();
            assertThat(store.snapshot().keys()).isEmpty();
            kss.initRepository();
            assertThat(kss.checkStore().fit()).isTrue();
            assertThat(store.snapshot().keys()).containsExactly(new ObjectKey("kss-repository.json"));
        }
    }

    @Test
    void whatInitRefusesTheCheckFindsUnfit() throws Exception {
        try (Kss kss = kss(CheckStoreTest::overwriting)) {
            assertThatExceptionOfType(KssException.class)
                    .isThrownBy(kss::initRepository)
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.STORE_UNFIT));
            StoreReport report = kss.checkStore();
            assertThat(report.fit()).isFalse();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.level() == Finding.Level.PROBLEM)
                    .extracting(Finding::subject)
                    .contains("exclusive create");
        }
        assertThat(store.snapshot().keys()).isEmpty();
    }

    @Test
    void storeThatExcludesOnlyWithinAConnectionIsRefused() throws Exception {
        try (Kss kss = kss(CheckStoreTest::rememberingItsOwn)) {
            assertThatExceptionOfType(KssException.class)
                    .isThrownBy(kss::initRepository)
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.STORE_UNFIT));
        }
        assertThat(store.snapshot().keys()).isEmpty();
    }

    private Kss kss(UnaryOperator<StorageBackend> spoil) throws KssException {
        TransferSettings transfer = new TransferSettings(OptionalLong.empty(), 2, OptionalInt.empty());
        return new KssBuilder()
                .store(new StoreConnector() {
                    @Override
                    public StorageBackend connect() {
                        return spoil.apply(store.connect());
                    }

                    @Override
                    public String displayName() {
                        return "the NAS";
                    }
                })
                .hypervisor(new MemoryHost("desktop", 1).connect())
                .settings(new Settings(
                        "desktop",
                        folder.resolve("state"),
                        folder.resolve("images"),
                        transfer,
                        Retention.DEFAULT,
                        Map.of()))
                .machine("machine")
                .tuning(options -> options.withPackSize(1 << 20))
                .build();
    }

    /** A server that ignores the condition. */
    private static StorageBackend overwriting(StorageBackend good) {
        return altered(good, arguments -> {
            arguments[2] = PutCondition.ALWAYS;
            return Optional.empty();
        });
    }

    /** A backend that keeps in mind what it created itself, and asks nobody else. */
    private static StorageBackend rememberingItsOwn(StorageBackend good) {
        Set<Object> created = ConcurrentHashMap.newKeySet();
        return altered(good, arguments -> {
            boolean taken = arguments[2] == PutCondition.IF_ABSENT && !created.add(arguments[0]);
            arguments[2] = PutCondition.ALWAYS;
            return taken ? Optional.of(new ObjectExistsException("taken")) : Optional.empty();
        });
    }

    private interface Alteration {
        Optional<Exception> before(Object[] arguments);
    }

    private static StorageBackend altered(StorageBackend good, Alteration put) {
        return (StorageBackend) Proxy.newProxyInstance(
                CheckStoreTest.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        Optional<Exception> refusal = put.before(arguments);
                        if (refusal.isPresent()) {
                            throw refusal.get();
                        }
                    }
                    try {
                        return method.invoke(good, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
