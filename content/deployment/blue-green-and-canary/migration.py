"""Blue and green share one database while a column gets a new name."""

import sqlite3

# region migrations
BLUE = "SELECT mail FROM readers"
GREEN = "SELECT email FROM readers"
RENAME = "ALTER TABLE readers RENAME COLUMN mail TO email"
# Green reads the new name but writes the old one, until blue is gone.
EXPAND = "ALTER TABLE readers ADD COLUMN email TEXT AS (mail)"
# endregion


def try_both(label: str, migration: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE readers (mail TEXT)")
    database.execute("INSERT INTO readers VALUES ('anna@example.org')")
    database.execute(migration)
    for release, query in (("blue", BLUE), ("green", GREEN)):
        try:
            print(label, release, database.execute(query).fetchone()[0])
        except sqlite3.OperationalError as error:
            print(label, release, error)


try_both("rename:", RENAME)
try_both("expand:", EXPAND)
