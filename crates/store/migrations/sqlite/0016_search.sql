-- The words by which messages are found: for every stem, and for every author and kind ('@twin', '#voice'),
-- the messages that have it, packed as store::search::postings says. Block 0 takes what is new; what was
-- filled before is numbered from 1.
CREATE TABLE message_words (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    word     TEXT NOT NULL,
    block    INTEGER NOT NULL,
    messages BLOB NOT NULL,
    PRIMARY KEY (owner, account, word, block),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The newest messages, which are gone through one by one until there are enough of them to be packed.
CREATE TABLE unpacked_messages (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How far the messages were packed that were there before this table, or came out of a backup: up to which
-- message, in the order of their key. No row if that was not begun.
CREATE TABLE message_indexes (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    -- How many were packed so.
    packed  INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    PRIMARY KEY (owner, account),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
