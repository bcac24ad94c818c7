package io.kss.cli.command;

import picocli.CommandLine.Parameters;

/** The VM that most commands are about. */
final class VmArgument {

    @Parameters(paramLabel = "VM", description = "The VM's name.", converter = VmName.class)
    private String name = "";

    String name() {
        return name;
    }
}
