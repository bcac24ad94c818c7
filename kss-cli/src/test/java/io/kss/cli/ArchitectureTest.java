package io.kss.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The rules that hold across all modules; this one sees them all. */
class ArchitectureTest {

    private static final String[] PLUGINS = {"io.kss.storage..", "io.kss.libvirt.."};

    /** What an embedder uses. */
    private static final String[] EXPORTED = {
        "io.kss.core",
        "io.kss.core.failure",
        "io.kss.core.identity",
        "io.kss.core.progress",
        "io.kss.core.takeover",
        "io.kss.spi.."
    };

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.kss");

    @Test
    void everyModuleIsLookedAt() {
        assertThat(ALL)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "io.kss.cli",
                        "io.kss.core",
                        "io.kss.spi.storage",
                        "io.kss.libvirt",
                        "io.kss.storage.s3",
                        "io.kss.storage.sftp",
                        "io.kss.storage.smb");
    }

    @Test
    void onlyTheCommandKnowsAContainer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kss.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "jakarta.inject..", "javax.inject..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandKnowsTheCommandLineLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kss.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "ch.qos.logback..")
                .check(ALL);
    }

    @Test
    void whatIsExportedMentionsOnlyTheJdkAndItself() {
        classes()
                .that()
                .resideInAnyPackage(EXPORTED)
                .and()
                .resideOutsideOfPackage("io.kss.spi.tck..")
                .and()
                .arePublic()
                .should(new PublicSignatures(resideInAnyPackage("java..", "io.kss..")))
                .check(ALL);
    }

    @Test
    void theInterfacesForPluginsNeedOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.kss.spi..")
                .and()
                .resideOutsideOfPackage("io.kss.spi.tck..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.kss.spi..", "org.jspecify..")
                .check(ALL);
    }

    @Test
    void pluginsSeeOnlyTheirInterfaces() {
        noClasses()
                .that()
                .resideInAnyPackage(PLUGINS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kss.core..", "io.kss.cli..", "io.kss.spi.tck..")
                .check(ALL);
    }

    @Test
    void pluginsDoNotKnowEachOther() {
        slices().matching("io.kss.(storage.*|libvirt)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void theLibraryKnowsNeitherPluginsNorTheCommand() {
        noClasses()
                .that()
                .resideInAPackage("io.kss.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kss.cli..", "io.kss.storage..", "io.kss.libvirt..", "io.kss.spi.tck..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandUsesTheStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kss.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(ALL);
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kss.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(ALL);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(ALL);
    }

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
