"""Who fetched a pixel or followed a link, by the request alone: a person, a proxy that loads all ahead, a bot."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Visitor(StrEnum):
    """What a request for a pixel or a link came from."""

    HUMAN = "human"
    PROXY = "proxy"  # loads for a person, whether or not they look: Apple's privacy protection, a browser's prefetch
    BOT = "bot"  # security scanners, crawlers, link previews, scripts


# Apple's Mail Privacy Protection loads every picture of every mail and names itself by this alone.
_APPLE = "Mozilla/5.0"
# Gmail's and Yahoo's picture proxies load when the reader opens the mail, so they stand for a person.
_BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scanner|barracuda|proofpoint|mimecast|symantec|messagelabs|forcepoint|fortiguard|trendmicro|"
    r"ironport|cisco|sophos|safelinks|urldefense|zscaler|virustotal|checkpoint|bitdefender|kaspersky|"
    r"facebookexternalhit|whatsapp/|skypeuripreview|preview|embedly|"
    r"curl/|wget/|python|java/|okhttp|go-http-client|libwww|apache-httpclient|axios|node-fetch|undici|ruby/|perl/|php/",
    re.IGNORECASE,
)


def visitor_of(method: str, headers: Mapping[str, str]) -> Visitor:
    """The visitor by the request's method and headers. Mail programs and browsers say who they are, bots need not."""
    agent = headers.get("User-Agent", "").strip()
    if method == "HEAD" or not agent or _BOTS.search(agent):
        return Visitor.BOT
    purposes = (headers.get(name, "").lower() for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    if agent == _APPLE or any("prefetch" in purpose or "preview" in purpose for purpose in purposes):
        return Visitor.PROXY
    return Visitor.HUMAN
