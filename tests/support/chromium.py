"""Debian's Chromium, driven by its DevTools protocol through a pipe: real keys, a real mouse, and what goes wrong.

https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import os
import subprocess

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
KEYS = {
    "Enter": 13,
    "Escape": 27,
    " ": 32,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Delete": 46,
}


class Chromium:
    """A browser with one page.

    Attributes
    ----------
    requests : list of str
        What the page asked for, but for data that it has itself.
    errors : list of str
        Exceptions and error messages of the console.
    """

    def __init__(self, profile):
        read, self.write = os.pipe()
        self.read, write = os.pipe()
        command = ["chromium", *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"]

        def pipes():  # Chromium reads from descriptor 3 and writes to 4
            high = [os.dup(fd) for fd in (read, write)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, preexec_fn=pipes, close_fds=False, **quiet)
        os.close(read)
        os.close(write)
        self.session, self.number, self.rest = None, 0, b""
        self.requests, self.errors, self.loaded = [], [], False
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        os.close(self.write)
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.read)

    def call(self, method, **params):
        """Call a method of the protocol; what happens meanwhile is noted."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def receive(self):
        """The next message."""
        while b"\0" not in self.rest:
            part = os.read(self.read, 1 << 20)
            assert part, "Chromium has ended"
            self.rest += part
        text, _, self.rest = self.rest.partition(b"\0")
        message = json.loads(text)
        self.note(message.get("method"), message.get("params", {}))
        return message

    def note(self, method, params):
        """Note what is a request, an error, or the end of loading."""
        if method == "Network.requestWillBeSent" and not params["request"]["url"].startswith("data:"):
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(params["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.errors.append(str(params["args"])[:500])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        elif method == "Page.loadEventFired":
            self.loaded = True

    def open(self, url, width=1400, height=900, **features):
        """Open a page in a window of a size, in pixels, with media features such as prefers_color_scheme="dark"."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=named)
        self.navigate("about:blank")  # so that another fragment of the same page is loaded, too
        self.navigate(url)

    def navigate(self, url):
        """Go to a page, and wait until it has loaded."""
        self.requests, self.errors, self.loaded = [], [], False
        self.call("Page.navigate", url=url)
        while not self.loaded:
            self.receive()

    def run(self, script):
        """The value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, condition):
        """Let the page go on until a condition holds, for ten seconds at most."""
        script = f"""new Promise(done => {{
          const end = performance.now() + 10000;
          const late = () => performance.now() > end;
          const look = () => ({condition}) ? done(true) : late() ? done(false) : setTimeout(look, 20);
          look();
        }})"""
        assert self.run(script), condition

    def move(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x, y):
        self.move(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def click_on(self, selector):
        """Click on the middle of an element, once it is in sight."""
        self.click(*self.middle(selector))

    def middle(self, selector):
        """Where the middle of an element is in the window, after it was scrolled into view and has come to rest."""
        return self.run(f"""(async () => {{
          const frame = () => new Promise(requestAnimationFrame);
          const element = document.querySelector({json.dumps(selector)});
          let before, place = {{}};
          do {{
            element.scrollIntoView({{block: "center", behavior: "instant"}});
            await frame();
            await frame();
            before = place.y;
            place = element.getBoundingClientRect();
          }} while (before !== place.y);
          return [place.x + place.width / 2, place.y + place.height / 2];
        }})()""")

    def drag(self, *places):
        """Go from place to place, each a pair of x and y, with the button down."""
        self.move(*places[0])
        for kind, (x, y) in [
            ("mousePressed", places[0]),
            *(("mouseMoved", place) for place in places[1:]),
            ("mouseReleased", places[-1]),
        ]:
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            text = {"text": {"Enter": "\r", " ": " "}[key]} if key in ("Enter", " ") and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=KEYS[key], **text)

    def picture(self, file, whole=True):
        """A picture of the page as a PNG."""
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole, format="png")["data"]
        file.write_bytes(base64.b64decode(data))
