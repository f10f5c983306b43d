"""Liquid for user content: a hardened environment, compilation with line numbers, rendering with bounded cost.

`compile_liquid` parses once; `LiquidTemplate.render` is called per mail. E-mail's parts are put together in `email.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO, cast

from liquid import Environment
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.expressions.primitive import RangeLiteral, StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode
from liquid.context import RenderContext
from liquid.exceptions import BlockNestingError, LiquidError, LiquidInterrupt
from liquid.expression import Expression
from liquid.template import BoundTemplate

from templates_app.rendering import filters
from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.limits import MAX_BLOCK_DEPTH, MAX_EXPRESSION_DEPTH, MAX_OUTPUT, MAX_VARIABLE
from templates_app.rendering.nodes import (
    BoundedFor,
    BoundedForNode,
    BoundedRangeStop,
    Buffer,
    HtmlOutput,
    HtmlOutputNode,
    MailContext,
    PlainPath,
    TextOutput,
)
from templates_app.rendering.scan import Fragment, scan
from templates_app.rendering.straight import Crooked, Steps, Walk, straight

# The rest of python-liquid's tags is left out: include and render (files), liquid (hides its tags from the scanner),
# echo (an output that the check of addresses would not see), doc, increment, decrement, ifchanged, tablerow.
ALLOWED_TAGS = frozenset(
    "if elsif else endif unless endunless case when endcase for endfor break continue assign capture endcapture cycle "
    "comment endcomment raw endraw #".split()
)
LINKS = frozenset({"unsubscribe_url", "preferences_url"})
_BLOCKS = frozenset({"if", "unless", "case", "for", "capture", "comment"})
_INTERNAL_TAGS = frozenset({"content", "output", "illegal"})
_URL_ATTRIBUTE = re.compile(r"""(?:href|src|action|formaction|background|poster)\s*=\s*["']?\s*$""", re.IGNORECASE)
_FAULTS = (LiquidError, LiquidInterrupt, ArithmeticError, ValueError, LookupError, TypeError, AttributeError)


class MailEnvironment(Environment):
    """python-liquid with our tags, filters and limits; strict, so that every fault is an error with a place."""

    block_nesting_limit = MAX_BLOCK_DEPTH
    context_depth_limit = MAX_BLOCK_DEPTH + 4

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=False)
        self.tags = {name: tag for name, tag in self.tags.items() if name in ALLOWED_TAGS | _INTERNAL_TAGS}
        self.add_tag(HtmlOutput if self.autoescape else TextOutput)
        self.add_tag(BoundedFor)
        filters.install(self)


_HTML = MailEnvironment(autoescape=True)
_TEXT = MailEnvironment(autoescape=False)


@dataclass(frozen=True, slots=True)
class LiquidTemplate:
    """A compiled source, safe to share between threads.

    `constant` is the whole text where it holds no Liquid, `steps` the straight way through it where there is one.
    """

    parsed: BoundTemplate
    variables: frozenset[str]
    constant: str | None = field(repr=False)
    steps: Steps | None = field(default=None, repr=False)

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> str:
        """The text for these values; names that were not found are added to `missing`. Raises RenderFailed."""
        if self.constant is not None:
            return self.constant
        if self.steps is not None:
            walk = Walk(self.parsed, values)
            try:
                text = walk.render(self.steps)
            except (Crooked, *_FAULTS, RecursionError):
                return self.render_by_tree(values, missing)
            if missing is not None:
                missing.update(walk.missing)
            return text
        return self.render_by_tree(values, missing)

    def render_by_tree(self, values: Mapping[str, object], missing: set[str] | None = None) -> str:
        """The same, node by node, as python-liquid has it."""
        context = MailContext(self.parsed, values)
        buffer = Buffer(MAX_OUTPUT)
        output = cast(TextIO, buffer)
        node: Node | None = None
        try:
            for node in self.parsed.nodes:
                # Most of a mail is text between the outputs, which need not be asked what it renders to.
                if type(node) is ContentNode:
                    buffer.write(node.text)
                else:
                    node.render_to_output(context, output)
        except (*_FAULTS, RecursionError) as error:
            raise RenderFailed(_reason(error), line=_line(error, node)) from error
        if missing is not None:
            missing |= context.missing
        return buffer.getvalue()


def compile_liquid(source: str, *, html: bool, generated: bool = False) -> LiquidTemplate:
    """Parses a source. With `html`, values are escaped and links kept from running code; see `scan` on `generated`.

    Raises SourceError, with the line, for bad syntax, unknown tags or filters, and whatever passes a limit.
    """
    fragments = scan(source, generated=generated)
    _require_known_tags(fragments)
    _require_closed_blocks(fragments)
    environment = _HTML if html else _TEXT
    try:
        parsed = environment.from_string(source)
        variables, locals_ = _variables(parsed)
        _Check(parsed, _url_starts(source, fragments) if html else frozenset()).run()
    except BlockNestingError as error:
        message = f"blocks are nested more than {MAX_BLOCK_DEPTH} deep"
        raise SourceError(message, _line(error, None), "too_complex") from error
    except LiquidError as error:
        line = _line(error, None) or _blamed_line(environment, fragments)
        raise SourceError(_reason(error), line, "liquid_syntax") from error
    except RecursionError as error:
        raise SourceError("an expression is nested too deep", code="too_complex") from error
    constant = source if not fragments else None
    return LiquidTemplate(parsed, variables, constant, straight(parsed, locals_))


def _require_known_tags(fragments: list[Fragment]) -> None:
    for fragment in fragments:
        if fragment.name and fragment.name not in ALLOWED_TAGS:
            raise SourceError(f"the tag {fragment.name!r} is not available", fragment.line, "unknown_tag")


def _require_closed_blocks(fragments: list[Fragment]) -> None:
    """The parser notices at the end of the source; its author wants the line where the block was opened."""
    opened: list[Fragment] = []
    for fragment in fragments:
        if fragment.name == "endcomment" and any(block.name == "comment" for block in opened):
            while opened.pop().name != "comment":
                pass
        elif opened and opened[-1].name == "comment":
            continue
        elif fragment.name in _BLOCKS:
            opened.append(fragment)
        elif fragment.name.startswith("end"):
            if not opened or fragment.name != f"end{opened[-1].name}":
                raise SourceError(f"{fragment.name!r} closes nothing here", fragment.line, "liquid_syntax")
            opened.pop()
    if opened:
        name = opened[-1].name
        raise SourceError(f"{name!r} is never closed by 'end{name}'", opened[-1].line, "liquid_syntax")


def _blamed_line(environment: MailEnvironment, fragments: list[Fragment]) -> int | None:
    """The line of the first tag that does not parse by itself: the parser gives none where a tag ends too early."""
    for fragment in fragments:
        if fragment.is_output or fragment.name in _BLOCKS | {"assign", "cycle"}:
            closing = f"{{% end{fragment.name} %}}" if fragment.name in _BLOCKS else ""
            try:
                environment.from_string(fragment.text + closing)
            except LiquidError:
                return fragment.line
    return None


def _variables(parsed: BoundTemplate) -> tuple[frozenset[str], frozenset[str]]:
    """What the template asks of its context, as paths, its own variables and loop variables left out; and its own."""
    analysis = parsed.analyze(include_partials=False)
    for name in LINKS & analysis.locals.keys():
        raise SourceError(f"{name!r} cannot be assigned: it is the reader's own link", code="reserved")
    names = frozenset(str(use) for uses in analysis.globals.values() for use in uses)
    for name in names:
        if len(name) > MAX_VARIABLE:
            raise SourceError(f"the variable {name[:40]}… is longer than {MAX_VARIABLE} characters", code="too_long")
    return names, frozenset(analysis.locals)


def _url_starts(source: str, fragments: list[Fragment]) -> frozenset[int]:
    """Where in the source stand the outputs that begin a link's address."""
    starts, position, in_url = set(), 0, False
    for fragment in fragments:
        between = source[position : fragment.start]
        if between:
            in_url = _URL_ATTRIBUTE.search(between[-40:]) is not None
        if in_url and fragment.is_output:
            starts.add(fragment.start)
        elif in_url and fragment.name == "cycle":
            raise SourceError("'cycle' cannot begin an address", fragment.line, "liquid_misplaced")
        position = fragment.end
    return frozenset(starts)


class _Check:
    """One walk over a parse tree: refuses what the parser lets pass, and arms the nodes that bound themselves."""

    def __init__(self, parsed: BoundTemplate, url_starts: frozenset[int]) -> None:
        self.parsed = parsed
        self.filters = parsed.env.filters
        self.url_starts = url_starts
        self.static = RenderContext(parsed)

    def run(self) -> None:
        for node in self.parsed.nodes:
            self._node(node, loops=0)

    def _node(self, node: Node, loops: int) -> int:
        """The node's weight: how much one rendering of it may do, loops inside it counted once."""
        if isinstance(node, BreakNode | ContinueNode) and not loops:
            raise _at(node, "'break' and 'continue' belong inside a 'for' block")
        if isinstance(node, HtmlOutputNode):
            node.starts_url = node.token.start_index in self.url_starts
        weight = 1 + sum(self._expression(expression, 1) for expression in node.expressions())
        inside = loops + isinstance(node, BoundedForNode)
        weight += sum(self._node(child, inside) for child in node.children(self.static))
        if isinstance(node, BoundedForNode):
            self._loop(node)
            node.body_weight = weight
        if isinstance(node, OutputNode):
            node.expression = _without_wrapper(node.expression)
        return weight

    def _loop(self, node: BoundedForNode) -> None:
        offset = node.expression.offset
        if isinstance(offset, StringLiteral) and offset.value == "continue":
            raise _at(node, "'offset: continue' is not available")

    def _expression(self, expression: Expression, depth: int) -> int:
        if depth > MAX_EXPRESSION_DEPTH:
            raise _at(expression, "an expression is nested too deep", "too_complex")
        if isinstance(expression, RangeLiteral) and not isinstance(expression.stop, BoundedRangeStop):
            expression.stop = BoundedRangeStop(expression.start, expression.stop)
        if isinstance(expression, FilteredExpression):
            self._filters(expression)
            expression.left = PlainPath.of(expression.left)
        return 1 + sum(self._expression(child, depth + 1) for child in _children(expression))

    def _filters(self, expression: FilteredExpression) -> None:
        for use in expression.filters or ():
            if use.name not in self.filters:
                raise _at(use, f"unknown filter {use.name!r}", "unknown_filter")


def _without_wrapper(expression: Expression) -> Expression:
    """`{{ a }}` is parsed as an expression with no filters around a path; the path alone says the same, faster."""
    if isinstance(expression, FilteredExpression) and not expression.filters:
        return expression.left
    return expression


def _children(expression: Expression) -> Iterator[Expression]:
    for child in expression.children():
        if isinstance(child, Expression):
            yield child


def _at(place: object, message: str, code: str = "liquid_syntax") -> SourceError:
    token = getattr(place, "token", None)
    line = token.source.count("\n", 0, token.start_index) + 1 if token is not None else None
    return SourceError(message, line, code)


def _reason(error: BaseException) -> str:
    if isinstance(error, LiquidError):
        cause = error.__cause__
        text = f"{error.message}" + (f" ({cause})" if isinstance(cause, RecursionError) else "")
    elif isinstance(error, RecursionError):
        text = "an expression is nested too deep"
    else:
        text = f"{type(error).__name__}: {error}"
    return text[:300]


def _line(error: BaseException, node: Node | None) -> int | None:
    token = getattr(error, "token", None) or (node.token if node is not None else None)
    if token is None or token.start_index < 0:
        return None
    return int(token.source.count("\n", 0, token.start_index)) + 1
