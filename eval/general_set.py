"""Question sets on documents that nobody prepared: those in the format of SQuAD, and folders with their questions beside."""

from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from service.errors import ServiceError


class Asked(NamedTuple):
    """A question, the document that answers it, strings of which the right passage has one, and what a right answer says.

    There may be no such strings and no references; of several references one is enough.
    """

    question: str
    document: str
    answers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class GeneralSet(NamedTuple):
    """Documents by id, or the folder that has them, the questions that they answer, and questions that none answers."""

    documents: dict[str, str] | Path
    questions: tuple[Asked, ...]
    unanswered: tuple[str, ...] = ()


class _Text(BaseModel):
    text: str


class _QuestionOfParagraph(BaseModel):
    question: str
    answers: list[_Text] = []


class _Context(BaseModel):
    context: str
    qas: list[_QuestionOfParagraph]


class _Article(BaseModel):
    paragraphs: list[_Context]


class _Squad(BaseModel):
    data: list[_Article]


class _Line(BaseModel):
    question: str
    document: str = ""
    answers: list[str] = []
    reference: str = ""


def read_set(path: Path) -> GeneralSet:
    """Return a set, each text of a file in the format of SQuAD once. Raises ServiceError."""
    return _read_folder(path) if path.is_dir() else _read_squad(path)


def _read_squad(path: Path) -> GeneralSet:
    try:
        found = _Squad.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise ServiceError(f"{path} is no question set in the format of SQuAD ({reason})") from error
    names: dict[str, str] = {}
    questions: list[Asked] = []
    for context in (each for article in found.data for each in article.paragraphs):
        name = names.setdefault(" ".join(context.context.split()), f"p{len(names):05}")
        for each in context.qas:
            answers = tuple(answer.text for answer in each.answers)
            questions.append(Asked(each.question, name, answers, answers))
    return GeneralSet({name: text for text, name in names.items()}, tuple(questions))


def _read_folder(folder: Path) -> GeneralSet:
    path = folder.with_suffix(".jsonl")
    try:
        lines = [
            _Line.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise ServiceError(f"{path} has no questions on the documents in {folder} ({reason})") from error
    return GeneralSet(
        folder,
        tuple(_asked(line) for line in lines if line.document),
        tuple(line.question for line in lines if not line.document),
    )


def _asked(line: _Line) -> Asked:
    references = (line.reference,) if line.reference else tuple(line.answers)
    return Asked(line.question, line.document, tuple(line.answers), references)
