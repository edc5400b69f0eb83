"""Renames a column in steps. Between them two releases share the table, and each
must read what the other wrote."""

import sqlite3

# region steps
# The columns that each release writes, and the one that it reads.
WRITES = {"1.4": ["mail"], "1.5": ["mail", "email"], "1.6": ["mail", "email"]}
WRITES |= {"1.7": ["email"], "1.8": ["email"]}
READS = {"1.4": "mail", "1.5": "mail"} | dict.fromkeys(["1.6", "1.7", "1.8"], "email")
EXPAND = "ALTER TABLE readers ADD COLUMN email TEXT"  # point
FILL = "UPDATE readers SET email = mail"
CONTRACT = "ALTER TABLE readers DROP COLUMN mail"  # point
STEPS = [
    (EXPAND, ["1.5", "1.4"]),  # the releases that run after this step
    (FILL, ["1.6", "1.5"]),  # not before 1.4 is gone: it writes the old name only
    ("", ["1.7", "1.6"]),
    (CONTRACT, ["1.8", "1.7"]),  # no way back to 1.6, which writes the old name
]
RENAME = [("ALTER TABLE readers RENAME COLUMN mail TO email", ["1.7", "1.4"])]
# endregion


def migrate(steps: list[tuple[str, list[str]]]) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE readers (mail TEXT)")
    database.execute("INSERT INTO readers VALUES ('1.4')")
    last = "1.4"  # who wrote the address
    for sql, releases in steps:
        database.execute(sql)
        for writer in ("", *releases):  # at first nobody: what is there is read
            for column in WRITES.get(writer, []):
                database.execute(f"UPDATE readers SET {column} = ?", [writer])
            last = writer or last
            for reader in releases:
                query = f"SELECT {READS[reader]} FROM readers"
                if database.execute(query).fetchone() != (last,):
                    raise ValueError(f"{reader} reads an old address")
        print(" and ".join(releases), "work after:", sql or "(no change)")


migrate(STEPS)
try:
    migrate(RENAME)
except sqlite3.OperationalError as error:
    print("rename at once:", error)
