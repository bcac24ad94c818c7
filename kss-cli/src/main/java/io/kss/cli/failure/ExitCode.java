package io.kss.cli.failure;

import io.kss.core.failure.Reason;

/** What the process tells its caller; the numbers are part of the command's contract. */
public enum ExitCode {
    DONE(0),
    UNEXPECTED(1),
    WRONG_USAGE(2),
    DIVERGED(3),
    LEASED_ELSEWHERE(4),
    BLOCKED_UNSENT(5),
    STORE_UNAVAILABLE(6),
    DAMAGED(7),
    WRONG_STATE(8),
    NO_ROOM(9),
    SEALED_NOT_SENT(10),
    BUSY(11),
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The one place that maps the library's reasons to exit codes. */
    public static ExitCode of(Reason reason) {
        return switch (reason) {
            case WRONG_USAGE, STORE_UNFIT, NO_REPOSITORY, REPOSITORY_EXISTS, NEWER_FORMAT -> WRONG_USAGE;
            case DIVERGED -> DIVERGED;
            case LEASED_ELSEWHERE -> LEASED_ELSEWHERE;
            case BLOCKED_UNSENT -> BLOCKED_UNSENT;
            case STORE_UNAVAILABLE, STORE_DENIED -> STORE_UNAVAILABLE;
            case DAMAGED, HISTORY_REWRITTEN, SEALED_LAYER_CHANGED -> DAMAGED;
            case NO_SUCH_VM,
                    NO_SUCH_SNAPSHOT,
                    NO_SUCH_BRANCH,
                    UNRELATED_VM,
                    WRONG_VM_STATE,
                    UNSUPPORTED_VM,
                    SHUTDOWN_TIMEOUT,
                    HYPERVISOR_UNAVAILABLE,
                    PEER_UNREACHABLE -> WRONG_STATE;
            case NO_ROOM_LOCALLY, NO_ROOM_ON_STORE -> NO_ROOM;
            case SEALED_NOT_SENT -> SEALED_NOT_SENT;
            case BUSY -> BUSY;
            case INTERRUPTED -> INTERRUPTED;
            case UNEXPECTED -> UNEXPECTED;
        };
    }
}
