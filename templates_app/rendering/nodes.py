"""Our render context, output buffer and the parse-tree nodes that differ from python-liquid's: budgets, URLs, loops.

Nothing here knows about e-mail; `liquid.py` puts these parts into an environment.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any, TextIO, cast

from liquid.builtin.expressions import LoopExpression, Path
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.for_tag import ForLoop, ForNode, ForTag
from liquid.context import UNDEFINED, RenderContext
from liquid.exceptions import (
    BreakLoop,
    ContinueLoop,
    LiquidTypeError,
    LocalNamespaceLimitError,
    LoopIterationLimitError,
    OutputStreamLimitError,
    ResourceLimitError,
    UnknownFilterError,
)
from liquid.expression import Expression
from liquid.token import Token
from markupsafe import escape

from templates_app.rendering.limits import MAX_ITEMS, MAX_LOCALS, MAX_OUTPUT, MAX_WORK
from templates_app.rendering.values import bounded, safe_url, text_of, weight

# What `escape` changes: most values hold none of it.
SPECIAL = re.compile(r"[&<>'\"]")


class Buffer:
    """Rendered text so far, at most `limit` characters. Stands in for the StringIO that python-liquid would use."""

    __slots__ = ("_append", "_left", "_parts")

    def __init__(self, limit: int) -> None:
        self._parts: list[str] = []
        self._append = self._parts.append
        self._left = limit

    def write(self, text: str) -> int:
        size = len(text)
        self._left -= size
        if self._left < 0:
            raise OutputStreamLimitError("the result is too long", token=None)
        self._append(text)
        return size

    def getvalue(self) -> str:
        return "".join(self._parts)


class Scope:
    """The namespaces that a name is looked up in, innermost last."""

    __slots__ = ("_maps",)

    def __init__(self, outer: Mapping[str, object], inner: Mapping[str, object]) -> None:
        self._maps = [outer, inner]

    def __getitem__(self, name: str) -> object:
        for mapping in reversed(self._maps):
            if name in mapping:
                return mapping[name]
        raise KeyError(name)

    def size(self) -> int:
        return len(self._maps)

    def push(self, namespace: Mapping[str, object]) -> None:
        self._maps.append(namespace)

    def pop(self) -> Mapping[str, object]:
        return self._maps.pop()


class MailContext(RenderContext):
    """What one rendering knows, has spent, holds in variables, and did not find."""

    __slots__ = ("held", "missing", "work")

    def __init__(self, template: Any, values: Mapping[str, object]) -> None:
        super().__init__(template, globals=values)
        self.scope = Scope(values, self.locals)  # type: ignore[assignment]
        self.work = MAX_WORK
        self.held = 0
        self.missing: set[str] = set()

    def spend(self, units: int) -> None:
        """Raises ResourceLimitError when the rendering has cost more than one mail may."""
        self.work -= units
        if self.work < 0:
            raise ResourceLimitError("the template does too much work", token=None)

    def assign(self, key: str, val: Any) -> None:
        self.held += weight(val) - weight(self.locals.get(key, ""))
        if self.held > MAX_LOCALS:
            raise LocalNamespaceLimitError("the template's variables hold too much", token=None)
        self.locals[key] = val

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        value: object = None
        try:
            value = self.scope[cast(str, path[0])]
            for segment in path[1:]:
                # Nearly all that templates ask for are keys of plain dicts.
                if type(value) is dict and segment in value:
                    value = value[segment]
                else:
                    value = super().get_item(value, segment)
        except (KeyError, TypeError, IndexError):
            if default is not UNDEFINED:
                return default
            name = ".".join(str(segment)[:100] for segment in path)
            self.missing.add(name)
            return self.env.undefined(name, token=token)
        return value

    def get_item(self, obj: Any, key: Any) -> Any:
        if type(obj) is dict and key in obj:
            return obj[key]
        return super().get_item(obj, key)

    def filter(self, name: str, token: Token | None) -> Any:
        func = self.env.filters.get(name)
        if func is None:
            raise UnknownFilterError(f"unknown filter '{name}'", token=token)
        return partial(self._apply, func)

    def _apply(self, func: Any, left: object, *args: object, **kwargs: object) -> object:
        self.spend(1 + weight(left) // 64)
        if isinstance(left, range):
            left = list(left)
        return bounded(func(left, *(list(arg) if isinstance(arg, range) else arg for arg in args), **kwargs))

    def get_buffer(self, buf: object = None) -> Any:
        return Buffer(min(MAX_OUTPUT, MAX_LOCALS))


class PlainPath(Path):
    """A variable without computed segments, the usual case: nothing to evaluate before the look-up."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return context.get(self.path, token=self.token)  # type: ignore[arg-type]  # list is invariant

    @classmethod
    def of(cls, expression: Expression) -> Expression:
        """The faster equivalent of an expression, where there is one."""
        if type(expression) is Path and not any(isinstance(segment, Path) for segment in expression.path):
            return cls(expression.token, expression.path)
        return expression


class HtmlOutputNode(OutputNode):
    """`{{ … }}` in HTML: escaped; at the start of a link's address also kept from running code."""

    __slots__ = ("starts_url",)

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token, expression)
        self.starts_url = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        text = text_of(self.expression.evaluate(context))
        if self.starts_url:
            text = safe_url(text)
        return buffer.write(text if SPECIAL.search(text) is None else escape(text))


class HtmlOutput(Output):
    """Registers HtmlOutputNode."""

    node_class = HtmlOutputNode


class TextOutputNode(OutputNode):
    """`{{ … }}` in a subject or a plain-text part."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(text_of(self.expression.evaluate(context)))


class TextOutput(Output):
    """Registers TextOutputNode."""

    node_class = TextOutputNode


class BoundedRangeStop(Expression):
    """The upper end of `(a..b)`: refuses a range that is too long before anybody walks over it."""

    __slots__ = ("start", "stop")

    def __init__(self, start: Expression, stop: Expression) -> None:
        super().__init__(stop.token)
        self.start = start
        self.stop = stop

    def evaluate(self, context: RenderContext) -> object:
        first, last = _integer(self.start.evaluate(context)), _integer(self.stop.evaluate(context))
        if last - first >= MAX_ITEMS:
            raise LoopIterationLimitError(f"a range has more than {MAX_ITEMS:,} numbers", token=self.token)
        return last

    def children(self) -> list[Expression]:
        return [self.stop]


def _integer(value: object) -> int:
    try:
        return int(text_of(value)[:20] or 0)
    except ValueError:
        return 0


class BoundedForNode(ForNode):
    """`{% for %}` that pays for its body before it runs, and never copies what it loops over."""

    __slots__ = ("body_weight",)
    body_weight: int

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        items, length = self._items(context, self.expression)
        if not length:
            return self.default.render(context, buffer) if self.default else 0
        cast(MailContext, context).spend(length * self.body_weight)
        name = self.expression.identifier
        loop = ForLoop(
            name=f"{name}-{self.expression.iterable}", it=items, length=length, parentloop=context.parentloop()
        )
        namespace: dict[str, object] = {"forloop": loop, name: None}
        written = 0
        with context.loop(namespace, loop):
            for item in loop:
                namespace[name] = item
                try:
                    written += self.block.render(context, buffer)
                except ContinueLoop:
                    continue
                except BreakLoop:
                    break
        return written

    def _items(self, context: RenderContext, expression: LoopExpression) -> tuple[Iterator[object], int]:
        value = expression.iterable.evaluate(context)
        everything = _sequence(value)
        first = max(self._bound(context, expression.offset, 0), 0)
        last = first + max(self._bound(context, expression.limit, len(everything)), 0)
        stop = min(last, len(everything))
        length = max(stop - first, 0)
        if length > MAX_ITEMS:
            raise LoopIterationLimitError(f"a loop has more than {MAX_ITEMS:,} turns", token=self.token)
        chosen = list(islice(everything, first, stop)) if length else []
        return (reversed(chosen) if expression.reversed else iter(chosen)), length

    def _bound(self, context: RenderContext, expression: Expression | None, otherwise: int) -> int:
        if expression is None:
            return otherwise
        value = expression.evaluate(context)
        try:
            return int(text_of(value)[:20])
        except ValueError:
            raise LiquidTypeError("limit and offset must be whole numbers", token=self.token) from None


def _sequence(value: object) -> Any:
    if isinstance(value, list | tuple | range):
        return value
    if isinstance(value, Mapping):
        return list(value.items())
    return []


class BoundedFor(ForTag):
    """Registers BoundedForNode."""

    node_class = BoundedForNode
