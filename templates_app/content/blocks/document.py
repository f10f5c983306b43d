"""From blocks to one MJML document: consecutive blocks share a row, the theme becomes attributes and styles."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from templates_app.content.blocks.base import Block, Setting
from templates_app.content.blocks.theme import Theme
from templates_app.content.blocks.writing import Attributes, element, section
from workspaces.errors import FieldError

_PATH = "content.blocks"


def blocks_to_mjml(blocks: Sequence[Block], *, theme: Theme, message_type: str) -> str:
    """The document. Call it for blocks without faults only. Raises SourceError."""
    setting = Setting(theme, message_type)
    body = "".join(_rows(blocks, setting))
    attributes: Attributes = {"width": theme.width, "background-color": theme.background, "css-class": "cp-page"}
    return element("mjml", {}, _head(theme) + element("mj-body", attributes, body))


def blocks_faults(blocks: Sequence[Block]) -> list[FieldError]:
    """What keeps the blocks from being compiled, named as `content.blocks[3].url`."""
    return [fault for index, block in enumerate(blocks) for fault in block.faults(f"{_PATH}[{index}]")]


def blocks_gaps(blocks: Sequence[Block]) -> list[FieldError]:
    """What is still to be filled in before the blocks may be published."""
    return [gap for index, block in enumerate(blocks) for gap in block.gaps(f"{_PATH}[{index}]")]


def _rows(blocks: Sequence[Block], setting: Setting) -> Iterator[str]:
    attributes: Attributes = {
        "css-class": "cp-content",
        "background-color": setting.theme.content_background,
        "padding": "0",
    }
    for is_row, group in groupby(blocks, key=lambda block: block.is_row):
        written = "".join(block.to_mjml(setting) for block in group)
        if written:
            yield written if is_row else section(written, attributes)


def _head(theme: Theme) -> str:
    text: Attributes = {"font-size": theme.font_size, "line-height": "1.5", "color": theme.text}
    defaults = element("mj-all", {"font-family": theme.stack}) + element("mj-text", text)
    schemes = "light dark" if theme.dark else "light"
    metas = (
        f'<meta name="color-scheme" content="{schemes}" /><meta name="supported-color-schemes" content="{schemes}" />'
    )
    return element(
        "mj-head",
        {},
        element("mj-attributes", {}, defaults) + element("mj-raw", {}, metas) + element("mj-style", {}, _styles(theme)),
    )


def _styles(theme: Theme) -> str:
    by_day = f".cp-text a {{ color: {theme.link}; }} .cp-text p {{ margin: 0 0 12px; }}"
    if not theme.dark:
        return by_day
    return (
        f"{by_day} @media (prefers-color-scheme: dark) {{ "
        f"body, .cp-page {{ background-color: {theme.dark_background} !important; }} "
        f".cp-content, .cp-content table {{ background: {theme.dark_content_background} !important; }} "
        f".cp-text, .cp-text div, .cp-text h1, .cp-text h2, .cp-text h3 {{ color: {theme.dark_text} !important; }} "
        f".cp-text a {{ color: {theme.dark_link} !important; }} }}"
    )
