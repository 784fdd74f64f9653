"""The two small pages behind the link of a mail: a button, and that it is done. No script, no login, no name."""

from __future__ import annotations

from typing import Final

from starlette.responses import HTMLResponse

HEADERS: Final = {
    # A form to where the page came from, and nothing else.
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Robots-Tag": "noindex",
}
FRAME: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails</title>
<main>
{inside}
</main>
</html>
"""
ASKED: Final = FRAME.format(
    inside='<h1>No more mails?</h1>\n<form method="post"><button type="submit">Stop these mails</button></form>'
)
DONE: Final = FRAME.format(inside="<h1>Done</h1>\n<p>You get no more of these mails.</p>")


def asked() -> HTMLResponse:
    """Ask first: programs open every link of a mail, and must not decide for anybody."""
    return HTMLResponse(ASKED, headers=HEADERS)


def done() -> HTMLResponse:
    return HTMLResponse(DONE, headers=HEADERS)
