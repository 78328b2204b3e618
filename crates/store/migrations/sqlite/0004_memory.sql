-- What a twin remembers.
CREATE TABLE facts (
    owner          TEXT NOT NULL,
    id             TEXT NOT NULL,
    account        TEXT NOT NULL,
    scope          TEXT NOT NULL CHECK (scope IN ('chat', 'general', 'about_owner')),
    -- Whose fact it is, where it is one of a chat.
    chat           INTEGER,
    kind           TEXT NOT NULL CHECK (kind IN ('name', 'relation', 'work', 'home', 'birthday',
                   'preference', 'habit', 'plan', 'agreement', 'note')),
    -- Empty once it is erased.
    text           TEXT NOT NULL,
    -- The message that it was drawn from. It need not be stored: an erased fact outlives it.
    source_chat    INTEGER,
    source_message INTEGER,
    said_at        INTEGER NOT NULL,
    -- From when on it is no longer true; NULL if it lasts.
    until          INTEGER,
    confidence     REAL NOT NULL,
    origin         TEXT NOT NULL CHECK (origin IN ('model', 'owner', 'owners_answer')),
    state          TEXT NOT NULL CHECK (state IN ('offered', 'kept', 'replaced', 'erased')),
    may_be_said    INTEGER NOT NULL,
    used           INTEGER NOT NULL,
    last_used_at   INTEGER,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE,
    CHECK ((scope = 'chat') = (chat IS NOT NULL)),
    CHECK ((source_chat IS NULL) = (source_message IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX facts_by_account ON facts (owner, account, id);
CREATE INDEX facts_by_source ON facts (owner, account, source_chat, source_message);

-- How far the memory of each chat was written, and what was said in it in short.
CREATE TABLE chat_memories (
    owner           TEXT NOT NULL,
    account         TEXT NOT NULL,
    chat            INTEGER NOT NULL,
    -- Up to which message.
    written_through INTEGER NOT NULL,
    -- NULL while there is none.
    summary         TEXT,
    PRIMARY KEY (owner, account, chat),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What twins ask their owner.
CREATE TABLE owner_questions (
    owner    TEXT NOT NULL,
    id       TEXT NOT NULL,
    account  TEXT NOT NULL,
    chat     INTEGER NOT NULL,
    -- The newest message that the reply would answer.
    answers  INTEGER NOT NULL,
    text     TEXT NOT NULL,
    -- What the twin would say: a JSON array of texts.
    proposed TEXT NOT NULL,
    rule     TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'answered', 'dropped')),
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_open_question_per_chat ON owner_questions (owner, account, chat)
    WHERE state = 'open';
