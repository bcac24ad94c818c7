package io.kss.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void everyReasonHasTheExitCodeThatTheDocumentationPromises() {
        Map<Reason, Integer> promised = new EnumMap<>(Reason.class);
        promised.put(Reason.WRONG_USAGE, 2);
        promised.put(Reason.STORE_UNFIT, 2);
        promised.put(Reason.NO_REPOSITORY, 2);
        promised.put(Reason.REPOSITORY_EXISTS, 2);
        promised.put(Reason.NEWER_FORMAT, 2);
        promised.put(Reason.DIVERGED, 3);
        promised.put(Reason.LEASED_ELSEWHERE, 4);
        promised.put(Reason.BLOCKED_UNSENT, 5);
        promised.put(Reason.STORE_UNAVAILABLE, 6);
        promised.put(Reason.STORE_DENIED, 6);
        promised.put(Reason.DAMAGED, 7);
        promised.put(Reason.HISTORY_REWRITTEN, 7);
        promised.put(Reason.SEALED_LAYER_CHANGED, 7);
        promised.put(Reason.NO_SUCH_VM, 8);
        promised.put(Reason.NO_SUCH_SNAPSHOT, 8);
        promised.put(Reason.NO_SUCH_BRANCH, 8);
        promised.put(Reason.UNRELATED_VM, 8);
        promised.put(Reason.WRONG_VM_STATE, 8);
        promised.put(Reason.UNSUPPORTED_VM, 8);
        promised.put(Reason.SHUTDOWN_TIMEOUT, 8);
        promised.put(Reason.HYPERVISOR_UNAVAILABLE, 8);
        promised.put(Reason.PEER_UNREACHABLE, 8);
        promised.put(Reason.NO_ROOM_LOCALLY, 9);
        promised.put(Reason.NO_ROOM_ON_STORE, 9);
        promised.put(Reason.SEALED_NOT_SENT, 10);
        promised.put(Reason.BUSY, 11);
        promised.put(Reason.INTERRUPTED, 130);
        promised.put(Reason.UNEXPECTED, 1);

        assertThat(promised).containsOnlyKeys(Reason.values());
        promised.forEach((reason, code) ->
                assertThat(ExitCode.of(reason).code()).as(reason.code()).isEqualTo(code));
    }
}
