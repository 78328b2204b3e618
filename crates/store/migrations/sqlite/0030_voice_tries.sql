-- What hearing and speaking took where the owner tried them, by days of UTC and by who heard or spoke: it belongs
-- to no account and no chat. Spans of heard sound in milliseconds, costs in billionths of the currency of the prices.
CREATE TABLE voice_tries (
    owner            TEXT NOT NULL,
    day              INTEGER NOT NULL,
    voice            TEXT NOT NULL,
    heard            INTEGER NOT NULL,
    heard_seconds    INTEGER NOT NULL,
    charged          INTEGER NOT NULL,
    heard_billionths INTEGER NOT NULL,
    notes            INTEGER NOT NULL,
    characters       INTEGER NOT NULL,
    seconds          INTEGER NOT NULL,
    billionths       INTEGER NOT NULL,
    PRIMARY KEY (owner, day, voice),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
