"""ORM rows as return values: read when their session is already closed."""

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, StaticPool, create_engine, orm


class Base(orm.DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    lines: orm.Mapped[list["Line"]] = orm.relationship()


class Line(Base):
    __tablename__ = "lines"
    sku: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    order_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("orders.id"))


# Endpoints run in threads: they share one connection, or memory would be empty.
threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)
Base.metadata.create_all(engine)
with orm.Session(engine) as session, session.begin():
    session.add(Order(id=1, lines=[Line(sku="pen")]))


# region endpoints
class LineOut(BaseModel):
    sku: str


class OrderOut(BaseModel):  # needs no from_attributes=True here
    id: int
    lines: list[LineOut]


app = FastAPI()


@app.get("/lazy", response_model=OrderOut)
def lazy() -> Order:
    with orm.Session(engine) as session:
        return session.get_one(Order, 1)


@app.get("/eager", response_model=OrderOut)
def eager() -> Order:
    with orm.Session(engine) as session:
        return session.get_one(Order, 1, options=[orm.selectinload(Order.lines)])


# endregion
