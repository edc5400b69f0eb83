from fastapi import FastAPI

app = FastAPI()


# The hint converts after the choice: every /orders/<text> belongs to the first route.
@app.get("/orders/{order_id}")
async def read_order(order_id: int) -> str:
    return f"order number {order_id}"


@app.get("/orders/{reference}")  # never reached
async def find_order(reference: str) -> str:
    return f"order {reference}"


# The convertor is part of the pattern: what is not digits goes on to the next route.
@app.get("/invoices/{invoice_id:int}")
async def read_invoice(invoice_id: int) -> str:
    return f"invoice number {invoice_id}"


@app.get("/invoices/{reference}")
async def find_invoice(reference: str) -> str:
    return f"invoice {reference}"
