package io.kss.cli;

import io.kss.core.Hooks;
import io.kss.core.failure.KssException;
import io.kss.core.workspace.BackgroundPush;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hooks that answer what a test put in. */
final class FakeHooks implements Hooks {

    final List<String> managed = new ArrayList<>();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final Map<String, KssException> refusals = new LinkedHashMap<>();
    Optional<BackgroundPush> push = Optional.empty();

    @Override
    public List<String> managed() {
        return managed;
    }

    @Override
    public void admitStart(String vm, Duration patience) throws KssException {
        called("start", vm);
    }

    @Override
    public void admitIncoming(String vm) throws KssException {
        called("incoming", vm);
    }

    @Override
    public Optional<BackgroundPush> afterStop(String vm) throws KssException {
        called("afterStop", vm);
        return push;
    }

    @Override
    public Optional<BackgroundPush> goOn(String vm) throws KssException {
        called("goOn", vm);
        return push;
    }

    @Override
    public boolean bringDown(String vm) throws KssException {
        called("bringDown", vm);
        return true;
    }

    private void called(String what, String vm) throws KssException {
        calls.add(what + " " + vm);
        if (refusals.containsKey(vm)) {
            throw refusals.get(vm);
        }
    }
}
