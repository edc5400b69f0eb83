from fastapi import FastAPI

app = FastAPI()


# region routes
@app.get("/orders/{order_id}")  # matches any text up to the next slash  # point
async def read_order(order_id: int) -> str:
    return f"order number {order_id}"


@app.get("/orders/{reference}")  # never reached
async def find_order(reference: str) -> str:
    return f"order {reference}"


@app.get("/invoices/{invoice_id:int}")  # matches digits only  # point
async def read_invoice(invoice_id: int) -> str:
    return f"invoice number {invoice_id}"


@app.get("/invoices/{reference}")  # gets the rest
async def find_invoice(reference: str) -> str:
    return f"invoice {reference}"


# endregion
