package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jcifs.util.Crypto;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class AesCmacTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("2b7e151628aed2a6abf7158809cf4f3c");
    private static final byte[] MESSAGE =
            HEX.parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

    private record Example(int length, String mac) {}

    private static final List<Example> RFC_4493 = List.of(
            new Example(0, "bb1d6929e95937287fa37d129b756746"),
            new Example(16, "070a16b46b4d4144f79bdd9dd04a287c"),
            new Example(40, "dfa66747de9ae63030ca32611497c827"),
            new Example(64, "51f0bebf7e3b9d92fc49741779363cfe"));

    private static Mac ours() throws Exception {
        return keyed(Mac.getInstance("AESCMAC", new JdkCrypto()), KEY);
    }

    private static Mac keyed(Mac mac, byte[] key) throws Exception {
        mac.init(new SecretKeySpec(key, "HMAC"));
        return mac;
    }

    @Test
    void givesTheExamplesOfRfc4493() throws Exception {
        Mac mac = ours();
        for (Example example : RFC_4493) {
            assertThat(HEX.formatHex(mac.doFinal(Arrays.copyOf(MESSAGE, example.length()))))
                    .as("%d bytes", example.length())
                    .isEqualTo(example.mac());
        }
    }

    @Test
    void givesTheSameHoweverTheMessageIsCut() throws Exception {
        Mac mac = ours();
        for (Example example : RFC_4493) {
            for (int first = 0; first <= example.length(); first++) {
                for (int second = first; second <= example.length(); second++) {
                    mac.update(MESSAGE, 0, first);
                    mac.update(MESSAGE, first, second - first);
                    for (int i = second; i < example.length(); i++) {
                        mac.update(MESSAGE[i]);
                    }
                    assertThat(HEX.formatHex(mac.doFinal())).isEqualTo(example.mac());
                }
            }
        }
    }

    @Test
    void resetForgetsWhatWasThere() throws Exception {
        Mac mac = ours();
        for (int length : List.of(1, 16, 17, 64, 5000)) {
            mac.update(new byte[length]);
            mac.reset();
            assertThat(HEX.formatHex(mac.doFinal(Arrays.copyOf(MESSAGE, 40))))
                    .isEqualTo(RFC_4493.get(2).mac());
        }
    }

    @Test
    void agreesWithBouncyCastleOnMessagesOfAnyLength() throws Exception {
        long seed = 4493;
        Random random = new Random(seed);
        Mac theirs = Mac.getInstance("AESCMAC", new BouncyCastleProvider());
        Mac ours = ours();
        for (int i = 0; i < 400; i++) {
            byte[] key = new byte[16];
            random.nextBytes(key);
            byte[] message = new byte[i < 200 ? i : random.nextInt(70_000)];
            random.nextBytes(message);
            byte[] expected = keyed(theirs, key).doFinal(message);
            assertThat(keyed(ours, key).doFinal(message))
                    .as("seed %d, message %d of %d bytes", seed, i, message.length)
                    .isEqualTo(expected);
        }
    }

    @Test
    void jcifsTakesItsCmacFromHereAndTheRestFromBouncyCastle() throws Exception {
        JdkCrypto.install();
        JdkCrypto.install();
        assertThat(Crypto.getProvider()).isInstanceOf(JdkCrypto.class);
        assertThat(Mac.getInstance("AESCMAC", Crypto.getProvider()).getProvider())
                .isInstanceOf(JdkCrypto.class);
        assertThat(java.security.MessageDigest.getInstance("SHA3-256", Crypto.getProvider())
                        .getDigestLength())
                .isEqualTo(32);
        // RFC 1320
        assertThat(HEX.formatHex(Crypto.getMD4().digest("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isEqualTo("a448017aaf21d8525fc10ae87aa6729d");
    }
}
