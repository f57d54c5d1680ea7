"""Whether the lines of an answer name the plan that they quote."""

from dataclasses import replace

from service.answer.draft import Draft
from service.answer.material import Material


def named(material: Material, draft: Draft) -> Draft:
    """Return a draft; where all of it is from one plan that is of no place, without its title.

    A place before a line keeps it from being read as what another place plans. A title, or the name of a file, says no
    more than the citation does, and is often longer than what is quoted.
    """
    plans = {proof.plan.id: proof.plan for proof in draft.proofs}
    if material.english or len(plans) != 1 or any(plan.metadata.value("place") for plan in plans.values()):
        return draft
    return replace(draft, lines=tuple(replace(line, about="") for line in draft.lines))
