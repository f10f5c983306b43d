"""Every bound of the rendering, in one place: what a template may be, and what one mail may cost.

The numbers leave a newsletter with a hundred products ample room; a template made to exhaust a worker hits them early.
"""

MAX_SOURCE = 200_000  # characters of one template part (MJML, HTML, text)
MAX_HTML = 1_000_000  # characters of the HTML that MJML compiles to
MAX_TOGETHER = 2_000_000  # characters of all texts of one content, in all its languages
MAX_TAGS_TOGETHER = 12_000  # Liquid tags in all texts of one content
MAX_TAG = 2_000  # characters between {{ and }}, or {% and %}
MAX_TAG_WHITESPACE = 100  # in one run inside a tag; python-liquid's lexer backtracks quadratically over it
MAX_TAGS = 3_000  # Liquid tags and outputs in one part
MAX_VARIABLE = 120  # characters of one variable's path
MAX_BLOCK_DEPTH = 12  # nested if/for/case/capture blocks
MAX_EXPRESSION_DEPTH = 40  # e.g. conditions chained by "and" in one tag

MAX_OUTPUT = 1_000_000  # characters of one rendered part
MAX_SUBJECT = 998  # RFC 5322, 2.1.1
MAX_VALUE = 20_000  # characters of one value that a filter makes
MAX_ITEMS = 1_000  # items of one list, and of one range
MAX_LOCALS = 1_000_000  # characters held by all assigned and captured variables together
MAX_WORK = 100_000  # units: each node and expression of a loop body costs 1 a turn, a filter 1 + characters / 64
MAX_INTEGER_BITS = 128

MAX_ELEMENTS = 5_000  # of MJML or HTML
MAX_ELEMENT_DEPTH = 60  # mrml recurses and overflows its stack at some thousands
