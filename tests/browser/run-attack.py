"""Tries to reach whatever a page has; each attempt says what refused it."""

import asyncio
import json
import socket
import urllib.request
import webbrowser

import js
import pyodide_js
from fastapi import FastAPI, Request
from pyodide.code import run_js
from pyodide.ffi import create_proxy, to_js
from pyodide.http import pyfetch

app = FastAPI()


async def opened(thing) -> str:
    """Wait whether a connection opens or fails."""
    done = asyncio.get_running_loop().create_future()

    def settle(word):
        return create_proxy(lambda event: done.done() or done.set_result(word))

    thing.onopen, thing.onerror = settle("open"), settle("failed")
    word = await asyncio.wait_for(done, 5)
    if word == "failed":
        raise ConnectionError("failed")
    return word


NESTED = """
const tries = {
  fetch: () => fetch(url, { mode: 'no-cors' }),
  importScripts: () => importScripts(url),
  import: () => import(url),
  WebSocket: () => new Promise((done, fail) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    [socket.onopen, socket.onerror] = [done, fail];
  }),
  indexedDB: () => indexedDB.open('x'),
  caches: () => caches.open('x'),
};
(async () => {
  const reached = [];
  for (const [name, attempt] of Object.entries(tries))
    await (async () => attempt())().then(() => reached.push(name), () => {});
  postMessage(reached.join());
})();
"""


async def nested(url: str) -> str:
    """Try the same from a worker within the worker, whose script is not ours."""
    code = f"const url = '{url}nested';{NESTED}"
    kind = to_js({"type": "text/javascript"}, dict_converter=js.Object.fromEntries)
    worker = js.Worker.new(js.URL.createObjectURL(js.Blob.new(to_js([code]), kind)))
    done = asyncio.get_running_loop().create_future()
    worker.onmessage = create_proxy(lambda event: done.set_result(event.data))
    worker.onerror = create_proxy(lambda event: done.set_result(""))
    reached = await asyncio.wait_for(done, 8)
    if not reached:
        raise ConnectionError("nothing")
    return reached


async def package(url: str) -> str:
    """Load a package, which says in the console alone that it has failed."""
    loaded = await pyodide_js.loadPackage(f"{url}package.whl")
    if not len(loaded):
        raise ConnectionError("nothing")
    return str(loaded)


def notify() -> str:
    """Show a notification; where it may not, a browser says nothing."""
    if js.Notification.permission != "granted":
        raise PermissionError(js.Notification.permission)
    return str(js.Notification.new("x"))


def attempts(url: str) -> dict:
    socket_url = url.replace("http", "ws", 1)

    def xhr():
        request = js.XMLHttpRequest.new()
        request.open("GET", f"{url}xhr", False)
        request.send()
        return request.status

    def tcp():
        port = int(url.rpartition(":")[2].strip("/"))
        # Emscripten says that it is connected before it has tried.
        with socket.create_connection(("localhost", port), 2) as connection:
            connection.setblocking(False)
            connection.send(b"GET /socket HTTP/1.0\r\n\r\n")
            return connection.recv(1)

    return {
        "fetch": lambda: js.fetch(f"{url}fetch"),
        "fetch without cors": lambda: js.fetch(
            f"{url}nocors",
            to_js({"mode": "no-cors"}, dict_converter=js.Object.fromEntries),
        ),
        "pyfetch": lambda: pyfetch(f"{url}pyfetch"),
        "XMLHttpRequest": xhr,
        "WebSocket": lambda: opened(js.WebSocket.new(f"{socket_url}socket")),
        "EventSource": lambda: opened(js.EventSource.new(f"{url}events")),
        "eval": lambda: js.eval("1 + 1"),
        "Function": lambda: js.Function.new("return 1")(),
        "import": lambda: run_js(f"import('{url}module.js')"),
        "importScripts": lambda: js.importScripts(f"{url}script.js"),
        "importScripts of the prototype": lambda: (
            js.WorkerGlobalScope.prototype.importScripts.call(
                js.self, f"{url}prototype.js"
            )
        ),
        "a nested worker": lambda: nested(url),
        "a worker of data": lambda: opened(js.Worker.new("data:text/javascript,1")),
        "a shared worker": lambda: js.SharedWorker.new(f"{url}shared.js"),
        "a service worker": lambda: js.navigator.serviceWorker.register(f"{url}sw.js"),
        "a font": lambda: js.FontFace.new("x", f"url({url}font)").load(),
        "WebTransport": lambda: (
            js.WebTransport.new(url.replace("http:", "https:")).ready
        ),
        "WebSocketStream": lambda: js.WebSocketStream.new(f"{socket_url}stream").opened,
        "WebRTC": lambda: js.RTCPeerConnection.new(),
        "fetchLater": lambda: js.fetchLater(f"{url}later"),
        "a package of Pyodide": lambda: package(url),
        "locks": lambda: js.navigator.locks.request("x", create_proxy(lambda _: 1)),
        "storage buckets": lambda: js.navigator.storageBuckets.open("x"),
        "notifications": notify,
        "the clipboard": lambda: js.navigator.clipboard.readText(),
        "the place": lambda: js.navigator.geolocation.getCurrentPosition(print),
        "the camera": lambda: js.navigator.mediaDevices.getUserMedia(),
        "the wake lock": lambda: js.navigator.wakeLock.request("screen"),
        "a dialog": lambda: js.alert("x"),
        "a question": lambda: js.prompt("x"),
        "the page": lambda: js.document.documentElement,
        "a browser": lambda: webbrowser.open(url),
        "indexedDB": lambda: js.indexedDB.open("x"),
        "caches": lambda: js.caches.open("x"),
        "file system": lambda: js.navigator.storage.getDirectory(),
        "localStorage": lambda: js.localStorage.length,
        "cookies": lambda: js.document.cookie,
        "parent": lambda: js.parent.location,
        "window": lambda: js.window.location,
        "top": lambda: js.top.location,
        "open": lambda: js.open(url),
        "beacon": lambda: js.navigator.sendBeacon(f"{url}beacon"),
        "a worker from the site": lambda: opened(js.Worker.new(f"{url}worker.js")),
        "urllib": lambda: urllib.request.urlopen(f"{url}urllib"),
        "socket": tcp,
    }


@app.get("/attempts")
async def attempt_all(url: str) -> dict[str, str]:
    seen = {}
    for name, attempt in attempts(url).items():
        try:
            result = attempt()
            if hasattr(result, "__await__"):
                result = await asyncio.wait_for(result, 10)
            seen[name] = f"reached: {result}"
        except BaseException as error:
            seen[name] = "refused" if error else ""
    return seen


taken = []


@app.get("/take-the-port")
def take_the_port() -> str:
    """Get hold of the port to the page by the method that the worker calls."""
    original = js.MessagePort.prototype.postMessage

    def post(this, *message):
        # Pyodide has ports of its own; that of the page is the one that answers.
        if message and getattr(message[0], "kind", "") == "answer":
            js.MessagePort.prototype.postMessage = original
            taken.append(this)
        js.Reflect.apply(original, this, js.Array.of(*message))

    js.MessagePort.prototype.postMessage = create_proxy(post, capture_this=True)
    return "taken with the next answer"


@app.post("/forge")
async def forge(request: Request) -> str:
    for message in await request.json():
        taken[0].postMessage(js.JSON.parse(json.dumps(message)))
    return "forged"


@app.get("/flood")
def flood() -> None:
    while True:
        taken[0].postMessage("x")


@app.get("/broadcast")
def broadcast() -> None:
    for name in ("fastapi-answers", "pyodide"):
        js.BroadcastChannel.new(name).postMessage("forged")


@app.get("/for-ever")
def run_for_ever() -> None:
    while True:
        pass


@app.get("/print-for-ever")
def print_for_ever() -> None:
    while True:
        print("x" * 1000)
