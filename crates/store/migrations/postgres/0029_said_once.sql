-- Whether a bot has perhaps said it: its server makes a second message of a second try.
ALTER TABLE reply_bubbles ADD COLUMN said_once BOOLEAN NOT NULL DEFAULT false;
-- Whether it was to be said by a bot when it was first tried.
ALTER TABLE sendings ADD COLUMN once BOOLEAN NOT NULL DEFAULT false;

-- Of what is under way nobody knows by whom it was tried. The rows of all owners are to be marked, whoever
-- they are.
ALTER TABLE reply_bubbles NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sendings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE replies NO FORCE ROW LEVEL SECURITY;
ALTER TABLE telegram_integrations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE business_connections NO FORCE ROW LEVEL SECURITY;
UPDATE reply_bubbles SET said_once = true WHERE message_id IS NULL AND EXISTS (SELECT 1 FROM replies r
    JOIN telegram_integrations a ON a.owner = r.owner AND a.id = r.account
    WHERE r.owner = reply_bubbles.owner AND r.id = reply_bubbles.reply AND r.state = 'sending'
    AND (a.kind <> 'user' OR EXISTS (SELECT 1 FROM business_connections c
    WHERE c.owner = a.owner AND c.person = a.user_id AND c.speaks)));
UPDATE sendings SET once = true WHERE message IS NULL AND EXISTS (SELECT 1 FROM telegram_integrations a
    WHERE a.owner = sendings.owner AND a.id = sendings.account
    AND (a.kind <> 'user' OR EXISTS (SELECT 1 FROM business_connections c
    WHERE c.owner = a.owner AND c.person = a.user_id AND c.speaks)));
ALTER TABLE reply_bubbles FORCE ROW LEVEL SECURITY;
ALTER TABLE sendings FORCE ROW LEVEL SECURITY;
ALTER TABLE replies FORCE ROW LEVEL SECURITY;
ALTER TABLE telegram_integrations FORCE ROW LEVEL SECURITY;
ALTER TABLE business_connections FORCE ROW LEVEL SECURITY;

-- By what a bot asks for the file of a message that it was told of: it cannot ask for the message again.
CREATE TABLE message_files (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    BIGINT NOT NULL,
    id      INTEGER NOT NULL,
    -- Which bot: what names a file to one is nothing to another.
    bot     TEXT NOT NULL,
    file    TEXT NOT NULL,
    mime    TEXT NOT NULL,
    -- In bytes, where that is known.
    size    BIGINT,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account, chat, id)
        REFERENCES telegram_user_messages (owner, account, chat, id) ON DELETE CASCADE
);

ALTER TABLE message_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_files FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON message_files
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
