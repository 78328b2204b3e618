-- What recall mode drew a reply from, by the chat and the moment of its question; NULL for what a model
-- or the owner wrote.
ALTER TABLE replies ADD COLUMN drawn_from_chat INTEGER;
ALTER TABLE replies ADD COLUMN drawn_from_at INTEGER;

-- The owner's own message that a draft became, where they sent it from their app.
ALTER TABLE replies ADD COLUMN sent_as INTEGER;
CREATE INDEX replies_sent_by_owner ON replies (owner, account, chat, sent_as)
    WHERE sent_as IS NOT NULL;

-- What was sent lately can be taken back.
CREATE INDEX replies_by_time ON replies (owner, send_at) WHERE state = 'sent';

-- When the twin was last taken back here: what happened before speaks for it no more.
ALTER TABLE telegram_chats ADD COLUMN taken_back_at INTEGER;
-- When the owner last put off giving it more.
ALTER TABLE telegram_chats ADD COLUMN put_off_at INTEGER;

-- What the twin would have said where it only watches, beside what the owner then said. Never learnt
-- from.
CREATE TABLE rehearsals (
    owner      TEXT NOT NULL,
    id         TEXT NOT NULL,
    account    TEXT NOT NULL,
    chat       INTEGER NOT NULL,
    -- The newest message that it would have answered.
    answers    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- Messages on lines of their own, of the twin and of the owner.
    would_say  TEXT NOT NULL,
    said       TEXT,
    -- How near the two are, each 0 to 1; NULL until the owner has said something.
    manner     REAL,
    content    REAL,
    length     REAL,
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_open_rehearsal_per_chat ON rehearsals (owner, account, chat)
    WHERE state = 'open';
CREATE INDEX rehearsals_by_chat ON rehearsals (owner, account, chat, created_at);
