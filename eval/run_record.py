"""report.json and baselines.json: what runs came to, for programs and for comparing them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.estimate import Estimate, estimates
from eval.judgement import Judgement, Measure, grouped
from service.errors import ServiceError


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)

    def write(self, path: Path) -> None:
        """Write the record to `path`."""
        path.write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the record in `path`. Raises ServiceError, in one sentence, when it holds none."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise ServiceError(f"{path} is no {cls.__name__} ({reason}): name one that this program wrote") from error


class RunRecord(_Record):
    """The figures of every group, and the values of every question."""

    index_version: str
    groups: dict[str, dict[Measure, Estimate]]
    judgements: list[Judgement]

    @classmethod
    def of(cls, index_version: str, judgements: Sequence[Judgement]) -> Self:
        """Return the record of a run."""
        groups = {name: estimates(group) for name, group in grouped(judgements).items()}
        return cls(index_version=index_version, groups=groups, judgements=list(judgements))


class BaselineRecord(_Record):
    """What each engine came to on the same questions, by its name."""

    engines: dict[str, list[Judgement]]
