package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.storage.TransientStorageException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A contract is worth what it catches: each backend here has one flaw, and a test that names it must fail. */
class ContractCatchesFlawsTest {

    @Test
    void flawlessBackendPasses() {
        assertThat(failuresWith(UnaryOperator.identity())).isEmpty();
    }

    @Test
    void checkThenPutIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        if (condition == PutCondition.IF_ABSENT
                                && good.stat(key).isPresent()) {
                            throw new ObjectExistsException("there is " + key);
                        }
                        LockSupport.parkNanos(300_000);
                        good.put(key, source, PutCondition.ALWAYS);
                    }
                }))
                .containsAnyOf(
                        "exactlyOneOfManyWritersThatStartAtOnceWins",
                        "everyKeyHasOneWinnerWhenWritersRaceThroughManyKeys");
    }

    @Test
    void loserThatOverwritesIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        boolean taken = condition == PutCondition.IF_ABSENT
                                && good.stat(key).isPresent();
                        good.put(key, source, PutCondition.ALWAYS);
                        if (taken) {
                            throw new ObjectExistsException("there is " + key);
                        }
                    }
                }))
                .contains("secondWriterLosesWhenTheKeyExistsAndLeavesTheObjectUntouched");
    }

    @Test
    void objectThatShowsBeforeItIsCompleteIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        good.put(key, ObjectSource.of(new byte[0]), condition);
                        good.put(key, source, PutCondition.ALWAYS);
                    }
                }))
                .contains("nobodySeesAnObjectWhileItIsBeingPut", "sourceThatFailsMidwayLeavesNothing");
    }

    @Test
    void lengthThatIsNotCheckedIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        good.put(key, ObjectSource.of(drain(source)), condition);
                    }
                }))
                .contains(
                        "sourceThatIsShorterThanAnnouncedLeavesNothing",
                        "sourceThatIsLongerThanAnnouncedLeavesNothing");
    }

    private static byte[] drain(ObjectSource source) throws StorageException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = source.open()) {
            in.transferTo(bytes);
        } catch (IOException e) {
            throw new StorageException("source", e);
        }
        return bytes.toByteArray();
    }

    @Test
    void failureOfTheSourceThatLooksTransientIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        try {
                            good.put(key, source, condition);
                        } catch (StorageException e) {
                            throw e.getClass() == StorageException.class
                                    ? new TransientStorageException(String.valueOf(e.getMessage()), e)
                                    : e;
                        }
                    }
                }))
                .contains("sourceThatFailsMidwayLeavesNothing");
    }

    @Test
    void rangeThatIsCutShortIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
                        try {
                            return good.read(key, range);
                        } catch (StoreCorruptException e) {
                            return InputStream.nullInputStream();
                        }
                    }
                }))
                .contains("rangesBeyondTheEndAreReportedAsCorruption");
    }

    @Test
    void rangeThatIsShiftedIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
                        return good.read(key, range.length() > 65_000 ? new ByteRange(0, range.length()) : range);
                    }
                }))
                .contains("rangesYieldExactlyTheirBytes", "randomRangesYieldExactlyTheirBytes");
    }

    @Test
    void missingObjectThatReadsAsEmptyIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
                        try {
                            return good.read(key, range);
                        } catch (ObjectNotFoundException e) {
                            return InputStream.nullInputStream();
                        }
                    }
                }))
                .contains("missingObjectIsNamed", "nobodySeesAnObjectWhileItIsBeingPut");
    }

    @Test
    void listingOfOnePageIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public Stream<ObjectInfo> list(String prefix) throws StorageException {
                        return good.list(prefix).limit(90);
                    }
                }))
                .contains("everyOneOfManyObjectsIsListedOnceWithItsSize");
    }

    @Test
    void listingThatRepeatsItselfIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public Stream<ObjectInfo> list(String prefix) throws StorageException {
                        return Stream.concat(
                                good.list(prefix), good.list(prefix).skip(5));
                    }
                }))
                .contains("everyOneOfManyObjectsIsListedOnceWithItsSize");
    }

    @Test
    void listingByLettersInsteadOfSegmentsIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public Stream<ObjectInfo> list(String prefix) throws StorageException {
                        ObjectKey.requirePrefix(prefix);
                        String letters = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
                        return good.list("").filter(o -> o.key().value().startsWith(letters));
                    }
                }))
                .contains("prefixSelectsWholeSegments");
    }

    @Test
    void deletionOfMissingObjectsThatFailsIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void delete(ObjectKey key) throws StorageException {
                        if (good.stat(key).isEmpty()) {
                            throw new ObjectNotFoundException("there is no " + key);
                        }
                        good.delete(key);
                    }
                }))
                .contains("deletingWhatIsNotThereIsNoError");
    }

    @Test
    void deletionOfTooMuchIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void delete(ObjectKey key) throws StorageException {
                        for (ObjectInfo object : good.list("").toList()) {
                            if (object.key().value().startsWith(key.value())) {
                                good.delete(object.key());
                            }
                        }
                    }
                }))
                .contains("deletingTakesTheObjectAndNoOther");
    }

    @Test
    void closingThatIsIgnoredIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void close() {
                        assertThat(good).isNotNull();
                    }
                }))
                .contains(
                        "everyUseAfterClosingIsRefused",
                        "putThatIsUnderWayWhenItsConnectionIsClosedNeverBecomesVisible");
    }

    @Test
    void lostInterruptIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                            throws StorageException {
                        try {
                            good.put(key, source, condition);
                        } finally {
                            Thread.interrupted();
                        }
                    }
                }))
                .contains("interruptedPutEndsSoonAndLeavesAllOrNothing", "putThatWaitsForItsSourceEndsWhenInterrupted");
    }

    @Test
    void leakIsCaught() {
        List<InputStream> leaked = new ArrayList<>();
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
                        InputStream stream = good.read(key, range);
                        try {
                            InputStream resource = Files.newInputStream(Path.of("/proc/self/status"));
                            synchronized (leaked) {
                                leaked.add(resource);
                            }
                        } catch (IOException e) {
                            throw new StorageException("no /proc", e);
                        }
                        return new FilterInputStream(stream) {};
                    }
                }))
                .contains("thousandsOfOperationsLeakNoFilesOrSockets");
        leaked.forEach(ContractCatchesFlawsTest::close);
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void secretInAMessageIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
                        try {
                            return good.stat(key);
                        } catch (StorageException e) {
                            throw new StorageException("closed: user:hunter2@nas", e);
                        }
                    }
                }))
                .containsExactly("noMessageContainsTheSecret");
    }

    @Test
    void roomThatCannotBeIsCaught() {
        assertThat(failuresWith(good -> new ForwardingBackend(good) {
                    @Override
                    public Optional<StoreSpace> space() {
                        return Optional.of(new StoreSpace(100, 200));
                    }
                }))
                .containsExactly("roomIsPlausible");
    }

    private static List<String> failuresWith(UnaryOperator<StorageBackend> flawed) {
        FlawedStore.flaw = flawed;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(FlawedStore.class))
                .build();
        LauncherFactory.create().execute(request, listener);
        assertThat(listener.getSummary().getTestsFoundCount()).isGreaterThan(40);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getLegacyReportingName() + " "
                        + failure.getTestIdentifier()
                                .getSource()
                                .map(Object::toString)
                                .orElse(""))
                .map(text -> text.replaceAll(".*methodName = '(\\w+)'.*", "$1"))
                .distinct()
                .toList();
    }
}
