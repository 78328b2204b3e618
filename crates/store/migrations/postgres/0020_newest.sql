-- When the newest message of a chat was sent: by this the chats of all accounts are listed, the liveliest first.
-- NULL as long as there is none.
ALTER TABLE telegram_chats ADD COLUMN newest_at BIGINT;

-- The rows of all owners are to be filled, whoever they are.
ALTER TABLE telegram_chats NO FORCE ROW LEVEL SECURITY;
ALTER TABLE telegram_user_messages NO FORCE ROW LEVEL SECURITY;
UPDATE telegram_chats SET newest_at = (SELECT m.sent_at FROM telegram_user_messages m
    WHERE m.owner = telegram_chats.owner AND m.account = telegram_chats.account
    AND m.chat = telegram_chats.chat ORDER BY m.id DESC LIMIT 1);
ALTER TABLE telegram_chats FORCE ROW LEVEL SECURITY;
ALTER TABLE telegram_user_messages FORCE ROW LEVEL SECURITY;

CREATE INDEX chats_by_newest ON telegram_chats (owner, newest_at, account, chat);

-- What Telegram has refused lately is shown to the owner.
CREATE INDEX failed_replies ON replies (owner, send_at) WHERE state = 'failed';
