CREATE TABLE owners (
    owner      TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What belongs to the installation and to no owner. One row.
CREATE TABLE server (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- An empty text sealed with the master key: tells a wrong key before anything is touched.
    key_check     BLOB NOT NULL,
    default_owner TEXT REFERENCES owners (owner)
) STRICT;

-- Each owner's data key, sealed with the master key. Without it the owner's secrets are noise.
CREATE TABLE owner_keys (
    owner       TEXT PRIMARY KEY REFERENCES owners (owner) ON DELETE CASCADE,
    wrapped_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The Telegram accounts and the twin's settings for them.
CREATE TABLE telegram_integrations (
    owner        TEXT NOT NULL REFERENCES owners (owner) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    user_id      INTEGER NOT NULL,
    first_name   TEXT NOT NULL,
    last_name    TEXT NOT NULL,
    username     TEXT,
    phone        TEXT,
    state        TEXT NOT NULL CHECK (state IN ('offline', 'active', 'logged_out')),
    default_mode TEXT NOT NULL CHECK (default_mode IN ('off', 'watch', 'auto')),
    PRIMARY KEY (owner, id),
    UNIQUE (owner, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE telegram_sessions (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    -- Sealed with the owner's data key.
    keys     BLOB NOT NULL,
    pts      INTEGER NOT NULL,
    qts      INTEGER NOT NULL,
    date     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    -- JSON: [[channel, pts], …]
    channels TEXT NOT NULL,
    PRIMARY KEY (owner, account),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What it takes to address a peer.
CREATE TABLE telegram_peers (
    owner       TEXT NOT NULL,
    account     TEXT NOT NULL,
    peer        INTEGER NOT NULL,
    access_hash INTEGER NOT NULL,
    is_self     INTEGER NOT NULL,
    bot         INTEGER NOT NULL,
    PRIMARY KEY (owner, account, peer),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE telegram_chats (
    owner     TEXT NOT NULL,
    account   TEXT NOT NULL,
    chat      INTEGER NOT NULL,
    peer_kind TEXT NOT NULL CHECK (peer_kind IN ('user', 'group', 'channel')),
    title     TEXT NOT NULL,
    username  TEXT,
    is_self   INTEGER NOT NULL,
    bot       INTEGER NOT NULL,
    support   INTEGER NOT NULL,
    deleted   INTEGER NOT NULL,
    scam      INTEGER NOT NULL,
    -- NULL takes the account's default.
    mode      TEXT CHECK (mode IN ('off', 'watch', 'auto')),
    -- Up to which message it was decided what to do. Only grows; NULL until the chat is live.
    decided_through INTEGER,
    PRIMARY KEY (owner, account, chat),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Clustered by its key, which is the order of reading: a chat's newest messages, and all messages
-- chat by chat. No other index, so that an import appends.
CREATE TABLE telegram_user_messages (
    owner     TEXT NOT NULL,
    account   TEXT NOT NULL,
    chat      INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    author    TEXT NOT NULL CHECK (author IN ('other', 'owner', 'twin')),
    sender    INTEGER NOT NULL,
    sent_at   INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('text', 'voice', 'sticker', 'media', 'service')),
    -- The words: a text, or the caption of media.
    text      TEXT,
    -- The emoji of a sticker, the kind of media, the action of a service message.
    detail    TEXT,
    -- The length of a voice note.
    seconds   INTEGER,
    reply_to  INTEGER,
    forwarded INTEGER NOT NULL,
    via_bot   INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The row is the job.
CREATE TABLE replies (
    owner      TEXT NOT NULL,
    id         TEXT NOT NULL,
    account    TEXT NOT NULL,
    chat       INTEGER NOT NULL,
    state      TEXT NOT NULL
               CHECK (state IN ('scheduled', 'sending', 'sent', 'cancelled', 'failed')),
    answers    INTEGER NOT NULL,
    send_at    INTEGER NOT NULL,
    confidence REAL NOT NULL,
    created_at INTEGER NOT NULL,
    -- The worker's claim on the account under which it was planned.
    epoch      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_open_reply_per_chat ON replies (owner, account, chat)
    WHERE state IN ('scheduled', 'sending');
CREATE INDEX replies_by_chat ON replies (owner, account, chat, created_at);

CREATE TABLE reply_bubbles (
    owner      TEXT NOT NULL,
    reply      TEXT NOT NULL,
    position   INTEGER NOT NULL,
    text       TEXT NOT NULL,
    random_id  INTEGER NOT NULL,
    -- NULL until Telegram has accepted it.
    message_id INTEGER,
    PRIMARY KEY (owner, reply, position),
    FOREIGN KEY (owner, reply) REFERENCES replies (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
