package io.kss.cli;

/** The entry point. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Guice would generate classes at run time; start-up is faster without.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        CliProcess.run(arguments, new ProductModule());
    }
}
