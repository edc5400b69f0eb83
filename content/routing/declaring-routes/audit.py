from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

app = FastAPI(openapi_url=None)  # without the routes of the documentation
invoices = APIRouter(prefix="/invoices")


@app.get("/health")
async def health() -> str:
    return "ok"


@invoices.get("")
async def list_invoices() -> list[str]:
    return []


app.include_router(invoices)
walked = [route.path for route in app.routes if isinstance(route, APIRoute)]  # point
every = [context.path for context in iter_route_contexts(app.routes)]
print("app.routes:", walked)
print("iter_route_contexts:", every)
