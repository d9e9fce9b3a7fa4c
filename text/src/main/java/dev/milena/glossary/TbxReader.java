// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads TBX (ISO 30042): {@code conceptEntry/langSec/termSec/term}, and {@code termEntry/langSet/tig} or {@code ntig} of older files.
 * Document types are passed over and no entity is expanded. Not thread-safe.
 */
final class TbxReader {
    private static final String XML = "http://www.w3.org/XML/1998/namespace";

    private final Path file;
    private final GlossaryBuilder builder;
    private final StringBuilder text = new StringBuilder();
    private @Nullable LanguagePair pair;
    private @Nullable String ownLanguage;
    private TbxConcept concept = new TbxConcept();
    private boolean isStatus;
    private int added;

    TbxReader(Path file, @Nullable LanguagePair pair, GlossaryBuilder builder) {
        this.file = file;
        this.pair = pair;
        this.builder = builder;
    }

    void read(byte[] content) {
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(content));
            while (xml.hasNext()) {
                read(xml, xml.next());
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException(
                    at(e.getLocation()) + ": this is no XML that can be read"
                            + " (an element is not closed, or an entity is used that XML itself does not have); correct the line",
                    e);
        }
        if (added == 0) {
            throw new IllegalArgumentException(
                    file + " has no term with a translation" + (pair == null ? "" : " for " + pair)
                            + "; a conceptEntry needs a langSec with a term in both languages");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private void read(XMLStreamReader xml, int event) {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> start(xml);
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                text.append(xml.getText());
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw new IllegalArgumentException(at(xml.getLocation()) + ": the entity &" + xml.getLocalName()
                        + "; is used, and none is expanded; write what it stands for");
            case XMLStreamConstants.END_ELEMENT -> end(xml);
            default -> {}
        }
    }

    private void start(XMLStreamReader xml) {
        String language = xml.getAttributeValue(XML, "lang");
        switch (xml.getLocalName()) {
            case "tbx", "martif" -> ownLanguage = language;
            case "conceptEntry", "termEntry" -> concept = new TbxConcept();
            case "langSec", "langSet" -> {
                if (language == null) {
                    throw new IllegalArgumentException(at(xml.getLocation()) + ": a " + xml.getLocalName()
                            + " does not say its language; give it xml:lang");
                }
                concept.language(language);
            }
            case "termSec", "tig", "ntig" -> concept.next();
            case "term" -> text.setLength(0);
            case "termNote" -> {
                text.setLength(0);
                isStatus = "administrativeStatus".equals(xml.getAttributeValue(null, "type"));
            }
            case "administrativeStatus" -> text.setLength(0);
            default -> {}
        }
    }

    private void end(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "term" -> concept.term(text.toString().strip().replaceAll("\\s+", " "));
            case "termNote" -> {
                if (isStatus) {
                    concept.status(text.toString().strip());
                }
            }
            case "administrativeStatus" -> concept.status(text.toString().strip());
            case "conceptEntry", "termEntry" -> add(xml.getLocation());
            default -> {}
        }
    }

    private void add(Location location) {
        LanguagePair only = pair;
        String from = only == null ? ownLanguage : only.source();
        if (from == null) {
            throw new IllegalArgumentException(
                    file + " does not say from which language it leads; give its root xml:lang,"
                            + " or name it like product.en-de.tbx");
        }
        try {
            added += only != null ? concept.add(only, builder) : concept.add(from, builder);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at(location) + ", where its concept ends: " + e.getMessage(), e);
        }
    }

    private String at(@Nullable Location location) {
        return file + ", line " + (location == null ? "unknown" : location.getLineNumber());
    }
}
