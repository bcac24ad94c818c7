package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** What most scenes begin with, a VM that two hosts have the same state of, and what holds at the end of each. */
@Tag("simulation")
abstract class TwoHosts {

    Stage stage = new Stage();
    SimulatedHost desktop;
    SimulatedHost laptop;

    /** Begins in a fresh world. */
    @BeforeEach
    final void twoHosts() throws Exception {
        stage = new Stage();
        desktop = stage.desktopWithVm();
        laptop = stage.host("laptop");
        stage.done(laptop, PULL);
    }

    @AfterEach
    void everythingIsStillThere() throws Exception {
        stage.checkAll();
    }
}
