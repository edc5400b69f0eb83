"""Records what a program did, as steps that a page shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from .command import Failures, Ran
from .record import Json, Mask, Recorder, body_of, masked
from .server import Server

CLIENT_HEADERS = {
    "accept", "accept-encoding", "connection", "content-length", "content-type",
    "host", "user-agent", "sec-websocket-key", "sec-websocket-version", "upgrade",
    "transfer-encoding",
}  # fmt: skip


Knowing = Ran | Server | Failures
"""What knows the command that it comes from."""

TYPED = re.compile(
    r"\b(pytest|uvicorn|gunicorn|hypercorn|fastapi|python) (-|\S+[.:]\w)"
)


class Response(Protocol):
    """What `record_http` reads: an answer of httpx, httpx2 or the TestClient."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def request(self) -> Any: ...
    @property
    def content(self) -> bytes: ...


@dataclass
class Recording:
    """What was seen of the file ``path``; ``mask`` holds for all of its steps."""

    path: Path
    recorder: Recorder = field(default_factory=Recorder)
    mask: dict[str, str] = field(default_factory=dict)

    def record_http(
        self, step: str, response: Response, *, note: str = "",
        headers: Sequence[str] = (), mask: Mask | None = None,
        ran: Knowing | None = None,
    ) -> None:  # fmt: skip
        """Record an exchange: what was sent and what came back.

        ``headers`` names the response headers to show; request headers shown are
        those a client does not add by itself. ``mask`` maps patterns to what is
        written instead, for what differs from run to run. Where the note shows a
        command, ``{command}`` stands in it, and ``ran`` is what knows it.
        """
        request = response.request
        sent = {
            name.lower(): value
            for name, value in request.headers.items()
            if name.lower() not in CLIENT_HEADERS
        }
        wanted = {name.lower() for name in headers}
        got = {
            name.lower(): value
            for name, value in response.headers.items()
            if name.lower() in wanted
        }
        absent = wanted - got.keys()
        assert not absent, f"the response has no header {absent}"
        path = request.url.raw_path.decode("ascii")
        self._add(
            step, note, mask, ran,
            kind="http",
            request=without_headers(method=request.method, path=path, headers=sent)
            | body_of(request.read()),
            response=without_headers(status=response.status_code, headers=got)
            | body_of(response.content),
        )  # fmt: skip

    def record_output(
        self, step: str, ran: Ran | Server, output: str | None = None, *,
        note: str = "", mask: Mask | None = None, exit_code: bool = False,
    ) -> None:  # fmt: skip
        """Record what a command printed: ``ran`` is what `run`, `run_command`,
        `run_pytest` or `serve` gave, and tells the command. ``output`` is the part of
        what was printed that matters, else it is all of the standard output.
        ``exit_code`` adds to both how it ended, as ``echo`` tells it."""
        if isinstance(ran, str):
            raise TypeError(
                f"step '{step}': '{ran}' is typed; give what run, run_command, "
                "run_pytest or serve gave, which knows the command"
            )
        command = self._shown(ran, mask)
        output = ran.output if output is None else output
        if exit_code:
            command += "; echo exit $?"
            output = f"{output}\nexit {ran.returncode}".lstrip()
        self._add(step, note, mask, ran, kind="output", command=command, output=output)

    def record_value(
        self, step: str, label: str, value: Json, *, note: str = "",
        mask: Mask | None = None, ran: Knowing | None = None,
    ) -> None:  # fmt: skip
        """Record something observed: ``label`` says what ``value`` is. Where it shows a
        command, ``{command}`` stands in it, and ``ran`` is what knows it."""
        self._add(step, note, mask, ran, kind="value", label=label, value=value)

    def record_websocket(
        self, step: str, path: str,
        messages: Sequence[tuple[Literal["client", "server", "close"], Json]],
        *, note: str = "", mask: Mask | None = None,
    ) -> None:  # fmt: skip
        """Record a WebSocket's messages in their order, each with who sent it."""
        self._add(
            step, note, mask, None, kind="websocket", path=path,
            messages=[{"from": who, "data": data} for who, data in messages],
        )  # fmt: skip

    def _shown(self, ran: Knowing, mask: Mask | None) -> str:
        """The command as a reader types it."""
        everything = {**self.mask, **(mask or {})}
        return ran.command.shown(lambda word: masked(word, everything))

    def _add(
        self, step: str, note: str, mask: Mask | None, ran: Knowing | None,
        **record: Json,
    ) -> None:  # fmt: skip
        everything = {**self.mask, **(mask or {})}
        record = {  # a command is masked already, each word by itself
            name: value if name == "command" else masked(value, everything)
            for name, value in record.items()
        }
        if note:
            record["note"] = note
        for name in record.keys() & {"label", "note"}:
            if TYPED.search(record[name]):
                raise TypeError(
                    f"step '{step}': the {name} '{record[name]}' shows a typed "
                    "command; write {command} and give what ran as `ran`"
                )
            if ran is not None:
                shown = self._shown(ran, mask)
                record[name] = record[name].replace("{command}", shown)
        if mask or self.mask:
            record["masked"] = True
        self.recorder.add(self.path, step, record)


def without_headers(**values: Json) -> dict[str, Json]:
    """Leave out headers where there are none."""
    return {name: value for name, value in values.items() if value != {}}
