package io.kss.core.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Event;
import io.kss.core.journal.JournalMemory;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {

    private static final HostIdentity HOST = new HostIdentity(new HostId("a".repeat(32)), "desktop");
    private static final VmId ONE = new VmId("1".repeat(32));
    private static final VmId TWO = new VmId("2".repeat(32));

    private final MemoryStore store = new MemoryStore();
    private final StorageBackend backend = store.connect();
    private final Ambient ambient = Ambient.system();

    @Test
    void repositoryIsFoundAgainAndNothingElseIsLeftBehind() throws Exception {
        Repository made = Repository.init(backend, backend, ambient);
        assertThat(Repository.open(backend, Optional.of(made.id()), ambient).id())
                .isEqualTo(made.id());
        assertThat(store.snapshot().keys()).containsExactly(RepositoryFile.KEY);
    }

    @Test
    void repositoryFileIsReadableByPeople() throws Exception {
        Repository made = Repository.init(backend, backend, ambient);
        String text = new String(SmallObjects.read(backend, RepositoryFile.KEY).orElseThrow(), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("kvm-snapshot-sync", made.id(), "\"encryption\" : \"none\"")
                .endsWith("}\n");
    }

    @Test
    void secondInitLeavesTheFirstAlone() throws Exception {
        Repository made = Repository.init(backend, backend, ambient);
        assertRefused(Reason.REPOSITORY_EXISTS, () -> Repository.init(backend, backend, ambient));
        assertThat(Repository.open(backend, Optional.empty(), ambient).id()).isEqualTo(made.id());
    }

    @Test
    void lostReplyOfInitIsSuccess() throws Exception {
        FaultyBackend faulty = new FaultyBackend(
                backend,
                FaultPlan.when(
                        operation -> operation.kind() == Operation.Kind.PUT
                                && operation.key().equals(RepositoryFile.KEY.value()),
                        new Fault.ReplyLost()));
        assertThat(Repository.init(faulty, faulty, ambient).id())
                .isEqualTo(Repository.open(backend, Optional.empty(), ambient).id());
    }

    @Test
    void emptyStoreHoldsNoRepository() {
        assertRefused(Reason.NO_REPOSITORY, () -> Repository.open(backend, Optional.empty(), ambient));
    }

    @Test
    void e1AnotherRepositoryInItsPlaceIsRefused() throws Exception {
        Repository.init(backend, backend, ambient);
        assertRefused(Reason.HISTORY_REWRITTEN, () -> Repository.open(backend, Optional.of("b".repeat(32)), ambient));
    }

    @Test
    void newerFormatAndUnknownEncryptionAreNotCalledDamage() throws Exception {
        Repository.init(backend, backend, ambient);
        String text = new String(SmallObjects.read(backend, RepositoryFile.KEY).orElseThrow(), StandardCharsets.UTF_8);
        write(text.replace("\"format\" : 1", "\"format\" : 2"));
        assertRefused(Reason.NEWER_FORMAT, () -> Repository.open(backend, Optional.empty(), ambient));
        write(text.replace("\"none\"", "\"aes-256-gcm\""));
        assertRefused(Reason.NEWER_FORMAT, () -> Repository.open(backend, Optional.empty(), ambient));
    }

    @Test
    void truncatedRepositoryFileIsDamage() throws Exception {
        Repository.init(backend, backend, ambient);
        int length = SmallObjects.read(backend, RepositoryFile.KEY).orElseThrow().length;
        for (int cut = 0; cut < length - 1; cut++) {
            MemoryStore.Snapshot whole = store.snapshot();
            store.damage(RepositoryFile.KEY, new Damage.Truncation(cut));
            assertRefused(Reason.DAMAGED, () -> Repository.open(backend, Optional.empty(), ambient));
            store.restore(whole);
        }
    }

    @Test
    void storeWhoseCreateOverwritesIsUnfit() {
        StorageBackend clobbering = altered((key, source) -> backend.put(key, source, PutCondition.ALWAYS));
        assertRefused(Reason.STORE_UNFIT, () -> Repository.init(clobbering, clobbering, ambient));
        assertThat(store.snapshot().keys()).isEmpty();
    }

    @Test
    void storeThatChecksBeforeItWritesIsUnfit() {
        StorageBackend racy = altered((key, source) -> {
            if (backend.stat(key).isPresent()) {
                throw new ObjectExistsException("there");
            }
            sleepALittle();
            backend.put(key, source, PutCondition.ALWAYS);
        });
        assertRefused(Reason.STORE_UNFIT, () -> Repository.init(racy, racy, ambient));
        assertThat(store.snapshot().keys()).isEmpty();
    }

    @Test
    void j6NamesThatDifferInCaseOrCompositionAreOne() throws Exception {
        Repository repository = Repository.init(backend, backend, ambient);
        assertThat(repository.claim("Gäming", ONE, HOST).id()).isEqualTo(ONE);
        assertThat(repository.claim("GA\u0308MING", TWO, HOST).id()).isEqualTo(ONE);
        assertThat(repository.find("gäming").map(NamedVm::name)).contains("Gäming");
        assertThat(repository.claim("other", TWO, HOST).id()).isEqualTo(TWO);
        assertThat(repository.vms()).extracting(NamedVm::id).containsExactly(ONE, TWO);
        assertThat(repository.find("third")).isEmpty();
    }

    @Test
    void lostReplyOfAClaimIsFoundOut() throws Exception {
        Repository.init(backend, backend, ambient);
        FaultyBackend faulty = new FaultyBackend(backend, FaultPlan.at(Operation.Kind.PUT, 1, new Fault.ReplyLost()));
        Repository repository = Repository.open(faulty, Optional.empty(), ambient);
        assertThat(repository.claim("gaming", ONE, HOST).id()).isEqualTo(ONE);
    }

    @Test
    void reservedNameIsNoVmYet() throws Exception {
        Repository repository = Repository.init(backend, backend, ambient);
        NamedVm vm = repository.claim("gaming", ONE, HOST);
        assertThat(repository
                        .journal(vm.id(), JournalMemory.volatileMemory(), HOST)
                        .read()
                        .isEmpty())
                .isTrue();
        repository
                .journal(vm.id(), JournalMemory.volatileMemory(), HOST)
                .commit(state -> Optional.of(new Event.VmCreated("gaming")));
        assertThat(repository
                        .journal(vm.id(), JournalMemory.volatileMemory(), HOST)
                        .read()
                        .name())
                .isEqualTo("gaming");
    }

    @Test
    void nameObjectUnderAnotherNamesKeyIsDamage() throws Exception {
        Repository repository = Repository.init(backend, backend, ambient);
        repository.claim("gaming", ONE, HOST);
        byte[] stored = SmallObjects.read(backend, new ObjectKey("names/" + VmName.key("gaming")))
                .orElseThrow();
        backend.put(new ObjectKey("names/" + VmName.key("other")), ObjectSource.of(stored), PutCondition.ALWAYS);
        assertRefused(Reason.DAMAGED, () -> repository.find("other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Windows 10 (test)", "debian-12.5_x", "ゲーム", "C++"})
    void ordinaryNamesAreLegal(String name) throws Exception {
        assertThat(VmName.checked(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", ".x", " x", "x ", "x.", "a/b", "a@b", "a\nb", "a,b", "a:b", "a\u0000"})
    void namesThatFilesOrCommandsCantCarryAreRefused(String name) {
        assertRefused(Reason.WRONG_USAGE, () -> VmName.checked(name));
    }

    @Test
    void nameHasAtMost64Characters() throws Exception {
        assertThat(VmName.checked("x".repeat(64))).hasSize(64);
        assertRefused(Reason.WRONG_USAGE, () -> VmName.checked("x".repeat(65)));
    }

    private void write(String text) throws Exception {
        backend.put(RepositoryFile.KEY, ObjectSource.of(text.getBytes(StandardCharsets.UTF_8)), PutCondition.ALWAYS);
    }

    private interface Create {
        void put(ObjectKey key, ObjectSource source) throws Exception;
    }

    /** The store with another exclusive create. */
    private StorageBackend altered(Create create) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("put") && arguments[2] == PutCondition.IF_ABSENT) {
                        create.put((ObjectKey) arguments[0], (ObjectSource) arguments[1]);
                        return null;
                    }
                    try {
                        return method.invoke(backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void sleepALittle() throws InterruptedException {
        Thread.sleep(50);
    }

    private static void assertRefused(Reason reason, ThrowingCallable action) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(action)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
