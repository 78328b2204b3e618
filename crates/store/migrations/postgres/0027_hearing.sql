-- Whether the words of a round video or of a file of sound hold what was heard in it.
ALTER TABLE telegram_user_messages ADD COLUMN heard BOOLEAN NOT NULL DEFAULT false;

-- What hearing a note cost, in billionths of the currency of the prices.
ALTER TABLE voice_notes ADD COLUMN billionths BIGINT NOT NULL DEFAULT 0;

-- What speaking took is kept by chat, too (0 where it was not kept in which), and what it cost.
ALTER TABLE speaking ADD COLUMN chat BIGINT NOT NULL DEFAULT 0;
ALTER TABLE speaking ADD COLUMN billionths BIGINT NOT NULL DEFAULT 0;
ALTER TABLE speaking DROP CONSTRAINT speaking_pkey;
ALTER TABLE speaking ADD PRIMARY KEY (owner, account, day, chat, mouth);
