package io.kss.cli.json;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.failure.Refusal;

/** The one JSON document that a run writes, whatever its outcome. Its form is described in docs/json.md. */
public final class Documents {

    /** Grows when a field changes its meaning or goes; new fields alone do not change it. */
    static final int SCHEMA = 1;

    private Documents() {}

    public static String result(String command, Fields result, ExitCode exit) {
        return text(new Fields()
                .with("schema", SCHEMA)
                .with("command", command)
                .with("result", result)
                .with("exit", exit.code()));
    }

    /** Something that happened before the end of a run that has such. */
    public static String event(String command, Fields event) {
        return text(new Fields().with("schema", SCHEMA).with("command", command).with("event", event));
    }

    public static String refused(Refusal refusal) {
        return text(new Fields()
                .with("schema", SCHEMA)
                .with("refused", fields(refusal))
                .with("exit", refusal.exit().code()));
    }

    /** A refusal as part of another document. */
    public static Fields fields(Refusal refusal) {
        return new Fields()
                .with("reason", refusal.reason())
                .with("message", refusal.message())
                .with("facts", refusal.facts())
                .with("waysOut", refusal.waysOut());
    }

    private static String text(Fields fields) {
        return JsonText.of(fields.values());
    }
}
