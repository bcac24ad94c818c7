package io.kss.spi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "-", "_", "0", "a/b/c", "a..b", "a.b-c_d/0", "kss-repository.json"})
    void legalKeysAreAccepted(String key) {
        assertThat(new ObjectKey(key)).hasToString(key);
        assertThat(ObjectKey.requirePrefix(key + "/")).isEqualTo(key + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a/", "/a", "a//b", ".", "..", "a/..", "../a", ".a", "a.", "a./b", "A", "a b", "ä", "a\n",
                "a\\b", "a:b"
            })
    void illegalKeysAreRefusedByName(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectKey(key))
                .withMessageContaining(key);
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.requirePrefix(key + "/"));
    }

    @Test
    void prefixNeedsItsSlash() {
        assertThat(ObjectKey.requirePrefix("")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.requirePrefix("vms"));
    }

    @Test
    void lengthsAreLimited() {
        String segment = "x".repeat(100);
        assertThat(new ObjectKey(segment + "/" + segment + "/" + "y".repeat(38)).value())
                .hasSize(240);
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey(segment + "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectKey(segment + "/" + segment + "/" + "y".repeat(39)));
    }

    @Test
    void childIsBelowItsParent() {
        assertThat(new ObjectKey("vms").child("a")).isEqualTo(new ObjectKey("vms/a"));
        assertThat(new ObjectKey("vms/a").name()).isEqualTo("a");
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey("vms").child(".."));
    }
}
