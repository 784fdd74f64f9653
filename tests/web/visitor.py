"""One person with a phone of their own. At the end the browser must have had nothing to complain about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize, WebSocket

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL_PHONE: ViewportSize = {"width": 360, "height": 740}
PASSWORD = "four plain words here"

# A refused command is an ordinary answer (409, 422), and the browser prints a line for each.
ORDINARY = ("Failed to load resource: the server responded with a status of 4",)

WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`));"""


@dataclass
class Visitor:
    name: str
    url: str
    page: Page
    complaints: list[str] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    keyboard_only: bool = False

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("websocket", self._on_socket)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ORDINARY):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._same_place(request.url)

    def _on_socket(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        self._same_place(socket.url)
        if urlsplit(socket.url).query:
            self.complaints.append("a socket's address carries a query")

    def _same_place(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data" and parts.netloc not in self.allowed | {urlsplit(self.url).netloc}:
            self.complaints.append(f"a request went to {parts.netloc}")

    # Small acts that many tests need.

    async def open(self, place: str = "") -> None:
        await self.page.goto(f"{self.url}/{place}")

    async def be(self, token: str, place: str) -> None:
        """Come in with a login that was begun elsewhere."""
        await self.open("static/icon.svg")
        await self.page.evaluate("token => sessionStorage.setItem('rejoin.token', token)", token)
        await self.open(place)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def press(self, name: str) -> None:
        await self.act_on(self.button(name))

    async def act_on(self, control: Locator) -> None:
        if not self.keyboard_only:
            await control.click()
            return
        await self.reach(control)
        await self.page.keyboard.press("Enter")

    async def fill(self, label: str, words: str) -> None:
        control = self.page.get_by_label(label)
        if not self.keyboard_only:
            await control.fill(words)
            return
        await self.reach(control)
        await self.page.keyboard.insert_text(words)

    async def pick(self, answer: str, *, of: str | None = None) -> None:
        """Choose one radio button, in the group named `of` where there are several."""
        place = self.page.get_by_role("radiogroup", name=of) if of else self.page
        control = place.get_by_role("radio", name=answer, exact=True)
        if not self.keyboard_only:
            await control.check()
            return
        await self.reach(control, same="node.type === 'radio' && node.name === target.name")
        for _ in range(12):
            # An arrow key moves the choice along, which is how a group of radio buttons is used.
            if await control.evaluate("node => node === document.activeElement && node.checked"):
                return
            is_there = await control.evaluate("node => node === document.activeElement")
            await self.page.keyboard.press("Space" if is_there else "ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {answer}")

    async def reach(self, control: Locator, *, same: str = "false") -> None:
        """Press Tab until the focus is there: whatever the Tab key cannot reach does not exist for this person."""
        await expect(control).to_be_visible()
        there = f"target => {{ const node = document.activeElement; return node === target || ({same}); }}"
        for _ in range(80):
            if await control.evaluate(there):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not reach it")

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=15_000)

    async def title(self, name: str) -> None:
        await expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=15_000)

    async def register(self) -> None:
        await self.open()
        await self.fill("Your first name", self.name)
        await self.fill("Email", f"{self.name.lower()}@example.org")
        await self.fill("Password", PASSWORD)
        await self.press("Create my account")
        await self.title("Your talks")

    async def invite(self) -> str:
        await self.press("Make a code")
        return await self.page.get_by_role("status", name="Your code").inner_text()

    async def join(self, code: str) -> None:
        await self.fill("Code from your partner", code)
        await self.press("Look at it first")
        await self.press("Yes, connect us")


async def visit(browser: Browser, url: str, *, name: str, viewport: ViewportSize = PHONE) -> Visitor:
    context = await browser.new_context(
        viewport=viewport,
        locale="en-GB",
        timezone_id="Europe/Helsinki",
        has_touch=True,
        reduced_motion="reduce",
    )
    await context.add_init_script(WATCH_POLICY)
    return Visitor(name, url, await context.new_page())


async def pair(ada: Visitor, ben: Visitor) -> None:
    """Two people without accounts become a couple, and both have it on the screen."""
    await ada.register()
    await ben.register()
    code = await ada.invite()
    await ben.join(code)
    await ben.title(f"You and {ada.name}")
    await ada.page.get_by_role("link", name=ben.name).click()
    await ada.title(f"You and {ben.name}")
