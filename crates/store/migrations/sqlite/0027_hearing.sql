-- Whether the words of a round video or of a file of sound hold what was heard in it.
ALTER TABLE telegram_user_messages ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;

-- What hearing a note cost, in billionths of the currency of the prices.
ALTER TABLE voice_notes ADD COLUMN billionths INTEGER NOT NULL DEFAULT 0;

-- What speaking took, by day of UTC and chat (0 where it was not kept in which): characters that were paid
-- for, seconds that were spoken, and what they cost.
CREATE TABLE speaking_by_chat (
    owner      TEXT NOT NULL,
    account    TEXT NOT NULL,
    day        INTEGER NOT NULL,
    chat       INTEGER NOT NULL,
    mouth      TEXT NOT NULL,
    notes      INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    seconds    INTEGER NOT NULL,
    billionths INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, account, day, chat, mouth),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO speaking_by_chat (owner, account, day, chat, mouth, notes, characters, seconds)
    SELECT owner, account, day, 0, mouth, notes, characters, seconds FROM speaking;
DROP TABLE speaking;
ALTER TABLE speaking_by_chat RENAME TO speaking;
