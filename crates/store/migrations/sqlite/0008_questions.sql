-- Why a question is closed: domain::QuestionEnd. NULL while it is open, and where it was closed
-- before this was kept.
ALTER TABLE owner_questions ADD COLUMN ended TEXT;

-- Lines that a twin writes into its account's own Saved Messages, each once, so that the owner can
-- reply to them there.
CREATE TABLE saved_lines (
    owner     TEXT NOT NULL,
    account   TEXT NOT NULL,
    -- What it is about, and the id of that: store::About.
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    random_id INTEGER NOT NULL,
    -- Its number, once Telegram has taken it.
    message   INTEGER,
    PRIMARY KEY (owner, kind, about),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX saved_lines_by_message ON saved_lines (owner, account, message);
