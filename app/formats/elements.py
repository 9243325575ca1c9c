"""XML as elements that know their line: parsed without document types, entities or anything from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from app.formats.faults import Unreadable, unreadable
from app.kernel.words import _

DEEPEST = 64
_BETWEEN = "|"


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, the namespace, the line it begins on, its text and its children."""

    name: str
    namespace: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, trimmed."""
        return "".join(self.texts).strip()

    def all(self, path: str) -> Iterator["Element"]:
        """Every element below it by this path, such as "Refs/EndToEndId"."""
        head, _slash, rest = path.partition("/")
        for child in self.children:
            if child.name == head:
                yield from child.all(rest) if rest else (child,)

    def one(self, *paths: str) -> "Element | None":
        """The first element by the first of these paths that leads anywhere."""
        return next((found for path in paths for found in self.all(path)), None)

    def said(self, *paths: str) -> str:
        """The first text by these paths; "" where none is given."""
        return next((found.text for path in paths for found in self.all(path) if found.text), "")

    def must(self, *paths: str) -> "Element":
        """The first element by these paths; Unreadable where there is none."""
        found = self.one(*paths)
        if found is None:
            raise unreadable(
                self.line,
                _("{name} has no {part}. Ask the bank for a whole file."),
                name=self.name,
                part=paths[0],
            )
        return found


class _Reading:
    """What expat tells, put together: the elements that are open, outermost first."""

    def __init__(self) -> None:
        self.parser = ParserCreate(namespace_separator=_BETWEEN)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.open = [Element("", "", 1)]

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) > DEEPEST:
            raise unreadable(self.parser.CurrentLineNumber, _("The elements are nested too deeply."))
        namespace, _bar, local = name.rpartition(_BETWEEN)
        element = Element(local, namespace, self.parser.CurrentLineNumber, attributes)
        self.open[-1].children.append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].texts.append(text)

    def _refuse(self, *_told: object) -> None:
        line = self.parser.CurrentLineNumber
        raise unreadable(line, _("A document type (DOCTYPE) is not taken. Export the file without it."))


def read_xml(content: bytes) -> Element:
    """The root of a document; Unreadable where it is no XML, has a document type, or nests too deeply."""
    reading = _Reading()
    try:
        reading.parser.Parse(content, True)
    except Unreadable:
        raise
    except ExpatError as error:
        text = _("This is not whole XML. Export the file again and send it unchanged.")
        raise unreadable(error.lineno, text) from None
    except (LookupError, ValueError):
        raise unreadable(1, _("The file's encoding is not known. Export it as UTF-8.")) from None
    return reading.open[0].children[0]
