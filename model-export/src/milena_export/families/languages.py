# SPDX-License-Identifier: Apache-2.0
"""Languages of a model: its own codes, their BCP-47 tags, and the choice that a bundle makes among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from milena_export.errors import ExportError
from milena_export.families.source import Language, Wishes

_PAIRS = (
    "afr:af aka:ak amh:am ara:ar arb:ar asm:as ava:av aym:ay ayr:ay aze:az azj:az bak:ba bel:be ben:bn bod:bo "
    "bos:bs bre:br bul:bg cat:ca ces:cs che:ce chv:cv cmn:zh cor:kw cos:co cym:cy dan:da deu:de div:dv dzo:dz "
    "ell:el eng:en epo:eo est:et eus:eu ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fry:fy ful:ff fuv:ff gaz:om "
    "gla:gd gle:ga glg:gl glv:gv grn:gn gug:gn guj:gu hat:ht hau:ha heb:he hin:hi hrv:hr hun:hu hye:hy ibo:ig "
    "ido:io ina:ia ind:id isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka kaz:kk khk:mn khm:km kik:ki "
    "kin:rw kir:ky knc:kr kon:kg kor:ko kur:ku lao:lo lat:la lav:lv lvs:lv lim:li lin:ln lit:lt ltz:lb lug:lg "
    "mal:ml mar:mr mkd:mk mlg:mg plt:mg mlt:mt mon:mn mri:mi msa:ms zsm:ms mya:my nav:nv nep:ne npi:ne nld:nl "
    "nno:nn nob:nb nor:no nya:ny oci:oc ori:or ory:or oss:os pan:pa pbt:ps pus:ps pes:fa pol:pl por:pt que:qu "
    "quy:qu roh:rm ron:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so "
    "sot:st spa:es sqi:sq als:sq srd:sc srp:sr ssw:ss sun:su swa:sw swh:sw swe:sv tah:ty tam:ta tat:tt tel:te "
    "tgk:tg tgl:tl tha:th tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz uzn:uz "
    "ven:ve vie:vi vol:vo wln:wa wol:wo xho:xh yid:yi ydd:yi yor:yo yue:yue zho:zh zul:zu ns:nso"
)
TWO_LETTERS = dict(pair.split(":") for pair in _PAIRS.split())
"""ISO 639-3 codes (and M2M100's own ``ns``) that BCP-47 spells otherwise."""
SCRIPT = re.compile(r"[A-Z][a-z]{3}")
ANY = "und"
"""BCP-47 for a language that nobody determined: a bundle of it takes whatever language an event says."""
OPUS = re.compile(r"opus-mt-(?:tc-[a-z]+-)?(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})(?![a-zA-Z])")


def tags(codes: Sequence[str]) -> dict[str, str]:
    """The BCP-47 tag of each of a model's codes.

    The script stays only where the model knows a language in several; regions (mBART's) are dropped, since ``ar_AR``
    is not the Arabic of Argentina. Codes that would get one tag keep their own spelling.
    """
    parts = {code: re.split(r"[_-]", code) for code in codes}
    language = {code: TWO_LETTERS.get(part[0].lower(), part[0].lower()) for code, part in parts.items()}
    speakers = Counter(language.values())
    tagged = {
        code: "-".join([language[code], *(p for p in parts[code][1:] if SCRIPT.fullmatch(p))])
        if speakers[language[code]] > 1
        else language[code]
        for code in codes
    }
    counts = Counter(tagged.values())
    return {code: tag if counts[tag] == 1 else code.replace("_", "-") for code, tag in tagged.items()}


def choose(ids: Mapping[str, int], wishes: Wishes, side: str) -> tuple[Language, ...]:
    """The languages of one side: all, or those asked for by tag or by the model's own code.

    Args:
        ids: the model's codes with the ids of their tokens.
        wishes: ``--languages`` and ``--source-language`` or ``--target-language``.
        side: ``source`` or ``target``.
    """
    known = [Language(tag, code, ids[code]) for code, tag in tags(sorted(ids, key=lambda c: ids[c])).items()]
    own = wishes.source_language if side == "source" else wishes.target_language
    asked = (own,) if own else wishes.languages
    if not asked:
        return tuple(known)
    chosen = []
    for name in asked:
        found = next((one for one in known if name in (one.code, one.tag)), None)
        if found is None:
            found = next((one for one in known if name.lower() == one.tag.lower()), None)
        if found is None:
            shown = ", ".join(one.tag for one in known[:20]) + (", ..." if len(known) > 20 else "")
            raise ExportError(f"the model has no language {name!r}; it has {len(known)}: {shown}")
        chosen.append(found)
    return tuple(dict.fromkeys(chosen))


def forced(ids: Mapping[str, int], wishes: Wishes, bos: int | None) -> tuple[Language, ...]:
    """Target languages of a model that begins each target with its language: one, where the checkpoint forces it."""
    code = next((code for code, index in ids.items() if index == bos), None)
    if code and not (wishes.target_language or wishes.languages):
        wishes = replace(wishes, target_language=code)
    return choose(ids, wishes, "target")


def only(given: str | None, known: str | None, side: str) -> tuple[Language, ...]:
    """The languages of a side that has no language tokens: as given (with commas), or as the checkpoint says."""
    names = (given or known or "").split(",")
    if not names[0]:
        raise ExportError(f"the checkpoint does not say its {side} language; give --{side}-language, e.g. en")
    tagged = (name.strip() if given else TWO_LETTERS.get(name.strip(), name.strip()) for name in names)
    return tuple(Language(tag=tag, code=known or tag) for tag in tagged)


def refuse_languages(wishes: Wishes) -> None:
    """Refuses ``--languages`` where a model has nothing to choose from."""
    if wishes.languages:
        raise ExportError(
            "--languages chooses among a model's language tokens, and this one has none; "
            "name its languages with --source-language and --target-language"
        )


def refuse_text_prefix(wishes: Wishes) -> None:
    """Refuses ``--text-prefix`` where language tokens stand before a text."""
    if wishes.text_prefix:
        raise ExportError("--text-prefix is for models that are told their task in words; leave it out")


def plain(wishes: Wishes, task: str) -> tuple[tuple[Language, ...], tuple[Language, ...]]:
    """Source and target languages of a model that knows nothing of languages; but for translation they are one."""
    refuse_languages(wishes)
    if task == "translation":
        return only(wishes.source_language, None, "source"), only(wishes.target_language, None, "target")
    source = wishes.source_language or wishes.target_language or ANY
    return only(source, None, "source"), only(wishes.target_language, source, "target")


def of_name(names: Sequence[str], side: str) -> str | None:
    """The language that an OPUS-MT model's name says, ``opus-mt-en-de`` or ``opus-mt-tc-big-en-pt``, if it says one."""
    for name in names:
        found = OPUS.search(name)
        if found is not None:
            return found["source" if side == "source" else "target"]
    return None
