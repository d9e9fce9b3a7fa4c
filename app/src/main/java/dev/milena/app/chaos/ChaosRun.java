// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.api.TextModel;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.chaos.Verifier.Findings;
import dev.milena.app.chaos.job.SimulatedModel;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.host.HostException;
import dev.milena.model.Bundles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run from the first broker's start to the verdict. Use it once; one thread. */
public final class ChaosRun {
    private static final Duration START_UP = Duration.ofMinutes(3);
    private static final Duration COUNTED = Duration.ofSeconds(60);
    private static final Duration CLEAN_UP = Duration.ofSeconds(30);

    private final ChaosOptions options;
    private final Terminal terminal;
    private final Path folder;
    private final Contract contract;
    private final @Nullable MemoryWatch memory;

    /**
     * @param folder empty; logs and data are left there
     */
    public ChaosRun(ChaosOptions options, Terminal terminal, Path folder) {
        this(options, terminal, folder, null);
    }

    /**
     * @param folder empty; logs and data are left there
     * @param memory watches what the jobs take while events are sent, or null
     */
    ChaosRun(ChaosOptions options, Terminal terminal, Path folder, @Nullable MemoryWatch memory) {
        this.options = options;
        this.terminal = terminal;
        this.folder = folder;
        this.contract = Contract.of(options);
        this.memory = memory;
    }

    /**
     * Runs it.
     *
     * @throws CommandFailure when brokers or jobs do not start, or events cannot be sent
     */
    public ChaosReport run() {
        try (BrokerProcesses brokers =
                BrokerProcesses.start(options.brokers(), options.faults().cuts() > 0, !options.calm(), folder)) {
            JobSettings settings = new JobSettings(options, brokers, folder);
            MilenaConfig config = settings.config();
            Cluster cluster = new Cluster(config);
            JobLauncher launcher = new JobLauncher(options, settings, folder);
            try (JobProcesses jobs = new JobProcesses(launcher);
                    GroupView group = new GroupView(cluster)) {
                createTopics(cluster);
                jobs.start(options.instances());
                Waiting.require("jobs that own every partition", START_UP, () -> allOwned(jobs, group));
                terminal.err().println("brokers and jobs are up");
                return underLoad(config, cluster, brokers, jobs, launcher, group);
            }
        }
    }

    private void createTopics(Cluster cluster) {
        Topics topics = new Topics(cluster);
        Waiting.require("brokers that make topics", START_UP, () -> {
            try {
                topics.create(options.partitions(), Optional.of((short) options.brokers()));
                return true;
            } catch (CommandFailure | HostException e) {
                return false; // not all brokers are up yet
            }
        });
    }

    private boolean allOwned(JobProcesses jobs, GroupView group) {
        Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
        return owners != null
                && owners.size() == options.instances()
                && GroupView.owned(owners) == options.partitions();
    }

    private ChaosReport underLoad(
            MilenaConfig config,
            Cluster cluster,
            BrokerProcesses brokers,
            JobProcesses jobs,
            JobLauncher launcher,
            GroupView group) {
        ChaosTexts texts = new ChaosTexts(options);
        LoadClock clock = new LoadClock(options.load());
        PacedProducer producer = new PacedProducer(options, texts, brokers.bootstrapServers(), clock);
        try (AnswerWatch answers = new AnswerWatch(cluster, contract);
                HealthWatch health = new HealthWatch()) {
            Injector injector = new Injector(
                    options,
                    FaultSchedule.of(options),
                    brokers,
                    jobs,
                    launcher,
                    group,
                    producer,
                    clock,
                    answers,
                    terminal);
            JobProcesses.daemon(answers, "chaos-answers").start();
            JobProcesses.daemon(producer, "chaos-producer").start();
            Waiting.require("the first event", START_UP, () -> producer.startedAt() > 0);
            if (memory != null) {
                memory.start(jobs, launcher);
            }
            health.start(jobs, launcher);
            JobProcesses.daemon(injector, "chaos-injector").start();

            // longer than everything that may take its time, one after the other
            Duration longest = options.load()
                    .plus(START_UP)
                    .plusSeconds(60L * options.faults().count())
                    .plus(options.faults().pause().multipliedBy(options.faults().pauses()));
            Waiting.until(longest, () -> producer.done() && injector.done());
            if (memory != null) {
                memory.close();
            }
            failIfNotSent(producer);
            terminal.err().println("all events are sent; waiting for the rest of the answers");
            Waiting.until(
                    longest,
                    () -> answers.answered() >= producer.acknowledged()
                            || answers.quiet().compareTo(options.patience()) > 0);
            double seconds = (System.currentTimeMillis() - answers.quiet().toMillis() - producer.startedAt()) / 1e3;
            CommittedRecords records = new CommittedRecords(cluster, contract);
            if (options.atLeastOnce()) {
                // answered entries are kept until their sends must have ended
                Waiting.until(
                        Duration.ofMillis(JobSettings.DELIVERY_MILLIS).plus(CLEAN_UP), () -> pending(records) == 0);
            }
            injector.awaitRecoveries();
            List<Integer> exitCodes = jobs.stop();
            return verdict(
                    config, records, texts, jobs, launcher, group, producer, answers, injector, health, exitCodes,
                    seconds);
        }
    }

    private static void failIfNotSent(PacedProducer producer) {
        Exception failure = producer.failure();
        if (failure != null) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the run's events could not be sent: " + failure.getMessage(), failure);
        }
    }

    private List<String> changelogs() {
        return contract.stores().stream()
                .map(store -> JobSettings.APPLICATION + "-" + store + "-changelog")
                .toList();
    }

    private int pending(CommittedRecords records) {
        return changelogs().stream()
                .mapToInt(changelog -> records.liveKeys(changelog).size())
                .sum();
    }

    private ChaosReport verdict(
            MilenaConfig config,
            CommittedRecords records,
            ChaosTexts texts,
            JobProcesses jobs,
            JobLauncher launcher,
            GroupView group,
            PacedProducer producer,
            AnswerWatch answers,
            Injector injector,
            HealthWatch health,
            List<Integer> exitCodes,
            double seconds) {
        List<String> topics = new ArrayList<>(
                List.of(CommittedRecords.ANSWERS, CommittedRecords.ATTENTION, CommittedRecords.DEAD_LETTERS));
        if (!options.unloggedBuffer()) {
            topics.addAll(changelogs());
        }
        Waiting.until(
                Duration.ofMillis(JobSettings.transactionMillis(options)).plus(CLEAN_UP),
                () -> group.openTransactions() == 0 && records.heldBack(topics) == 0);
        List<Sent> sent = producer.sent();
        List<Output> outputs = records.outputs();
        Findings findings = verify(config, texts, sent, outputs);
        List<JobLog> logs = IntStream.range(0, options.jobs())
                .mapToObj(job -> JobLog.read(launcher.log(job)))
                .toList();
        List<Injected> injected = injector.injected();
        return new ChaosReport(
                options,
                sent.size(),
                findings,
                contract.attention() ? AttentionMaps.wrong(records.attentionMaps(), outputs, options.atLeastOnce()) : 0,
                group.openTransactions(),
                records.heldBack(topics),
                options.unloggedBuffer() ? 0 : pending(records),
                injected.stream().map(hit -> hit(hit, logs, answers, health)).toList(),
                (int) injected.stream()
                        .filter(hit -> hit.atMillis() <= producer.lastSentAt())
                        .count(),
                SelfEnds.byReason(jobs.selfEnds(), logs),
                SelfEnds.threadsByCause(logs),
                new ChaosReport.JobSigns(
                        health.summary(),
                        logs.stream().mapToInt(JobLog::fenced).sum(),
                        logs.stream().mapToInt(JobLog::lateStops).sum()),
                exitCodes,
                seconds);
    }

    private Findings verify(MilenaConfig config, ChaosTexts texts, List<Sent> sent, List<Output> outputs) {
        List<TextModel> models =
                options.bundle() == null ? List.of(new SimulatedModel()) : Bundles.openAll(config.settings());
        try {
            ExpectedAnswers expected = new ExpectedAnswers(texts, models.get(0), options.topology(), sent);
            return new Verifier(sent, expected::of, contract.parts()).verify(outputs);
        } finally {
            models.forEach(TextModel::close);
        }
    }

    private ChaosReport.Hit hit(Injected hit, List<JobLog> logs, AnswerWatch answers, HealthWatch health) {
        Fault fault = hit.fault();
        long end = hit.atMillis() + COUNTED.toMillis();
        return new ChaosReport.Hit(
                fault.kind(),
                fault.kind().ofABroker() || fault.kind() == Fault.Kind.JOIN
                        ? hit.unanswered()
                        : JobLog.restored(logs, hit.partitions(), hit.atMillis(), end),
                answers.longestPause(hit.partitions(), hit.atMillis()),
                hit.proven() && (fault.kind() != Fault.Kind.PAUSE || saidSo(hit, health)),
                hit.coordinatorMoved(),
                hit.tookMillis(),
                fault.kind() == Fault.Kind.KILL
                        ? Recovery.of(hit.atMillis(), logs.get(fault.target()), answers)
                        : null);
    }

    /** Whether every job told its supervisor that it is well and cannot work while all brokers slept. */
    private boolean saidSo(Injected pause, HealthWatch health) {
        return health.notReady(pause.atMillis(), pause.atMillis() + pause.tookMillis()) >= options.instances();
    }
}
