// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveGlossaryTest {
    private static final LanguagePair EN_DE = new LanguagePair("en", "de");

    private final LiveGlossary live = new LiveGlossary(new GlossaryBuilder()
            .add(EN_DE, GlossaryEntry.translated("umbrella", "Regenschirm"))
            .build());

    @Test
    void shouldPutItsTermsOverThoseBeneath() {
        live.put("en-de:Umbrella", "Schirm");
        live.put("en-de:car", "Wagen\texact");

        assertThat(targets()).containsExactly("Schirm", "Wagen");

        live.put("en-de:Umbrella", null);

        assertThat(targets()).containsExactly("Regenschirm", "Wagen");

        live.clear();

        assertThat(targets()).containsExactly("Regenschirm");
    }

    @Test
    void shouldForgetATermWhoseNewValueCannotBeUsed() {
        live.put("en-de:car", "Wagen");

        for (String broken : List.of("", "Wagen\texakt", "Wagen\texact\tmore")) {
            assertThatThrownBy(() -> live.put("en-de:car", broken)).isInstanceOf(IllegalArgumentException.class);
            assertThat(targets()).containsExactly("Regenschirm");
        }
        assertThatThrownBy(() -> live.put("car", "Wagen")).hasMessageContaining("the key has no colon");
    }

    @Test
    void shouldGoBackToTheKeyBeforeWhenTheLastOneOfATermIsDeleted() {
        live.put("en-de:UMBRELLA", "Schirm");
        live.put("en-de:umbrella", "Parapluie");
        live.put("en-de:umbrella", null);

        assertThat(targets()).containsExactly("Schirm");
    }

    @Test
    void shouldFindWhatIsThereAndLeaveNothingOfWhatIsGone() {
        live.put("en-de:traffic jam", "Stau");
        live.put("en-de:traffic", "Verkehr");
        live.put("en-de:Jam", "Konfitüre\tmatch-case");
        live.put("en-de:traffic", null);

        assertThat(found("A traffic jam of Jam, jam and traffic")).containsExactly("Stau", "Konfitüre");

        live.put("en-de:traffic jam", null);
        live.put("en-de:Jam", null);

        assertThat(found("A traffic jam of Jam")).isEmpty();
        assertThat(new LiveGlossary().get().between("en", "de").find("x")).isEmpty();
        assertThat(live.get().size()).isEqualTo(1);
    }

    private List<String> found(String text) {
        return live.get().between("en", "de").find(text).stream()
                .map(match -> match.entry().target())
                .toList();
    }

    private List<String> targets() {
        return live.get().between("en", "de").entries().stream()
                .map(GlossaryEntry::target)
                .toList();
    }
}
