// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a checkout of its own, with a Java and a Maven that only say how they were called. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "milena");

    private static final List<String> USUAL_TOOLS = List.of(
            "bash",
            "cat",
            "cksum",
            "dirname",
            "find",
            "grep",
            "head",
            "mkdir",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "sort",
            "stty",
            "tail",
            "touch",
            "tr",
            "xargs");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Path jdk;

    /** What a run left behind. */
    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeACheckout() throws IOException {
        home = Files.createDirectories(folder.resolve("a check out")); // paths have spaces
        Files.copy(LAUNCHER, home.resolve("milena"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve(".mvn"));
        for (String module : List.of("api", "schemas", "engine", "processor", "avro", "host", "app")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(home.resolve("app/src/main/A.java"), "class A {}");
        jdk = folder.resolve("jdk");
        tool(jdk.resolve("bin/java"), "for a in \"$@\"; do printf '<%s>' \"$a\"; done; echo; exit 5");
        tool(jdk.resolve("bin/javac"), "exit 0");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        maven("mkdir -p app/target/launcher/lib && touch app/target/launcher/lib/milena.jar");
    }

    @Test
    void shouldBuildOnFirstUseAndPassArgumentsThrough() throws Exception {
        Result result = run(home, "./milena", "infer", "--beam", "4", "two words");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.out())
                .endsWith("<dev.milena.app.Milena><infer><--beam><4><two words>\n")
                .contains("<-Dmilena.home=" + home.toRealPath() + ">")
                .contains("<-Dmilena.terminal.out=false>");
        assertThat(result.err()).contains("building from source").contains("built in");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void shouldNotBuildAgainUntilASourceChanges() throws Exception {
        run(home, "./milena", "--version");
        Result second = run(home, "./milena", "--version");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);

        Files.writeString(home.resolve("app/src/main/A.java"), "class B {}");
        run(home, "./milena", "--version");
        assertThat(builds()).isEqualTo(2);

        Files.writeString(home.resolve("schemas/src/main/new.avsc"), "{}");
        run(home, "./milena", "--version");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void shouldWorkFromAnyFolderAndThroughSymlinks() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Files.createSymbolicLink(elsewhere.resolve("first"), home.resolve("milena"));
        Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));

        Result result = run(elsewhere, "./second", "demo");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.out()).contains("<-Dmilena.home=" + home.toRealPath() + ">");
    }

    @Test
    void shouldSayWhatFailedAndTryAgainNextTime() throws Exception {
        maven("echo '[ERROR] no such thing'; exit 1");
        Result failed = run(home, "./milena", "demo");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("[ERROR] no such thing")
                .contains("the build failed (mvn exited with 1)")
                .contains("build.log");
        assertThat(failed.out()).isEmpty();

        maven("mkdir -p app/target/launcher/lib");
        assertThat(run(home, "./milena", "demo").exitCode()).isEqualTo(5);
    }

    @Test
    void shouldRefuseAnOldJava() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");

        Result result = run(home, "./milena", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("is Java 8; Milena needs 17 or newer").contains("JAVA_HOME");
    }

    @Test
    void shouldAskJavaForItsVersionWhereNoFileSaysIt() throws Exception {
        Files.delete(jdk.resolve("release"));
        tool(jdk.resolve("bin/java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

        assertThat(run(home, "./milena", "demo").err()).contains("is Java 11;");
    }

    @Test
    void shouldRefuseAWrongJavaHome() throws Exception {
        Result result = run(Map.of("JAVA_HOME", "/nowhere"), home, "./milena", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("JAVA_HOME=/nowhere holds no bin/java");
    }

    @Test
    void shouldSayThatMavenIsMissingOnlyWhenItIsNeeded() throws Exception {
        run(home, "./milena", "demo");
        Files.delete(folder.resolve("tools/mvn"));
        assertThat(run(home, "./milena", "demo").exitCode()).isEqualTo(5);

        Files.writeString(home.resolve("pom.xml"), "<project></project>");
        Result result = run(home, "./milena", "demo");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no mvn on the PATH");
    }

    @Test
    void shouldBuildOnceWhenTwoStartTogether() throws Exception {
        maven("sleep 1; mkdir -p app/target/launcher/lib");
        Process first = start(Map.of(), home, folder.resolve("first"), "./milena", "demo");
        Process second = start(Map.of(), home, folder.resolve("second"), "./milena", "demo");

        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(List.of(first.exitValue(), second.exitValue())).containsExactly(5, 5);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void shouldTakeOverTheLockOfABuildThatWasKilled() throws Exception {
        Path lock = Files.createDirectories(home.resolve("app/target/launcher/lock"));
        Files.writeString(lock.resolve("pid"), "999999999");

        assertThat(run(home, "./milena", "demo").exitCode()).isEqualTo(5);
    }

    @Test
    void shouldRunAnInstallationWithoutSources() throws Exception {
        Path installed =
                Files.createDirectories(folder.resolve("installed/lib")).getParent();
        Files.copy(LAUNCHER, installed.resolve("milena"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(installed.resolve("lib/milena.jar"));

        Result result = run(installed, "./milena", "demo");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.out()).contains(installed.toRealPath() + "/lib/");
        assertThat(builds()).isZero();
    }

    @Test
    void shouldAppendFurtherJarsOfAFolderWhereThereIsOne() throws Exception {
        String own = "app/target/launcher/lib/*";
        assertThat(run(home, "./milena", "run").out()).contains(own + ">").doesNotContain("plugins");

        Files.createDirectories(home.resolve("plugins"));
        assertThat(run(home, "./milena", "run").out()).contains(own + ":" + home.toRealPath() + "/plugins/*>");

        Path others = Files.createDirectories(folder.resolve("my serdes"));
        assertThat(run(Map.of("MILENA_PLUGINS", others.toString()), home, "./milena", "run")
                        .out())
                .contains(own + ":" + others + "/*>")
                .doesNotContain("/plugins/*");

        Result missing = run(Map.of("MILENA_PLUGINS", "/nowhere"), home, "./milena", "run");
        assertThat(missing.exitCode()).isEqualTo(5);
        assertThat(missing.out()).contains(own + ">");
    }

    @Test
    void shouldBuildAgainWhenASourceOfAnyModuleChanges() throws Exception {
        run(home, "./milena", "--version");
        int expected = 1;
        for (String module : List.of("api", "engine", "avro", "host")) {
            Files.writeString(home.resolve(module).resolve("src/main/B.java"), "class B {}");
            run(home, "./milena", "--version");
            assertThat(builds()).as(module).isEqualTo(++expected);
        }
    }

    @Test
    void shouldQuietNewerJavasAndPassJvmOptions() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");

        assertThat(run(Map.of("MILENA_OPTS", "-Xmx1g -Da=b"), home, "./milena", "run")
                        .out())
                .contains("<--enable-native-access=ALL-UNNAMED><--sun-misc-unsafe-memory-access=allow>")
                .contains("<-Xmx1g><-Da=b>");
    }

    @Test
    void shouldGiveJavaUtf8WhereTheLocaleIsNotInstalledOrNone() throws Exception {
        run(home, "./milena", "--version");
        tool(
                jdk.resolve("bin/java"),
                "exec bash -c 'euro=$(printf \"\\342\\202\\254\"); printf \"%s\" ${#euro}' 2>/dev/null");

        for (String locale : List.of("de_QQ.UTF-8", "C", "POSIX", "de_QQ", "C.UTF-8")) {
            assertThat(run(Map.of("LC_ALL", locale), home, "./milena", "infer").out())
                    .as("letters that are counted under " + locale)
                    .isEqualTo("1");
        }
    }

    @Test
    void shouldNotLetJavaOpenAFileInThePlaceOfAClosedStream() throws Exception {
        run(home, "./milena", "--version");
        tool(
                jdk.resolve("bin/java"),
                "for n in 0 1 2; do readlink /proc/$$/fd/$n >&9 || echo closed >&9; done 9>"
                        + folder.resolve("streams"));

        run(home, "bash", "-c", "./milena infer <&- >&- 2>&-");

        assertThat(Files.readString(folder.resolve("streams"), StandardCharsets.UTF_8))
                .doesNotContain("closed");
    }

    @Test
    void shouldEndAtOnceAndNotAmongAnswersWhenMemoryIsNotEnough() throws Exception {
        assertThat(run(home, "./milena", "infer").out())
                .contains("<-XX:+ExitOnOutOfMemoryError><-XX:+DisplayVMOutputToStderr>");
    }

    private void maven(String body) throws IOException {
        tool(folder.resolve("tools/mvn"), "echo called >>" + folder.resolve("builds") + "\n" + body);
    }

    private long builds() throws IOException {
        Path calls = folder.resolve("builds");
        if (!Files.exists(calls)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(calls)) {
            return lines.count();
        }
    }

    private static void tool(Path path, String body) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    private Result run(Path directory, String... command) throws Exception {
        return run(Map.of(), directory, command);
    }

    private Result run(Map<String, String> environment, Path directory, String... command) throws Exception {
        Path output = folder.resolve("output");
        Process process = start(environment, directory, output, command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(output, StandardCharsets.UTF_8),
                Files.readString(Path.of(output + ".err"), StandardCharsets.UTF_8));
    }

    /** The few tools that the script may use, linked one by one: the machine's own Java and Maven must not be found. */
    private String usualTools() throws IOException {
        Path tools = folder.resolve("usual tools");
        if (!Files.exists(tools)) {
            Files.createDirectories(tools);
            for (String name : USUAL_TOOLS) {
                Path program = Stream.of("/bin", "/usr/bin")
                        .map(directory -> Path.of(directory, name))
                        .filter(Files::exists)
                        .findFirst()
                        .orElseThrow();
                // a script and not a link, since the temporary folder would warn about each when it goes
                tool(tools.resolve(name), "exec " + program + " \"$@\"");
            }
        }
        return tools.toString();
    }

    private Process start(Map<String, String> environment, Path directory, Path output, String... command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(Path.of(output + ".err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("tools") + ":" + usualTools());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
