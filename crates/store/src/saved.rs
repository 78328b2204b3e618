//! Lines that a twin writes into its account's own Saved Messages: each is sent once, and a reply to it
//! is known by its number.

use domain::policy::Date;
use domain::{AccountId, MessageId, PeerId, QuestionId, ReplyId, Timestamp};

use crate::text::storable;
use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

/// What a line is about, and is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A question to the owner.
    Question(QuestionId),
    /// A reply that is not sent yet.
    Reply(ReplyId),
    /// What the owner told the twin to do, by this message of the account.
    Command(MessageId),
    /// A day of the account.
    Day(Date),
}

impl About {
    /// Its kind and its identifier, as they are stored for an account.
    fn stored(self, account: AccountId) -> (&'static str, String) {
        match self {
            Self::Question(id) => ("question", id.to_string()),
            Self::Reply(id) => ("reply", id.to_string()),
            Self::Command(id) => ("command", format!("{account}:{}", id.0)),
            Self::Day(day) => ("day", format!("{account}:{day}")),
        }
    }

    fn of(row: &Row) -> Result<Self, Error> {
        let (kind, about): (String, String) = (row.get("kind")?, row.get("about")?);
        let within = about.rsplit_once(':').map_or("", |(_, within)| within);
        let unreadable = || undecodable("about", format!("unknown: {kind} {about}").into());
        match kind.as_str() {
            "question" => Ok(Self::Question(row.get_id("about")?)),
            "reply" => Ok(Self::Reply(row.get_id("about")?)),
            "command" => Ok(Self::Command(MessageId(within.parse().map_err(|_| unreadable())?))),
            "day" => Ok(Self::Day(within.parse().map_err(|_| unreadable())?)),
            _ => Err(unreadable()),
        }
    }
}

/// A line of Saved Messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedLine {
    /// In the Saved Messages of which account.
    pub account: AccountId,
    /// What it is about.
    pub about: About,
    /// The id with which it is sent, however often that takes.
    pub random_id: i64,
    /// Its number, once Telegram has taken it.
    pub message: Option<MessageId>,
    /// Of which chat it tells, if of one.
    pub chat: Option<PeerId>,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// What it is worded from, if that does not stand elsewhere.
    pub detail: Option<String>,
}

macro_rules! select_lines {
    ($rest:literal) => {
        concat!(
            "SELECT account, kind, about, random_id, message, chat, planned_at, detail \
             FROM saved_lines WHERE owner = $1 AND account = $2 ",
            $rest
        )
    };
}

macro_rules! insert_line {
    ($conflict:literal) => {
        concat!(
            "INSERT INTO saved_lines \
             (owner, account, kind, about, random_id, message, chat, planned_at, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT ",
            $conflict
        )
    };
}

impl Tx {
    /// Stores a line that is to be sent. A thing has at most one line: a second one changes nothing.
    /// Returns whether it is the first.
    pub async fn plan_saved_line(&mut self, line: &SavedLine) -> Result<bool, Error> {
        Ok(self.put_saved_line(line, insert_line!("DO NOTHING")).await? == 1)
    }

    /// Stores a line that is to be sent in place of an earlier one about the same thing, which has
    /// changed: a reply to that one finds nothing any more.
    pub async fn replace_saved_line(&mut self, line: &SavedLine) -> Result<(), Error> {
        self.put_saved_line(
            line,
            insert_line!(
                "(owner, kind, about) DO UPDATE SET random_id = excluded.random_id, \
                 message = excluded.message, planned_at = excluded.planned_at, \
                 detail = excluded.detail"
            ),
        )
        .await?;
        Ok(())
    }

    async fn put_saved_line(&mut self, line: &SavedLine, sql: &'static str) -> Result<u64, Error> {
        let (kind, about) = line.about.stored(line.account);
        run!(
            self.conn,
            execute,
            sql,
            &*self.owner,
            line.account.to_string(),
            kind,
            about,
            line.random_id,
            line.message.map(|message| message.0),
            line.chat.map(|chat| chat.0),
            line.planned_at.as_millis(),
            line.detail.as_deref().map(storable),
        )
    }

    /// The lines of an account that Telegram has not taken yet, in the order in which they were
    /// planned.
    pub async fn unsent_saved_lines(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<SavedLine>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_lines!("AND message IS NULL ORDER BY planned_at, kind, about"),
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(line)
        .collect()
    }

    /// Notes that Telegram has taken a line as a message, and keeps of its detail only `kept`. A line
    /// that was replaced meanwhile is left as it is.
    pub async fn saved_line_sent(
        &mut self,
        line: &SavedLine,
        message: MessageId,
        kept: Option<&str>,
    ) -> Result<(), Error> {
        let (kind, about) = line.about.stored(line.account);
        run!(
            self.conn,
            execute,
            "UPDATE saved_lines SET message = $5, detail = $6 \
             WHERE owner = $1 AND kind = $2 AND about = $3 AND random_id = $4",
            &*self.owner,
            kind,
            about,
            line.random_id,
            message.0,
            kept.map(storable),
        )?;
        Ok(())
    }

    /// The line that is a message of an account, if it is one.
    pub async fn saved_line_of(
        &mut self,
        account: AccountId,
        message: MessageId,
    ) -> Result<Option<SavedLine>, Error> {
        run!(
            self.conn,
            fetch_optional,
            select_lines!("AND message = $3"),
            &*self.owner,
            account.to_string(),
            message.0,
        )?
        .map(|row| line(&row))
        .transpose()
    }

    /// The line about a thing, if there is one.
    pub async fn saved_line_about(
        &mut self,
        account: AccountId,
        about: About,
    ) -> Result<Option<SavedLine>, Error> {
        let (kind, about) = about.stored(account);
        run!(
            self.conn,
            fetch_optional,
            select_lines!("AND kind = $3 AND about = $4"),
            &*self.owner,
            account.to_string(),
            kind,
            about,
        )?
        .map(|row| line(&row))
        .transpose()
    }

    /// The line about the latest day of an account of which there is one.
    pub async fn newest_days_line(
        &mut self,
        account: AccountId,
    ) -> Result<Option<SavedLine>, Error> {
        run!(
            self.conn,
            fetch_optional,
            select_lines!("AND kind = 'day' ORDER BY about DESC LIMIT 1"),
            &*self.owner,
            account.to_string(),
        )?
        .map(|row| line(&row))
        .transpose()
    }

    /// Of which chats the lines of an account tell that were planned at `since` or later, one for
    /// each line.
    pub async fn chats_of_saved_lines(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<PeerId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat FROM saved_lines WHERE owner = $1 AND account = $2 AND planned_at >= $3 \
             AND chat IS NOT NULL ORDER BY planned_at, kind, about",
            &*self.owner,
            account.to_string(),
            since.as_millis(),
        )?
        .iter()
        .map(|row| Ok(PeerId(row.get("chat")?)))
        .collect()
    }

    /// Forgets the line about a thing.
    pub async fn drop_saved_line(&mut self, account: AccountId, about: About) -> Result<(), Error> {
        let (kind, about) = about.stored(account);
        run!(
            self.conn,
            execute,
            "DELETE FROM saved_lines WHERE owner = $1 AND kind = $2 AND about = $3",
            &*self.owner,
            kind,
            about,
        )?;
        Ok(())
    }
}

fn line(row: &Row) -> Result<SavedLine, Error> {
    Ok(SavedLine {
        account: row.get_id("account")?,
        about: About::of(row)?,
        random_id: row.get("random_id")?,
        message: row.get::<Option<i32>>("message")?.map(MessageId),
        chat: row.get::<Option<i64>>("chat")?.map(PeerId),
        planned_at: Timestamp::from_millis(row.get("planned_at")?),
        detail: row.get("detail")?,
    })
}
