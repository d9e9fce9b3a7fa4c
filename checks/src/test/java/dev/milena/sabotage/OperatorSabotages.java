// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** A job that cannot work ends and says why, and no text goes where it does not belong. */
final class OperatorSabotages {
    private OperatorSabotages() {}

    static final List<Sabotage> ALL = List.of(
            // a job that cannot work ends, and says why
            Sabotage.of(
                    "a missing permission stops the application",
                    "host/RestartPolicy.java",
                    "if (cause instanceof AuthorizationException)",
                    "if (maxRestarts < 0)",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenAPermissionIsMissing"),
            Sabotage.of(
                    "threads are replaced a bounded number of times",
                    "host/RestartPolicy.java",
                    "if (count > maxRestarts)",
                    "if (count < 0)",
                    "host.RestartPolicyTest#shouldReplaceAThreadABoundedNumberOfTimesThenSayWhyItStops"),
            Sabotage.of(
                    "an application whose topic grew does not restart",
                    "host/RestartPolicy.java",
                    "if (changed != null) {",
                    "if (maxRestarts < 0) {",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenTheInputTopicGrew"),
            Sabotage.of(
                    "a model without work is alive whatever waits for brokers",
                    "host/internals/watch/Progress.java",
                    "now.paused() || !now.asked() || isAnswering",
                    "now.paused() || now.pending() == 0 || isAnswering",
                    "host.internals.watch.ProgressTest#shouldNotCountTimeInWhichNoModelHasAnythingToDo"),
            Sabotage.of(
                    "a registry whose client drops the cause is waited for",
                    "streams/internals/outage/ServersFault.java",
                    "return status.isEmpty() || isServers",
                    "return status.isPresent() && isServers",
                    "streams.internals.outage.OutagesTest#shouldTakeWhatIsAwayForAnOutageHoweverDeepItIs"),
            Sabotage.of(
                    "a commit is told of only when it has succeeded",
                    "clients/FencedProducer.java",
                    "producer.commitTransaction();\n        Commits.ofThisThread().committed();",
                    "Commits.ofThisThread().committed();\n        producer.commitTransaction();",
                    "clients.CommitsTest#shouldTellOfTransactionsThatAreCommittedAndOfNoOther"),
            Sabotage.of(
                    "a tracer that fails harms no record",
                    "streams/tracing/SafeTracer.java",
                    "} catch (RuntimeException | LinkageError e) {",
                    "} catch (ArithmeticException e) {",
                    "topology.RecordTracerTest#shouldAnswerAllTheSameWhenATracerFails"),

            // no text where it does not belong
            Sabotage.of(
                    "Kafka Streams copies no records to a topic of its own",
                    "streams/config/HandlerChecks.java",
                    "if (topic != null) {",
                    "if (topic == key) {",
                    "config.CrossChecksTest#shouldRefuseADeadLetterTopicOfKafkaStreams"),
            Sabotage.of(
                    "messages of others, which may hold text, are not repeated",
                    "streams/internals/supervision/Failures.java",
                    "cause.getClass().getName().startsWith(\"dev.milena.\") && cause",
                    "cause",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel"),
            Sabotage.of(
                    "a dead letter holds the event's value only when asked to",
                    "topology/DeadLetters.java",
                    "new Attempt(includeValue, true, true, true)",
                    "new Attempt(true, true, true, true)",
                    "topology.BadInputTest#shouldCarryTheValueOnlyWhenAskedTo"));
}
