package io.kss.cli;

/** The entry point. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        CliProcess.run(arguments, new ProductModule());
    }
}
