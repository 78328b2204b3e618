-- When it was asked to remove an account. From then on it is shown nowhere, and what is stored of it is erased
-- part by part; the row goes last.
ALTER TABLE telegram_integrations ADD COLUMN removed_at INTEGER;

-- What goes with a chat or a message, and what is counted of a time, is found without walking through the rest.
CREATE INDEX questions_by_chat ON owner_questions (owner, account, chat);
CREATE INDEX open_replies ON replies (owner, state, account)
    WHERE state IN ('waiting', 'scheduled', 'sending');
CREATE INDEX replies_by_account ON replies (owner, account, created_at, mode, state, word);
CREATE INDEX replies_by_answer ON replies (owner, account, chat, answers);
-- An expression, so that nobody takes it who does not ask by the same: SQLite would walk through it for others.
CREATE INDEX bubbles_by_message ON reply_bubbles (owner, (message_id + 0));

-- Of which account it tells; NULL for what is of none.
ALTER TABLE webhook_deliveries ADD COLUMN account TEXT;
-- Whether it was looked at, and nobody's words stand in it.
ALTER TABLE webhook_deliveries ADD COLUMN wordless INTEGER NOT NULL DEFAULT 0;

UPDATE webhook_deliveries SET account = substr(payload, instr(payload, '"account":"') + 11, 26)
    WHERE instr(payload, '"account":"') > 0;

CREATE INDEX webhook_deliveries_by_account ON webhook_deliveries (owner, account, wordless);
