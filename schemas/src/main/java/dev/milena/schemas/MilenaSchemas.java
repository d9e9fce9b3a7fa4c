// SPDX-License-Identifier: Apache-2.0
package dev.milena.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * What a program needs to work with the generated classes: Avro's trust in them, and every schema that was ever
 * released. Any thread.
 */
@NullMarked
public final class MilenaSchemas {

    /** Released versions, oldest first; each is a folder of self-contained schemas. */
    static final List<String> RELEASES = List.of("0.1.0");

    private static final ClassSecurityPredicate OURS = ClassSecurityValidator.builder()
            .add(AlignmentLink.class)
            .add(Alternative.class)
            .add(AttentionMap.class)
            .add(DeadLetter.class)
            .add(DeadLetterCode.class)
            .add(Doubt.class)
            .add(DoubtKind.class)
            .add(EnrichedText.class)
            .add(FinishReason.class)
            .add(GlossaryHit.class)
            .add(MemberLink.class)
            .add(MemberPiece.class)
            .add(ModelRef.class)
            .add(Placement.class)
            .add(ProtectedPiece.class)
            .add(Segment.class)
            .add(SourceCoordinates.class)
            .add(Span.class)
            .add(SpanUnit.class)
            .add(SplitAt.class)
            .add(Task.class)
            .add(TermUse.class)
            .add(TextEvent.class)
            .add(TokenPiece.class)
            .add(Window.class)
            .add(WindowMember.class)
            .build();

    private MilenaSchemas() {}

    /**
     * Lets Avro instantiate the classes of this package, exactly these and no other, beside whatever it trusts
     * already. Without it Avro 1.12.2 refuses them unless the system property
     * {@code org.apache.avro.SERIALIZABLE_PACKAGES} names the package. Call it before the first read; calling it again
     * is free.
     */
    public static synchronized void trust() {
        ClassSecurityPredicate present = ClassSecurityValidator.getGlobal();
        if (!present.isTrusted(TextEvent.class)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(present, OURS));
        }
    }

    /**
     * Every schema that data of a record may have been written with, by fingerprint.
     *
     * @param current the schema in use, such as {@code TextEvent.getClassSchema()}
     * @return CRC-64-AVRO fingerprint of the parsing canonical form to schema; released ones first, oldest first, then
     *     the current one
     */
    public static Map<Long, Schema> writers(Schema current) {
        Map<Long, Schema> writers = new LinkedHashMap<>();
        for (String release : RELEASES) {
            Schema released = released(release, current.getName());
            if (released != null) {
                writers.put(SchemaNormalization.parsingFingerprint64(released), released);
            }
        }
        writers.put(SchemaNormalization.parsingFingerprint64(current), current);
        return writers;
    }

    private static @Nullable Schema released(String release, String name) {
        String resource = "history/" + release + "/" + name + ".avsc";
        try (InputStream schema = MilenaSchemas.class.getResourceAsStream(resource)) {
            // a record that was added later has no older schemas
            return schema == null ? null : new Schema.Parser().parse(schema);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the released schema " + resource, e);
        }
    }
}
