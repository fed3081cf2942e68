"""The floor: a bare page with one button and one websocket, and a Starlette server that answers with a text.

Run as a program: `python floor.py PORT`.
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PAGE = """<!doctype html><title>floor</title>
<div data-testid="stApp" data-test-script-state="running">
<div data-testid="stButton"><button>more</button></div><pre data-testid="stText"></pre></div>
<script>
const app = document.querySelector("[data-testid=stApp]");
const text = document.querySelector("pre");
const socket = new WebSocket(`ws://${location.host}/socket`);
socket.onmessage = (event) => {
  text.textContent = event.data;
  app.dataset.testScriptState = "notRunning";
};
document.querySelector("button").onclick = () => socket.send("more");
</script>"""


async def page(request: Request) -> Response:
    del request
    return HTMLResponse(PAGE)


async def serve(websocket: WebSocket) -> None:
    await websocket.accept()
    n = 0
    try:
        while True:
            await websocket.send_text(f"n = {n}")
            await websocket.receive_text()
            n += 1
    except WebSocketDisconnect:
        pass


app = Starlette(routes=[Route("/{path:path}", page), WebSocketRoute("/socket", serve)])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", ws="websockets-sansio")
