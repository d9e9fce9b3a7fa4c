// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.Milena;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Starts {@code milena run} with the settings of a run, each job with a folder and a log of its own. Any thread. */
final class JobLauncher implements JobProcesses.Launcher {
    private static final int HEAP_MEGABYTES = 256;
    private static final int HEAP_MEGABYTES_WITH_BUNDLE = 512;

    private final ChaosOptions options;
    private final JobSettings settings;
    private final Path folder;

    JobLauncher(ChaosOptions options, JobSettings settings, Path folder) {
        this.options = options;
        this.settings = settings;
        this.folder = folder;
    }

    @Override
    public Child launch(int index, int life) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--verbose",
                "--log-file",
                log(index).toString(),
                "--until-end-of-input",
                "--config",
                settings.write(index, life, stateDir(index)).toString()));
        if (options.bundle() == null) {
            arguments.addAll(time(options.engine().time()));
            if (options.engine().poisonPerMille() > 0) {
                arguments.add("--test-engine-fails=" + options.engine().poisonFails());
            }
            if (options.engine().leakKilobytes() > 0) {
                arguments.add("--test-engine-leak=" + options.engine().leakKilobytes());
            }
        }
        if (options.topology() != ChaosTopology.EVENTS) {
            arguments.add("--test-topology=" + options.topology());
        }
        if (options.unloggedBuffer()) {
            arguments.add("--unlogged-buffer");
        }
        if (options.deletesAtOnce()) {
            arguments.add("--without-transactions");
        }
        return Child.start(folder.resolve("job-" + index + ".out"), heap(), Milena.class, arguments);
    }

    private static List<String> time(EngineTime time) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--test-engine=" + time.millisPerBatch());
        if (time.scales()) {
            arguments.add("--test-engine-scales");
        }
        if (time.isRate()) {
            arguments.add("--test-engine-rate=" + time.textsPerSecond());
        }
        if (time.uneven()) {
            arguments.add("--test-engine-uneven");
        }
        if (!time.stall().isZero()) {
            arguments.add("--test-engine-stalls=" + time.stall().toSeconds());
        }
        return arguments;
    }

    private List<String> heap() {
        int megabytes = options.bundle() == null ? HEAP_MEGABYTES : HEAP_MEGABYTES_WITH_BUNDLE;
        return options.calm()
                ? List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m", "-XX:+AlwaysPreTouch")
                : List.of("-Xmx" + megabytes + "m");
    }

    @Override
    public void killed(int index) {
        if (!options.keepState()) {
            delete(stateDir(index));
        }
    }

    /** Where a job logs, over all its lives. */
    Path log(int index) {
        return folder.resolve("job-" + index + ".log");
    }

    private Path stateDir(int index) {
        return folder.resolve("state-" + index);
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state of a killed job cannot be deleted", e);
        }
    }
}
