//! By what bots ask for the files of messages that they were told of, kept with the message.

use domain::{AccountId, BotFile, FilePlace};

use crate::text::name;
use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Keeps what names the files of messages to a bot; those of messages that are not stored are passed over.
    pub(crate) async fn keep_files(&mut self, bot: &str, files: &[BotFile]) -> Result<(), Error> {
        for BotFile { place, id, mime, size } in files {
            let Some(account) = self.account_of_place(bot, place).await? else { continue };
            run!(
                self.conn,
                execute,
                "INSERT INTO message_files (owner, account, chat, id, bot, file, mime, size) \
                 SELECT m.owner, m.account, m.chat, m.id, $5, $6, $7, $8 \
                 FROM telegram_user_messages m \
                 WHERE m.owner = $1 AND m.account = $2 AND m.chat = $3 AND m.id = $4 \
                 ON CONFLICT (owner, account, chat, id) DO UPDATE SET bot = excluded.bot, \
                 file = excluded.file, mime = excluded.mime, size = excluded.size",
                &*self.owner,
                account.to_string(),
                place.chat.0,
                place.message.0,
                bot,
                name(id),
                name(mime),
                size.and_then(|size| i64::try_from(size).ok()),
            )?;
        }
        Ok(())
    }

    /// What names the file of a message to a bot, if it was told of one.
    pub(crate) async fn kept_file(
        &mut self,
        bot: &str,
        place: &FilePlace,
    ) -> Result<Option<BotFile>, Error> {
        let Some(account) = self.account_of_place(bot, place).await? else { return Ok(None) };
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT file, mime, size FROM message_files \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 AND bot = $5",
            &*self.owner,
            account.to_string(),
            place.chat.0,
            place.message.0,
            bot,
        )?;
        row.map(|row| {
            let size: Option<i64> = row.get("size")?;
            Ok(BotFile {
                place: place.clone(),
                id: row.get("file")?,
                mime: row.get("mime")?,
                size: size.and_then(|size| u64::try_from(size).ok()),
            })
        })
        .transpose()
    }

    /// In whose messages a place is: the bot's own, or those of an account that hears by it. One that has a
    /// session of its own asks by that.
    async fn account_of_place(
        &mut self,
        bot: &str,
        place: &FilePlace,
    ) -> Result<Option<AccountId>, Error> {
        let row = match &place.over {
            None => run!(
                self.conn,
                fetch_optional,
                "SELECT id FROM telegram_integrations WHERE owner = $1 AND id = $2",
                &*self.owner,
                bot,
            )?,
            Some(connection) => run!(
                self.conn,
                fetch_optional,
                "SELECT a.id FROM business_connections c JOIN telegram_integrations a \
                 ON a.owner = c.owner AND a.user_id = c.person AND a.kind = 'connected' \
                 WHERE c.owner = $1 AND c.bot = $2 AND c.id = $3 AND c.answer = 'accepted'",
                &*self.owner,
                bot,
                name(connection),
            )?,
        };
        row.map(|row| row.get_id("id")).transpose()
    }
}
