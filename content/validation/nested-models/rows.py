"""An ORM row as return value: it is read when its session is already closed."""

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, StaticPool, create_engine, orm

memory = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
engine = create_engine("sqlite://", **memory)  # one connection, for show
app = FastAPI()


class Base(orm.DeclarativeBase): ...


class Line(Base):
    __tablename__ = "lines"
    sku: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    order_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("orders.id"))


class Order(Base):
    __tablename__ = "orders"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    lines: orm.Mapped[list[Line]] = orm.relationship()


# region output
class LineOut(BaseModel):
    sku: str


class OrderOut(BaseModel):  # needs no from_attributes=True here
    lines: list[LineOut]


@app.get("/order", response_model=OrderOut)
def read(eager: bool = False) -> Order:
    options = [orm.selectinload(Order.lines)] if eager else []  # point
    with orm.Session(engine) as session:
        return session.get_one(Order, 1, options=options)


# endregion
Base.metadata.create_all(engine)
with orm.sessionmaker(engine).begin() as session:
    session.add(Order(lines=[Line(sku="pen")]))
