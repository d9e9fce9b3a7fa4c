# SPDX-License-Identifier: Apache-2.0
"""Languages of models with many of them: BCP-47 tags and the choice of some."""

import pytest
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as M2M
from transformers.models.mbart50.tokenization_mbart50 import FAIRSEQ_LANGUAGE_CODES as MBART50
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as NLLB

from milena_export.errors import ExportError
from milena_export.families.languages import choose, forced, only, tags
from milena_export.families.source import Wishes

IDS = {"eng_Latn": 7, "zho_Hans": 8, "zho_Hant": 9, "deu_Latn": 10}


@pytest.mark.parametrize("codes", [NLLB, MBART50, M2M["m2m100"], M2M["wmt21"]])
def test_should_give_each_language_a_tag_of_its_own_when_a_model_has_many(codes: list[str]) -> None:
    assert len(set(tags(codes).values())) == len(codes)


def test_should_say_bcp_47_when_a_code_is_the_models_own() -> None:
    nllb, mbart, m2m = tags(NLLB), tags(MBART50), tags(M2M["m2m100"])
    assert [nllb[code] for code in ("eng_Latn", "zho_Hans", "zho_Hant", "srp_Cyrl", "ace_Arab")] == [
        "en",
        "zh-Hans",
        "zh-Hant",
        "sr",
        "ace-Arab",
    ]
    assert [mbart[code] for code in ("en_XX", "ar_AR", "zh_CN")] == ["en", "ar", "zh"]
    assert [m2m[code] for code in ("de", "ns", "ceb")] == ["de", "nso", "ceb"]
    assert tags(["fra", "cmn_Hans", "cmn_Hant"]) == {
        "fra": "fr",
        "cmn_Hans": "zh-Hans",
        "cmn_Hant": "zh-Hant",
    }


def test_should_choose_by_tag_or_code_when_asked() -> None:
    chosen = choose(IDS, Wishes(languages=("de", "zho_Hant", "EN")), "source")
    assert [(language.tag, language.code, language.id) for language in chosen] == [
        ("de", "deu_Latn", 10),
        ("zh-Hant", "zho_Hant", 9),
        ("en", "eng_Latn", 7),
    ]
    assert [one.tag for one in choose(IDS, Wishes(source_language="en", languages=("de",)), "source")] == [
        "en"
    ]
    assert [one.tag for one in choose(IDS, Wishes(), "target")] == ["en", "zh-Hans", "zh-Hant", "de"]
    with pytest.raises(ExportError, match="no language 'fr'; it has 4: en, zh-Hans, zh-Hant, de"):
        choose(IDS, Wishes(languages=("fr",)), "target")


def test_should_keep_to_the_forced_language_unless_another_is_asked_for() -> None:
    assert [one.code for one in forced(IDS, Wishes(), 10)] == ["deu_Latn"]
    assert [one.code for one in forced(IDS, Wishes(languages=("en",)), 10)] == ["eng_Latn"]
    assert len(forced(IDS, Wishes(), None)) == 4


def test_should_take_languages_as_given_when_a_model_has_no_tokens() -> None:
    assert [one.tag for one in only("fr, it", "roa", "source")] == ["fr", "it"]
    assert [one.tag for one in only(None, "en", "source")] == ["en"]
    with pytest.raises(ExportError, match="give --target-language"):
        only(None, None, "target")


def test_should_list_languages_by_their_ids_whatever_order_the_tokenizer_tells_them_in() -> None:
    """Some tokenizers keep them in a set, whose order differs from run to run; a bundle must not."""
    told = {"zul_Latn": 12, "deu_Latn": 11, "eng_Latn": 10}
    for ids in (told, dict(reversed(told.items()))):
        chosen = choose(ids, Wishes(), "source")
        assert [language.code for language in chosen] == ["eng_Latn", "deu_Latn", "zul_Latn"]
