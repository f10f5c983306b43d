"""The straight way through a template: its texts and plain values put together without asking the parse tree.

Most of a mail is text, values of the contact, and blocks that depend on one of them. What is not of these kinds is left
to its node, and a template that keeps variables of its own to the tree altogether; whatever is unusual in the values,
too. So a straight rendering is the tree's, or none: a differential test holds it to that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TextIO, cast

from liquid import Environment
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import BooleanExpression, Path
from liquid.builtin.expressions.logical import EqExpression, NeExpression
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.expression import Expression
from liquid.template import BoundTemplate
from markupsafe import escape

from templates_app.rendering.limits import MAX_OUTPUT
from templates_app.rendering.nodes import SPECIAL, Buffer, HtmlOutputNode, MailContext
from templates_app.rendering.values import safe_url, text_of

# Of which equality and truth are Python's own, compared with a text.
_PLAIN: Collection[type] = frozenset({str, int, float, bool, type(None), list, dict})
_Values = Mapping[str, object]


class Static(str):
    """A text of the template's own: the very same object in every rendering."""

    __slots__ = ()


class Woven(str):
    """A rendered text that remembers its pieces: the template's own ones (`Static`), and what was put between them."""

    __slots__ = ("pieces",)
    pieces: Sequence[str]

    @classmethod
    def of(cls, pieces: Sequence[str]) -> Self:
        """The pieces put together."""
        woven = cls("".join(pieces))
        woven.pieces = pieces
        return woven


class Crooked(Exception):
    """The tree has to render this one."""


@dataclass(frozen=True, slots=True)
class _Value:
    """`{{ a.b }}`: keys of plain dicts, one inside the other."""

    keys: tuple[str, ...]
    node: OutputNode
    html: bool
    starts_url: bool


@dataclass(frozen=True, slots=True)
class _Condition:
    """A value that is there (`equals` None), or is (or, where `differs`, is not) this text."""

    keys: tuple[str, ...]
    equals: str | None = None
    differs: bool = False

    def holds(self, values: _Values) -> bool:
        """Raises Crooked for values that may have their own idea of it, or are missing."""
        value: object = values
        for key in self.keys:
            if type(value) is not dict or key not in value:
                raise Crooked
            value = value[key]
        if type(value) not in _PLAIN:
            raise Crooked
        if self.equals is None:
            return value is not None and value is not False
        return (value == self.equals) is not self.differs


@dataclass(frozen=True, slots=True)
class _Choice:
    """`{% if … %}` whose conditions are plain."""

    ways: tuple[tuple[_Condition, "Steps"], ...]
    otherwise: "Steps"

    def chosen(self, values: _Values) -> "Steps":
        """The steps of the first condition that holds."""
        for condition, steps in self.ways:
            if condition.holds(values):
                return steps
        return self.otherwise


# A text, or one of the others; nodes render themselves.
Steps = Sequence[Static | _Value | _Choice | Node]


def straight(parsed: BoundTemplate, locals_: Collection[str]) -> Steps | None:
    """The steps of a template; None where it keeps variables of its own, which any name may mean."""
    return None if locals_ else _steps(parsed.nodes, parsed.env)


def _steps(nodes: Iterable[Node], environment: Environment) -> Steps:
    steps: list[Static | _Value | _Choice | Node] = []
    for node in nodes:
        step = _step(node, environment)
        if isinstance(step, str) and steps and isinstance(steps[-1], str):
            steps[-1] = Static(steps[-1] + step)
        else:
            steps.append(step)
    return tuple(steps)


def _step(node: Node, environment: Environment) -> Static | _Value | _Choice | Node:
    if type(node) is ContentNode:
        return Static(node.text)
    if isinstance(node, OutputNode):
        keys = _keys(node.expression)
        html = isinstance(node, HtmlOutputNode)
        return node if keys is None else _Value(keys, node, html, isinstance(node, HtmlOutputNode) and node.starts_url)
    if type(node) is IfNode and not node.blank:
        return _choice(node, environment) or node
    return node


def _choice(node: IfNode, environment: Environment) -> _Choice | None:
    blocks = [(node.condition, node.consequence), *((each.expression, each.block) for each in node.alternatives)]
    ways = []
    for expression, block in blocks:
        condition = _condition(expression)
        if condition is None:
            return None
        ways.append((condition, _block(block, environment)))
    return _Choice(tuple(ways), _block(node.default, environment) if node.default else ())


def _block(block: BlockNode, environment: Environment) -> Steps:
    # A block of blanks alone writes nothing; its node knows.
    return (block,) if block.blank else _steps(block.nodes, environment)


def _condition(expression: Expression) -> _Condition | None:
    if not isinstance(expression, BooleanExpression):
        return None
    asked = expression.expression
    if isinstance(asked, EqExpression | NeExpression):
        keys = _keys(asked.left)
        if keys is None or type(asked.right) is not StringLiteral:
            return None
        return _Condition(keys, asked.right.value, isinstance(asked, NeExpression))
    keys = _keys(asked)
    return None if keys is None else _Condition(keys)


def _keys(expression: Expression) -> tuple[str, ...] | None:
    if not isinstance(expression, Path) or not all(type(segment) is str for segment in expression.path):
        return None
    return tuple(cast(list[str], expression.path))


@dataclass(slots=True)
class Walk:
    """One rendering. `missing` are the names that were not found."""

    parsed: BoundTemplate
    values: _Values
    parts: list[str] = field(default_factory=list)
    context: MailContext | None = None
    left: int = MAX_OUTPUT

    def render(self, steps: Steps) -> Woven:
        """The text. Raises Crooked where the tree has to say what is wrong."""
        if type(self.values) is not dict:
            raise Crooked
        self._walk(steps)
        text = Woven.of(self.parts)
        if len(text) > MAX_OUTPUT:
            raise Crooked
        return text

    @property
    def missing(self) -> Collection[str]:
        """The names that were not found."""
        return self.context.missing if self.context is not None else ()

    def _walk(self, steps: Steps) -> None:
        append = self.parts.append
        for step in steps:
            if type(step) is Static:
                append(step)
            elif type(step) is _Value:
                value: object = self.values
                for key in step.keys:
                    if type(value) is not dict or key not in value:
                        self._add(self._by_node(step.node))
                        break
                    value = value[key]
                else:
                    text = value if type(value) is str else text_of(value)
                    if step.starts_url:
                        text = safe_url(text)
                    if step.html and not text.isalnum() and SPECIAL.search(text) is not None:
                        text = escape(text)
                    self._add(text)
            elif type(step) is _Choice:
                self._walk(step.chosen(self.values))
            else:
                self._add(self._by_node(cast(Node, step)))

    def _add(self, text: str) -> None:
        """What is not the template's own text, and may be of any length. Raises Crooked where it is too long."""
        self.left -= len(text)
        if self.left < 0:
            raise Crooked
        self.parts.append(text)

    def _by_node(self, node: Node) -> str:
        if self.context is None:
            self.context = MailContext(self.parsed, self.values)
        buffer = Buffer(self.left)
        node.render(self.context, cast(TextIO, buffer))
        return buffer.getvalue()
