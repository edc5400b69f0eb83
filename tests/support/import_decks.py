"""Imports decks into one collection of the real Anki, one after another, as a reader
does who takes each new one: prints a line of JSON with what Anki says of each. After
the first, the card of question 3 is studied once, so that it has something to lose."""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageRequest

with tempfile.TemporaryDirectory() as folder:
    collection = Collection(str(Path(folder) / "collection.anki2"))
    for path in sys.argv[1:]:
        request = ImportAnkiPackageRequest(package_path=path)
        log = collection.import_anki_package(request).log
        [first, *_] = collection.find_cards("Number:3 card:Answer")
        card = collection.get_card(first)
        if path == sys.argv[1]:
            card.start_timer()
            collection.sched.answerCard(card, 3)
            card = collection.get_card(first)
        note = card.note()
        told = {
            "new": len(log.new),
            "updated": len(log.updated),
            "unchanged": len(log.duplicate),
            "conflicting": len(log.conflicting),
            "reviews": card.reps,
            "answer": note["Answer"],
            "decks": [one.name for one in collection.decks.all_names_and_ids()],
            "front": card.render_output().question_text,
            "sound": collection.fix_integrity()[1],
        }
        print(json.dumps(told))
    collection.close()
