"""The sidecar: `NAME.toml` beside `NAME.txt`, which overrides or adds what the text says of itself.

title = "和平区应急体系建设“十四五”规划"
place = "辽宁省沈阳市和平区"
issued_on = 2021-12-17
"""

import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator, StringConstraints, ValidationError

from corpus.errors import CorpusError
from corpus.localities import describe_place
from corpus.places import gazetteer
from corpus.plan import Fact, Metadata, Origin


def _iso(value: object) -> str:
    """Return a date as the metadata have it: 2022-07-15, or 2021-10 where only the month is known."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        given = value.strip()
        date.fromisoformat(given if len(given) > len("2021-10") else f"{given}-01")
        if given.count("-") in {1, 2}:
            return given
    raise ValueError("write a date such as 2022-07-15, or 2021-10 where only the month is known")


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Day = Annotated[date | str, PlainValidator(_iso)]


class Sidecar(BaseModel):
    """The fields that a sidecar may give; every one is optional."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text | None = None
    notice_title: _Text | None = None
    place: _Text | None = None
    place_level: Literal["省", "市", "区县"] | None = None
    place_parents: _Text | None = None
    doc_number: _Text | None = None
    issuer: _Text | None = None
    issued_on: _Day | None = None
    published_on: _Day | None = None
    period: _Text | None = None
    validity: _Text | None = None
    repealed_on: _Day | None = None
    copied_to: _Text | None = None
    disclosure: _Text | None = None


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
    """Return `metadata` with the sidecar's values in place of what was read; a given place has its level and parents."""
    given = {name: _given(str(value)) for name, value in sidecar if value is not None}
    if "place" in given:
        place = _given_place(given["place"].value)
        level, parents = describe_place(place)
        metadata = replace(metadata, place_level=level, place_parents=parents)
        given["place"] = place
    return replace(metadata, **given)


def _given_place(name: str) -> Fact:
    places = [place.full_name for place in gazetteer().resolve(name)]
    return _given(places[0]) if len(places) == 1 else _given(name, tuple(places))


def _given(value: str, alternatives: tuple[str, ...] = ()) -> Fact:
    return Fact(value, Origin.GIVEN, reason="由同名 .toml 给出", alternatives=alternatives)
