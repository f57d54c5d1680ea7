"""The sidecar: `NAME.toml` beside `NAME.txt`, which overrides or adds what the text says of itself.

title = "和平区应急体系建设“十四五”规划"
place = "辽宁省沈阳市和平区"
issued_on = 2021-12-17
"""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from corpus.errors import CorpusError
from corpus.places import gazetteer
from corpus.plan import Fact, Metadata, Origin

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Sidecar(BaseModel):
    """The fields that a sidecar may give; every one is optional."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text | None = None
    place: _Text | None = None
    doc_number: _Text | None = None
    issuer: _Text | None = None
    issued_on: date | None = None
    published_on: date | None = None


def sidecar_path(document: Path) -> Path:
    """Return where the sidecar of `document` would be."""
    return document.with_suffix(".toml")


def read_sidecar(document: Path) -> Sidecar:
    """Return the sidecar of `document`; an empty one when there is none.

    Raises CorpusError when it is not TOML, has an unknown field or names a place that is in no gazetteer.
    """
    path = sidecar_path(document)
    if not path.is_file():
        return Sidecar()
    try:
        sidecar = Sidecar.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name} is not TOML in UTF-8 ({error}): correct it or take it out") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        known = ", ".join(Sidecar.model_fields)
        raise CorpusError(f'{path.name}: "{field}": {first["msg"]}; the fields are {known}') from error
    if sidecar.place and not gazetteer().resolve(sidecar.place):
        raise CorpusError(
            f'{path.name} names the place "{sidecar.place}", which the gazetteer does not know: '
            "write it with its city and province, such as 辽宁省沈阳市和平区"
        )
    return sidecar


def with_sidecar(metadata: Metadata, sidecar: Sidecar) -> Metadata:
    """Return `metadata` with the sidecar's values in place of what was read."""
    given: dict[str, Fact] = {}
    for name in Sidecar.model_fields:
        value = getattr(sidecar, name)
        if value is None:
            continue
        text = value.isoformat() if isinstance(value, date) else value
        names: tuple[str, ...] = ()
        if name == "place":
            places = gazetteer().resolve(text)
            text = places[0].full_name if len(places) == 1 else text
            names = tuple(place.full_name for place in places) if len(places) > 1 else ()
        given[name] = Fact(text, Origin.GIVEN, reason="given by the sidecar file", alternatives=names)
    return replace(metadata, **given)
