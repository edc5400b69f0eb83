"""Question 7: where a path parameter comes from, and what its type does."""

import inspect
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from starlette import convertors, routing
from starlette.convertors import (
    CONVERTOR_TYPES,
    StringConvertor,
    register_url_convertor,
)


def error_of(response):
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    return error


def test_a_value_of_the_right_type_arrives_converted(program):
    catalogue = program("catalogue.py")
    client = TestClient(catalogue.load().app)
    found = client.get("/books/5")
    assert found.json() == {"book_id": 5}
    catalogue.record_http("found", found)

    ebook = client.get("/books/5/ebook")
    assert ebook.json() == {"book_id": 5, "is_ebook": True}
    catalogue.record_http("ebook", ebook)

    paper = client.get("/books/5/paper")
    assert paper.json() == {"book_id": 5, "is_ebook": False}

    loan = client.get("/loans/5b3f9d0e7c2e4f58a1d2c3b4a5968778/2026-12-24")
    assert loan.json() == {
        "loan": "5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778",
        "weekday": "Thursday",
    }
    catalogue.record_http("loan", loan, note="A UUID without hyphens, and a date.")


def test_the_error_names_the_place_the_reason_and_the_input(program):
    catalogue = program("catalogue.py")
    client = TestClient(catalogue.load().app)
    too_small = client.get("/books/0")
    error = error_of(too_small)
    assert error["type"] == "greater_than_equal"
    assert error["loc"] == ["path", "book_id"]
    catalogue.record_http("too-small", too_small)

    large = client.get("/books/2147483648")
    assert error_of(large)["type"] == "less_than_equal"
    assert client.get("/books/2147483647").status_code == 200
    assert client.get("/books/1").status_code == 200
    catalogue.record_http("too-large", large)

    malformed = client.get("/books/abc")
    assert error_of(malformed)["type"] == "int_parsing"
    assert error_of(malformed)["input"] == "abc"
    catalogue.record_http("malformed", malformed)

    unknown = client.get("/books/5/audio")
    assert error_of(unknown)["type"] == "enum"
    assert error_of(unknown)["ctx"] == {"expected": "'paper' or 'ebook'"}
    assert error_of(client.get("/loans/x/2026-12-24"))["type"] == "uuid_parsing"


def test_a_bad_value_never_reaches_the_function():
    app, reached = FastAPI(), []

    @app.get("/books/{book_id}")
    def read_book(book_id: Annotated[int, Path(ge=1)]):
        reached.append(book_id)

    client = TestClient(app)
    assert [client.get(f"/books/{one}").status_code for one in "5x0"] == [200, 422, 422]
    assert reached == [5]


def test_the_names_decide_and_not_the_order_of_the_arguments(program):
    read_copy = program("catalogue.py").load().read_copy
    assert list(inspect.signature(read_copy).parameters) == ["format", "book_id"]
    app = FastAPI()
    app.get("/books/{book_id}/{format}")(read_copy)
    operation = app.openapi()["paths"]["/books/{book_id}/{format}"]["get"]
    places = {one["name"]: one["in"] for one in operation["parameters"]}
    assert places == {"book_id": "path", "format": "path"}
    answer = TestClient(app).get("/books/5/ebook").json()
    assert answer == {"book_id": 5, "is_ebook": True}


def test_the_errors_of_several_parameters_come_in_one_422(program):
    client = TestClient(program("catalogue.py").load().app)
    response = client.get("/loans/x/never")
    assert response.status_code == 422
    places = [error["loc"] for error in response.json()["detail"]]
    assert places == [["path", "loan_id"], ["path", "due"]]


def test_enum_uuid_and_date_need_no_path(program):
    client = TestClient(program("catalogue.py").load().app)
    loan = "5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778"
    assert client.get(f"/loans/{loan}/2026-02-29").status_code == 422
    assert client.get(f"/loans/{loan}/2028-02-29").status_code == 200
    assert client.get("/books/5/ebook").status_code == 200
    assert client.get("/books/5/audio").status_code == 422


def test_a_date_also_accepts_a_unix_timestamp(program):
    client = TestClient(program("catalogue.py").load().app)
    loan = client.get("/loans/5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778/86400")
    assert loan.json()["weekday"] == "Friday"  # 2 January 1970
    later = client.get("/loans/5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778/86401")
    assert error_of(later)["type"] == "date_from_datetime_inexact"


def test_a_float_accepts_nan_unless_it_is_told_not_to():
    app = FastAPI()

    @app.get("/prices/{price}")
    def read_price(price: float) -> bool:
        return price > 0 or price <= 0

    @app.get("/finite/{price}")
    def read_finite(price: Annotated[float, Path(allow_inf_nan=False)]): ...

    client = TestClient(app)
    assert client.get("/prices/nan").json() is False
    assert client.get("/prices/inf").json() is True
    assert error_of(client.get("/finite/nan"))["type"] == "finite_number"
    assert error_of(client.get("/finite/inf"))["type"] == "finite_number"
    assert client.get("/finite/1.5").status_code == 200


def test_one_integer_has_many_spellings(program):
    catalogue = program("catalogue.py")
    client = TestClient(catalogue.load().app)
    spellings = ["7", "007", "+7", "7.0", "%207", "0_7", "7e0", "0x7"]
    answers = {
        f"/books/{one}": client.get(f"/books/{one}").status_code for one in spellings
    }
    for seven in [*spellings[:6], "%207%20", "7%C2%A0", "7%0A", "%097%0A"]:
        assert client.get(f"/books/{seven}").json() == {"book_id": 7}
    assert answers == dict.fromkeys([f"/books/{one}" for one in spellings[:6]], 200) | {
        "/books/7e0": 422,
        "/books/0x7": 422,
    }
    catalogue.record_value("spellings", "status of other ways to write book 7", answers)


def test_openapi_shows_the_constraint(program):
    catalogue = program("catalogue.py")
    paths = catalogue.load().app.openapi()["paths"]
    (parameter,) = paths["/books/{book_id}"]["get"]["parameters"]
    assert parameter["schema"]["minimum"] == 1
    assert parameter["schema"]["maximum"] == 2147483647
    assert parameter["required"] is True
    catalogue.record_value("openapi", "parameter in OpenAPI", parameter)


def test_a_failing_hint_stops_but_a_failing_convertor_falls_through(program):
    convertors = program("convertors.py")
    client = TestClient(convertors.load().app)
    hint = client.get("/orders/A-17")
    assert error_of(hint)["type"] == "int_parsing"
    convertors.record_http("hint", hint)

    convertor = client.get("/invoices/A-17")
    assert convertor.json() == "invoice A-17"
    convertors.record_http("convertor", convertor)

    module = convertors.load()
    assert "/orders/{reference}" in module.app.openapi()["paths"]
    alone = FastAPI()
    alone.get("/orders/{reference}")(module.find_order)
    assert TestClient(alone).get("/orders/A-17").json() == "order A-17"

    assert client.get("/orders/-17").json() == "order number -17"
    assert client.get("/invoices/007").json() == "invoice number 7"
    assert client.get("/invoices/%207").json() == "invoice  7"
    assert client.get("/invoices/17").json() == "invoice number 17"
    minus = client.get("/invoices/-17")
    assert minus.json() == "invoice -17"
    convertors.record_http("minus", minus, note="A sign is not a digit.")


def test_the_int_convertor_matches_digits_only(program):
    client = TestClient(program("convertors.py").load().app)
    for one in ["7", "007", "0"]:
        assert client.get(f"/invoices/{one}").json() == f"invoice number {int(one)}"
    for one in ["-7", "+7", "7.0", "0_7", "%207", "7e0", "%D9%A7", "7%0A%0A"]:
        answer = client.get(f"/invoices/{one}").json()
        assert answer == f"invoice {unquote(one)}"


def test_a_line_feed_at_the_end_passes_every_pattern(program):
    app = program("convertors.py").load().app
    app.get("/stock")(lambda: "stock")
    client = TestClient(app)
    for one in ["7", "007", "7%0A"]:
        assert client.get(f"/invoices/{one}").json() == "invoice number 7"
    for one in ["+7", "7.0", "7%0A%0A"]:
        assert client.get(f"/invoices/{one}").json() == f"invoice {unquote(one)}"
    assert client.get("/orders/7%0A").json() == "order number 7"
    assert client.get("/stock%0A").json() == "stock"


def test_the_int_convertor_raises_on_4301_digits_and_a_bounded_one_does_not(program):
    bounded = program("bounded.py")
    client = TestClient(bounded.load().app, raise_server_exceptions=False)
    assert client.get("/tickets/0000000007").json() == 7
    assert client.get("/coupons/007").json() == 7
    assert client.get("/coupons/+7").status_code == 404
    answers = {
        f"/{kind}/ + {digits:,} digits": client.get(
            f"/{kind}/{'1' * digits}"
        ).status_code
        for kind in ("coupons", "tickets")
        for digits in (10, 11, 4300, 4301)
    }
    assert list(answers.values()) == [200, 200, 200, 500, 200, 404, 404, 404]
    bounded.record_value("digits", "status by number of digits", answers)
    with pytest.raises(ValueError, match="Exceeds the limit \\(4300 digits\\)"):
        TestClient(bounded.load().app).get(f"/coupons/{'1' * 4301}")


def test_a_convertor_is_registered_before_its_routes(monkeypatch):
    monkeypatch.setattr(convertors, "CONVERTOR_TYPES", dict(CONVERTOR_TYPES))
    monkeypatch.setattr(routing, "CONVERTOR_TYPES", convertors.CONVERTOR_TYPES)

    class Shelf(StringConvertor):
        regex = "[A-Z][0-9]"

    app = FastAPI()
    with pytest.raises(AssertionError, match="Unknown path convertor 'shelf'"):
        app.get("/shelves/{shelf:shelf}")(lambda shelf: shelf)
    register_url_convertor("shelf", Shelf())
    app.get("/shelves/{shelf:shelf}")(lambda shelf: shelf)
    client = TestClient(app)
    assert client.get("/shelves/A7").json() == "A7"
    assert client.get("/shelves/77").status_code == 404


def test_a_hint_gives_422_for_4301_digits(program):
    client = TestClient(program("convertors.py").load().app)
    assert error_of(client.get(f"/orders/{'1' * 4301}"))["type"] == "int_parsing_size"
    assert client.get(f"/orders/{'1' * 4300}").status_code == 200


def test_the_convertors_of_starlette_are_named_completely():
    built_in = [one for one in CONVERTOR_TYPES if one != "number"]
    assert set(built_in) == {"str", "int", "float", "uuid", "path"}


def test_a_convertor_alone_turns_a_malformed_id_into_404():
    app = FastAPI()

    @app.get("/books/{book_id:int}")
    def read_book(book_id: int): ...

    assert TestClient(app).get("/books/abc").status_code == 404
    assert TestClient(app).get("/books/5").status_code == 200


def test_a_dependency_turns_an_id_into_an_object_or_a_404(program):
    app = FastAPI()

    def find_book(book_id):
        if book_id > 2:
            raise HTTPException(404, "No such book")
        return ["Middlemarch", "Emma"][book_id - 1]

    find_book.__annotations__["book_id"] = program("catalogue.py").load().BookId

    @app.get("/books/{book_id}")
    def read_book(book: Annotated[str, Depends(find_book)]) -> str:
        return book

    client = TestClient(app)
    assert client.get("/books/2").json() == "Emma"
    assert client.get("/books/3").json() == {"detail": "No such book"}
    assert error_of(client.get("/books/x"))["loc"] == ["path", "book_id"]


def test_the_fixed_path_after_the_parameter_gives_422(program):
    order = program("order.py")
    module = order.load()
    client = TestClient(module.app)
    response = client.get("/readers/me")
    assert error_of(response)["loc"] == ["path", "reader_id"]
    order.record_http("me", response)
    assert client.get("/readers/7").json() == "reader 7"
    assert list(module.app.openapi()["paths"]) == [
        "/readers/{reader_id}",
        "/readers/me",
    ]

    mended = FastAPI()
    mended.get("/readers/me")(module.read_myself)
    mended.get("/readers/{reader_id}")(module.read_reader)
    assert TestClient(mended).get("/readers/me").json() == "you"
    assert TestClient(mended).get("/readers/7").json() == "reader 7"


def test_a_name_that_is_not_in_the_path_becomes_a_query_parameter(program):
    misspelt = program("misspelt.py")
    client = TestClient(misspelt.load().app)
    response = client.get("/readers/5")
    assert error_of(response)["loc"] == ["query", "readerid"]
    misspelt.record_http("wrong-name", response)
    assert client.get("/readers/5?readerid=6").json() == "reader 6"


def test_converting_by_hand_gives_500(program):
    by_hand = program("by_hand.py")
    app = by_hand.load().app
    response = TestClient(app, raise_server_exceptions=False).get("/readers/x")
    assert response.status_code == 500
    by_hand.record_http("by-hand", response)
    assert TestClient(app).get("/readers/7").json() == "reader 7"
    (parameter,) = app.openapi()["paths"]["/readers/{reader_id}"]["get"]["parameters"]
    assert parameter["schema"] == {"type": "string", "title": "Reader Id"}


def test_a_convertor_leaves_no_trace_in_openapi(program):
    paths = program("convertors.py").load().app.openapi()["paths"]
    invoice, order = paths["/invoices/{invoice_id}"], paths["/orders/{order_id}"]
    by_convertor, by_hint = invoice["get"], order["get"]
    assert by_convertor["parameters"][0]["schema"]["type"] == "integer"
    assert by_convertor["parameters"][0]["schema"].keys() == (
        by_hint["parameters"][0]["schema"].keys()
    )


def test_an_integer_too_large_for_the_database_is_a_500_without_a_limit(program):
    app = FastAPI()

    def find_book(book_id):
        with closing(sqlite3.connect(":memory:")) as connection:
            return connection.execute("SELECT ?", [book_id]).fetchone()

    limited = program("catalogue.py").load().BookId
    for path, hint in [("/books", int), ("/limited", limited)]:

        def read_book(book_id):
            return find_book(book_id)

        read_book.__annotations__["book_id"] = hint
        app.get(f"{path}/{{book_id}}")(read_book)
    client = TestClient(app, raise_server_exceptions=False)
    for path, status in [("/books", 500), ("/limited", 422)]:
        assert client.get(f"{path}/7").json() == [7]
        assert client.get(f"{path}/{2**63}").status_code == status
    with pytest.raises(OverflowError, match="too large to convert to SQLite INTEGER"):
        find_book(2**63)


def test_literal_and_decimal_work_as_annotations_alone():
    app = FastAPI()

    @app.get("/rates/{currency}/{rate}")
    def read_rate(currency: Literal["eur", "usd"], rate: Decimal): ...

    client = TestClient(app)
    assert client.get("/rates/eur/1.07").status_code == 200
    assert error_of(client.get("/rates/gbp/1.07"))["type"] == "literal_error"
    assert error_of(client.get("/rates/eur/x"))["type"] == "decimal_parsing"


def test_a_literal_of_numbers_never_fits_and_an_int_enum_does():
    class Floor(IntEnum):
        ground = 0

    class Wing(Enum):
        north = 1

    app = FastAPI()

    @app.get("/copies/{copies}")
    def read_copies(copies: Literal[1, 2]): ...

    @app.get("/wings/{wing}")
    def read_wing(wing: Wing): ...

    @app.get("/floors/{floor}")
    def read_floor(floor: Floor) -> str:
        return floor.name

    client = TestClient(app)
    assert error_of(client.get("/copies/1"))["type"] == "literal_error"
    assert error_of(client.get("/wings/1"))["type"] == "enum"
    assert client.get("/floors/0").json() == "ground"


def test_a_path_parameter_has_no_default():
    app = FastAPI()

    @app.get("/books/{book_id}")
    def read_book(book_id: int = 5) -> int:
        return book_id

    (parameter,) = app.openapi()["paths"]["/books/{book_id}"]["get"]["parameters"]
    assert parameter["required"] is True
    assert "default" not in parameter["schema"]
    with pytest.raises(AssertionError, match="cannot have default values"):

        @app.get("/loans/{loan_id}")
        def read_loan(loan_id: Annotated[int, Path()] = 5): ...


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "5"), (float, "1.5"), (bool, "true"), (Decimal, "1.07"),
        (date, "2026-12-24"), (UUID, "5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778"),
    ],
)  # fmt: skip
def test_strict_refuses_every_path_value_because_all_are_text(kind, value):
    app = FastAPI()
    for path, marker in [("/lax", Path()), ("/strict", Path(strict=True))]:

        def read(one): ...

        read.__annotations__["one"] = Annotated[kind, marker]
        app.get(f"{path}/{{one}}")(read)
    client = TestClient(app)
    assert client.get(f"/lax/{value}").status_code == 200
    assert error_of(client.get(f"/strict/{value}"))["loc"] == ["path", "one"]


def test_strict_takes_the_text_for_a_text():
    app = FastAPI()

    @app.get("/titles/{title}")
    def read_title(title: Annotated[str, Path(strict=True)]): ...

    assert TestClient(app).get("/titles/Emma").status_code == 200


def test_a_convertor_converts_before_pydantic_sees_the_value():
    app = FastAPI()

    @app.get("/untyped/{book_id:int}")
    def read_untyped(book_id):
        return type(book_id).__name__

    @app.get("/strict/{book_id:int}")
    def read_strict(book_id: Annotated[int, Path(strict=True)]):
        return book_id

    @app.get("/text/{book_id:int}")
    def read_text(book_id: str): ...

    client = TestClient(app)
    assert client.get("/untyped/5").json() == "int"
    assert client.get("/strict/005").json() == 5
    assert error_of(client.get("/text/5"))["type"] == "string_type"


def test_a_slash_in_a_plain_parameter_does_not_match_even_when_encoded():
    app = FastAPI()

    @app.get("/books/{title}")
    def read_book(title: str): ...

    assert TestClient(app).get("/books/either%2For").status_code == 404


def test_a_pattern_allows_one_spelling():
    app = FastAPI()

    @app.get("/books/{book_id}")
    def read_book(book_id: Annotated[str, Path(pattern="^[1-9][0-9]{0,9}$")]) -> int:
        return int(book_id)

    client = TestClient(app)
    assert client.get("/books/7").json() == 7
    assert client.get("/books/%37").json() == 7
    others = ["007", "+7", "7.0", "0_7", "%207", "7%0A", "%D9%A7", "1" * 11]
    for other in others:
        assert client.get(f"/books/{other}").status_code == 422


def test_a_pattern_without_an_upper_limit_is_a_500():
    app = FastAPI()

    @app.get("/books/{book_id}")
    def read_book(book_id: Annotated[str, Path(pattern="^[1-9][0-9]*$")]) -> int:
        return int(book_id)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get(f"/books/{'1' * 4300}").status_code == 200
    assert client.get(f"/books/{'1' * 4301}").status_code == 500


def test_a_convertor_lets_a_strict_int_and_a_literal_of_numbers_fit():
    app = FastAPI()

    @app.get("/copies/{copies:int}")
    def read_copies(copies: Literal[1, 2]) -> int:
        return copies

    @app.get("/books/{book_id:int}")
    def read_book(book_id: Annotated[int, Path(strict=True)]) -> int:
        return book_id

    client = TestClient(app)
    assert client.get("/copies/1").json() == 1
    assert error_of(client.get("/copies/3"))["type"] == "literal_error"
    assert client.get("/books/5").json() == 5

    class Wing(Enum):
        north = 1

    @app.get("/wings/{wing:int}")
    def read_wing(wing: Wing) -> str:
        return wing.name

    assert client.get("/wings/1").json() == "north"


def test_a_path_marker_with_another_name_is_missing_every_time():
    app = FastAPI()

    @app.get("/readers/{reader_id}")
    def read_reader(readerid: Annotated[int, Path()]): ...

    for query in ["", "?readerid=5", "?reader_id=5"]:
        error = error_of(TestClient(app).get(f"/readers/5{query}"))
        assert (error["type"], error["loc"]) == ("missing", ["path", "readerid"])


def test_a_misnamed_argument_with_a_default_gets_it_whatever_the_path_says():
    app = FastAPI()

    @app.get("/guests/{guest_id}")  # nobody is told
    def read_guest(guestid: Annotated[int, Path()] = 5) -> int:
        return guestid

    @app.get("/loans/{loan_id}")
    def read_loan(loanid: int = 5) -> int:
        return loanid

    for path in ["/guests/7", "/loans/7"]:
        assert TestClient(app).get(path).json() == 5


def test_python_with_o_skips_the_check_for_a_default():
    program = """
from typing import Annotated
from fastapi import FastAPI, Path

app = FastAPI()

@app.get("/loans/{loan_id}")
def read_loan(loan_id: Annotated[int, Path()] = 5): ...
"""
    for options, code in [([], 1), (["-O"], 0)]:
        command = [sys.executable, "-B", *options, "-c", program]
        run = subprocess.run(command, capture_output=True, text=True)
        assert run.returncode == code
        assert ("AssertionError" in run.stderr) is (code == 1)


def test_two_decorators_make_a_part_of_the_path_optional():
    app = FastAPI()

    @app.get("/pages")
    @app.get("/pages/{page}")
    def read_page(page: int = 1) -> int:
        return page

    client = TestClient(app)
    assert client.get("/pages").json() == 1
    assert client.get("/pages/3").json() == 3
    assert client.get("/pages?page=4").json() == 4
    assert client.get("/pages/3?page=4").json() == 3


def test_a_route_with_another_method_is_passed_over():
    app = FastAPI()
    app.get("/books/{book_id}")(lambda book_id: "first")
    app.post("/books/{title}")(lambda title: "second")
    client = TestClient(app)
    assert client.get("/books/7").json() == "first"
    assert client.post("/books/7").json() == "second"


def test_a_uuid_has_many_spellings(program):
    client = TestClient(program("catalogue.py").load().app)
    loan = "5b3f9d0e-7c2e-4f58-a1d2-c3b4a5968778"
    spellings = [loan, loan.upper(), loan.replace("-", "")]
    for one in [*spellings, f"{{{loan}}}", f"urn:uuid:{loan}"]:
        assert client.get(f"/loans/{one}/2026-12-24").json()["loan"] == loan
    assert client.get(f"/loans/{loan[:-1]}/2026-12-24").status_code == 422


def test_the_input_of_an_error_is_what_a_convertor_made():
    app = FastAPI()

    @app.get("/hints/{number}")
    def hint(number: Annotated[int, Path(le=3)]): ...

    @app.get("/convertors/{number:int}")
    def convertor(number: Annotated[int, Path(le=3)]): ...

    client = TestClient(app)
    assert error_of(client.get("/hints/007"))["input"] == "007"
    assert error_of(client.get("/convertors/007"))["input"] == 7


def test_the_braces_of_an_inclusion_count_as_well():
    app, lines = FastAPI(), APIRouter()

    @lines.get("/lines")
    def list_lines(order_id: int) -> int:
        return order_id

    app.include_router(lines)
    app.include_router(lines, prefix="/orders/{order_id}")
    client = TestClient(app)
    assert error_of(client.get("/lines"))["loc"] == ["query", "order_id"]
    assert client.get("/lines?order_id=7").json() == 7
    assert client.get("/orders/7/lines").json() == 7
    assert error_of(client.get("/orders/x/lines"))["loc"] == ["path", "order_id"]


def test_a_hint_does_not_count_leading_zeros(program):
    client = TestClient(program("bounded.py").load().app, raise_server_exceptions=False)
    app = program("convertors.py").load().app
    padded = "0" * 4300 + "7"
    assert TestClient(app).get(f"/orders/{padded}").json() == "order number 7"
    assert client.get(f"/coupons/{padded}").status_code == 500


def test_a_bound_rejects_nan_and_only_its_own_infinity():
    app, bounds = (
        FastAPI(),
        {"ge": ["-inf"], "gt": ["-inf"], "le": ["inf"], "lt": ["inf"]},
    )
    for bound in bounds:

        def read(price): ...

        limit: dict[str, Any] = {bound: 0}
        read.__annotations__["price"] = Annotated[float, Path(**limit)]
        app.get(f"/{bound}/{{price}}")(read)
    client = TestClient(app)
    for bound, others in bounds.items():
        for value in ["nan", "inf", "-inf"]:
            refused = value == "nan" or value in others
            status = 422 if refused else 200
            assert client.get(f"/{bound}/{value}").status_code == status


def test_a_decimal_may_be_huge_unless_its_digits_are_limited():
    """The time for the digits grows with their square, and nothing else can run."""
    app = FastAPI()

    @app.get("/declared/{price}")
    def read_declared(price: Decimal) -> Decimal:
        return price

    @app.get("/undeclared/{price}")
    def read_undeclared(price: Decimal):
        return price

    @app.get("/limited/{price}")
    def read_limited(price: Annotated[Decimal, Path(max_digits=8)]):
        return price

    client = TestClient(app)
    assert client.get("/declared/1e9999999").json() == "1E+9999999"
    assert client.get("/undeclared/1e4000").text == f"1{'0' * 4000}"
    with pytest.raises(ValueError, match="Exceeds the limit"):  # a 500
        client.get("/undeclared/1e5000")
    for price in ["1e9999999", "-1e9999999", "1e-9999999", "1e8"]:
        assert client.get(f"/limited/{price}").status_code == 422
    assert client.get("/limited/12345.678").json() == 12345.678


def test_a_path_marker_reads_an_alias_or_the_braces_of_a_mount():
    app, shop = FastAPI(), FastAPI()

    @app.get("/readers/{id}")
    def read_reader(reader_id: Annotated[int, Path(alias="id")]) -> int:
        return reader_id

    @shop.get("/marked")
    def marked(tenant: Annotated[str, Path()]) -> str:
        return tenant

    @shop.get("/bare")
    def bare(tenant: str): ...

    app.mount("/shops/{tenant}", shop)
    app.host("{tenant}.shops.example", shop)
    client = TestClient(app)
    assert client.get("/readers/7").json() == 7
    assert error_of(client.get("/readers/x"))["loc"] == ["path", "id"]
    assert client.get("/shops/ada/marked").json() == "ada"
    assert client.get("http://ada.shops.example/marked").json() == "ada"
    assert error_of(client.get("/shops/ada/bare"))["loc"] == ["query", "tenant"]
