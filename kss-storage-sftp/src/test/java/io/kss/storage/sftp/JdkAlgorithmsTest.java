package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.mac.Macs;
import java.lang.reflect.Field;
import java.util.List;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.cipher.BaseCipher;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.mac.MAC;
import org.junit.jupiter.api.Test;

/** Our algorithms give what SSHJ's own give, from another provider. */
class JdkAlgorithmsTest {

    private static <T> T create(List<? extends Factory.Named<T>> ours, String name) {
        return ours.stream()
                .filter(factory -> factory.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .create();
    }

    @Test
    void ciphersAreTheJvmsWhileSshjKeepsItsOwnProvider() throws Exception {
        for (Factory.Named<Cipher> factory : JdkCiphers.all()) {
            Cipher cipher = factory.create();
            cipher.init(Cipher.Mode.Encrypt, new byte[64], new byte[64]);
            Field field = BaseCipher.class.getDeclaredField("cipher");
            field.setAccessible(true);
            assertThat(((javax.crypto.Cipher) field.get(cipher)).getProvider().getName())
                    .as(factory.getName())
                    .isNotEqualTo(SecurityUtils.BOUNCY_CASTLE);
        }
        assertThat(SecurityUtils.getSecurityProvider()).isEqualTo(SecurityUtils.BOUNCY_CASTLE);
    }

    @Test
    void ciphersGiveTheSameBytesAsSshjs() {
        for (Factory.Named<Cipher> theirs : List.<Factory.Named<Cipher>>of(
                GcmCiphers.AES128GCM(), GcmCiphers.AES256GCM(), BlockCiphers.AES128CTR(), BlockCiphers.AES256CTR())) {
            byte[] key = Stores.bytes(1, 64);
            byte[] iv = Stores.bytes(2, 64);
            Cipher expected = theirs.create();
            Cipher actual = create(JdkCiphers.all(), theirs.getName());
            expected.init(Cipher.Mode.Encrypt, key, iv);
            actual.init(Cipher.Mode.Encrypt, key, iv);
            int tag = expected.getAuthenticationTagSize();
            assertThat(actual.getAuthenticationTagSize()).isEqualTo(tag);
            assertThat(actual.getBlockSize()).isEqualTo(expected.getBlockSize());
            assertThat(actual.getIVSize()).isEqualTo(expected.getIVSize());
            for (int packet = 0; packet < 3; packet++) {
                byte[] one = Stores.bytes(packet, 4 + 320 + tag);
                byte[] other = one.clone();
                encrypt(expected, one, tag);
                encrypt(actual, other, tag);
                assertThat(other).as(theirs.getName()).isEqualTo(one);
            }
        }
    }

    private static void encrypt(Cipher cipher, byte[] packet, int tag) {
        if (tag > 0) {
            cipher.updateAAD(packet, 0, 4);
        }
        cipher.update(packet, 4, packet.length - 4 - tag);
    }

    @Test
    void macsGiveTheSameBytesAsSshjs() {
        for (Macs.Factory theirs :
                List.of(Macs.HMACSHA2256(), Macs.HMACSHA2256Etm(), Macs.HMACSHA2512(), Macs.HMACSHA2512Etm())) {
            MAC expected = theirs.create();
            MAC actual = create(JdkMac.all(), theirs.getName());
            assertThat(actual.getBlockSize()).isEqualTo(expected.getBlockSize());
            assertThat(actual.isEtm()).isEqualTo(expected.isEtm());
            for (MAC mac : List.of(expected, actual)) {
                mac.init(Stores.bytes(1, 100));
                mac.update(0xfedcba98L);
                mac.update(Stores.bytes(2, 50));
                mac.update(Stores.bytes(3, 50), 10, 20);
            }
            byte[] written = new byte[actual.getBlockSize() + 3];
            byte[] result = expected.doFinal();
            actual.doFinal(written, 3);
            assertThat(written).endsWith(result);
            assertThat(actual.doFinal(Stores.bytes(4, 9))).isEqualTo(expected.doFinal(Stores.bytes(4, 9)));
        }
    }
}
